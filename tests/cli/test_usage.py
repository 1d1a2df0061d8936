"""Exit codes and reasons: 0 done, 1 refused, 2 wrong usage; never a trace, in both languages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from boji.cli.main import main
from tests.cli.company import PLAN, Company, write_tables

CHINESE_MARKS = re.compile(r"[\u3000-\u303f\uff00-\uffef]")

REFUSED = [
    ("statement nobody", "statement Z 2026-03", "没有人员 Z", "no person Z"),
    ("statement of a week", "statement A 2026-W10", "还没有计算过", "has no run yet"),
    ("run absent", "statement A 2026-05", "boji run 2026-05", "boji run 2026-05"),
    ("no scorecard", "scorecard X 2026-03", "没有适用的考核表", "No scorecard applies to X"),
    ("scorecard nobody", "scorecard Z 2026-03", "没有人员 Z", "no person Z"),
    ("explain nobody", "explain Z 2026-03", "没有人员 Z", "no person Z"),
    ("explain no figure", "explain A 2026-03 gvm", "可以写：gmv", "Try: gmv"),
    ("no plan so early", "run 2025-12", "2026-01-01", "2026-01-01"),
    ("plan absent", "run 2026-03 --plan nowhere.yaml", "nowhere.yaml", "nowhere.yaml"),
    ("check absent", "plan check nowhere.yaml", "文件或目录不存在", "No such file"),
    ("import absent", "import nowhere.csv", "nowhere.csv", "nowhere.csv"),
    ("export nowhere", "export 2026-03 --to no/where/x.csv", "no/where：", "no/where: "),
    ("export absent", "export 2026-05 --to x.csv", "boji run 2026-05", "boji run 2026-05"),
    ("outcomes absent", "outcomes 2026-05", "boji run 2026-05", "boji run 2026-05"),
    ("workspace there", "init", "已经是一个工作区", "is a workspace already"),
]

WRONG = [
    ("no such command", "pay", "", ""),
    ("no such month", "run 2026-13", "不是账期", "is no period"),
    ("a day", "run 2026-03-05", "不是账期", "is no period"),
    ("no period", "statement A", "人员 账期", "PERSON PERIOD"),
    ("everybody and one", "statement A 2026-03 --all", "人员 账期", "PERSON PERIOD"),
    ("wrong period", "scorecard A 2026-3", "不是账期", "is no period"),
    ("no reason", "plan publish plan.yaml", "", ""),
    ("empty reason", "plan publish plan.yaml --reason=", "不能为空", "must not be empty"),
    ("wrong ending", "export 2026-03 --to x.doc", ".parquet 结尾", "end in .xlsx"),
    ("no ending", "export 2026-03 --to x", ".parquet 结尾", "end in .xlsx"),
    ("lines below zero", "explain A 2026-03 pay --lines -1", "", ""),
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("case", "words", "zh", "en"), REFUSED)
def test_refused_with_reasons(
    company: Company, case: str, words: str, zh: str, en: str, language: str
) -> None:
    result = company.boji(*words.split(), language=language)
    assert result.exit_code == 1
    assert (zh if language == "zh" else en) in result.stderr
    assert result.stdout == ""
    if language == "en":
        assert not CHINESE_MARKS.search(result.stderr)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("case", "words", "zh", "en"), WRONG)
def test_wrong_usage(company: Company, case: str, words: str, zh: str, en: str, language: str) -> None:
    result = company.boji(*words.split(), language=language)
    assert result.exit_code == 2
    assert (zh if language == "zh" else en) in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        "statement --all 2026-03",
        "scorecard --all 2026-03",
        "explain A 2026-03 --lines 2",
        "explain A 2026-03 score",
        "explain O 2026-03",
        "explain X 2026-03",
        "explain L 2026-02",
        "outcomes 2026-04",
        "outcomes 2026-02",
        "run 2026-03",
        "metrics",
    ],
)
def test_english_has_no_chinese_marks(company: Company, words: str) -> None:
    result = company.boji(*words.split(), language="en")
    assert result.exit_code == 0
    assert not CHINESE_MARKS.search(result.stdout + result.stderr)


def test_no_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = Company(tmp_path / "nowhere")
    assert nowhere.boji("run", "2026-03").exit_code == 1
    assert "boji init" in nowhere.boji("statement", "A", "2026-03", language="en").stderr


def test_an_empty_workspace_says_what_comes_next(tmp_path: Path) -> None:
    empty = Company(tmp_path / "empty")
    assert "boji import" in empty.done("init")
    refused = empty.boji("run", "2026-03")
    assert (refused.exit_code, "boji plan publish" in refused.stderr) == (1, True)
    plan = tmp_path / "plan.yaml"
    plan.write_text(PLAN, encoding="utf-8")
    empty.done("plan", "publish", str(plan), "--reason", "先有方案")
    told = empty.boji("run", "2026-03", language="en")
    assert told.exit_code == 0
    assert "Nobody is with the company on 2026-03-31" in told.stderr
    assert empty.figures("statement", "--all", "2026-03") == []
    assert "没有提成单" in empty.done("statement", "--all", "2026-03")
    assert "没有人适用考核表" in empty.done("scorecard", "--all", "2026-03")
    assert empty.figures("outcomes", "2026-03") == []


def test_a_plan_with_errors_names_them_all(company: Company, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(PLAN.replace("base: effective_gmv", "base: efective_gmv").replace("90}", "ninety}"))
    for words in (("plan", "check"), ("plan", "show"), ("run", "2026-03", "--plan")):
        result = company.boji(*words, str(wrong))
        assert result.exit_code == 1
        assert "effective_gmv" in result.stderr
    printed = company.boji("plan", "check", str(wrong), "--json")
    assert printed.exit_code == 1
    assert '"nearest": "effective_gmv"' in printed.stdout


def test_a_plan_whose_examples_fail_is_not_published(company: Company, tmp_path: Path) -> None:
    failing = tmp_path / "failing.yaml"
    failing.write_text(PLAN.replace("expect: {commission: 10}", "expect: {commission: 11}"))
    before = sorted((company.path / "plans").iterdir())
    for words in (("plan", "check", str(failing)), ("plan", "publish", str(failing), "--reason", "试")):
        result = company.boji(*words)
        assert result.exit_code == 1
        assert "期望 11，得到 10" in result.stderr
    assert sorted((company.path / "plans").iterdir()) == before


def test_as_a_process(tmp_path: Path) -> None:
    """The installed command: what goes where, and the exit codes that a script sees."""
    environment = os.environ | {"BOJI_WORKSPACE": str(tmp_path / "made"), "BOJI_LANGUAGE": "en"}

    def boji(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "boji", *words],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    assert boji("init").returncode == 0
    imported = boji("import", *write_tables(tmp_path / "files"))
    assert imported.returncode == 0, imported.stderr
    refused = boji("run", "2026-03")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "boji plan publish" in refused.stderr
    assert boji("run", "March").returncode == 2


def commands_below(group: click.Group, *path: str) -> Iterator[tuple[str, ...]]:
    """Every command and group, as one writes it; those of the database as they are without a workspace."""
    yield path
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands_below(command, *path, name)
        else:
            yield (*path, name)


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No workspace is named, and none lies here."""
    monkeypatch.delenv("BOJI_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("nowhere")
def test_help_asks_for_no_workspace() -> None:
    asked = list(commands_below(main))
    assert ("account", "add") in asked
    assert ("period", "lock") in asked
    for words in asked:
        result = CliRunner().invoke(main, [*words, "--help"])
        assert result.exit_code == 0, (words, result.output)
        assert result.output.startswith("Usage: ")
    assert not list(Path.cwd().iterdir())


@pytest.mark.usefixtures("nowhere")
def test_what_is_explained_without_a_workspace_is_not_done() -> None:
    result = CliRunner().invoke(main, ["account", "list"], env={"BOJI_LANGUAGE": "en"})
    assert (result.exit_code, "BOJI_WORKSPACE" in result.stderr) == (2, True)
