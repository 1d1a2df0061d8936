"""The READMEs name every command. That their demo and library example run is tested with the demo."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from boji.cli import main

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.zh-CN.md")


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for command in _commands(main, "boji"):
        assert f"`{command}" in text, f"{name} does not name {command}"


def _commands(command: click.Command, path: str) -> list[str]:
    if not isinstance(command, click.Group):
        return [path]
    return [found for name, inner in command.commands.items() for found in _commands(inner, f"{path} {name}")]
