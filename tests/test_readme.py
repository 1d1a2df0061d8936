"""The README tells the truth: its demo runs, its library example runs, and it names every command."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from boji.cli import main

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.zh-CN.md")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `boji demo` has run, with the example plans beside it as in the repository."""
    folder = tmp_path_factory.mktemp("demo")
    done = CliRunner().invoke(main, ["demo", "--workspace", str(folder / "boji-demo"), "--language", "en"])
    assert done.exit_code == 0, done.output
    (folder / "demo.txt").write_text(done.output, encoding="utf-8")
    shutil.copytree(ROOT / "examples", folder / "examples")
    return folder


def test_demo_prints_ranking_statement_and_proposals(demo: Path) -> None:
    text = (demo / "demo.txt").read_text(encoding="utf-8")
    for heading in ("1. Ranking", "2. A statement", "3. Proposals", "4. Pay file"):
        assert heading in text
    assert "692026090102" in text, "the statement is explained down to order lines"
    assert (demo / "boji-demo" / "2026-09.xlsx").stat().st_size > 0


@pytest.mark.parametrize("name", READMES)
def test_library_example_runs(
    name: str, demo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    found = re.search(r"<!-- library example -->\n```python\n(.*?)```", text, re.DOTALL)
    assert found is not None
    monkeypatch.chdir(demo)
    exec(compile(found[1], name, "exec"), {})
    printed = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"\d+\.\d\d", printed[0]), "the pay"
    assert len(printed) > 10, "its explanation"


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for command in _commands(main, "boji"):
        assert f"`{command}" in text, f"{name} does not name {command}"


def _commands(command: click.Command, path: str) -> list[str]:
    if not isinstance(command, click.Group):
        return [path]
    return [found for name, inner in command.commands.items() for found in _commands(inner, f"{path} {name}")]
