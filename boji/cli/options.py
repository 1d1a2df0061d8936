"""Options and arguments that several commands share, and how results are printed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from boji.engine.periods import Period
from boji.workspace import Workspace


def _open_workspace(_context: click.Context, _option: click.Parameter, path: Path | None) -> Workspace:
    if path is None:
        raise click.UsageError("name the workspace with --workspace DIR or BOJI_WORKSPACE")
    return Workspace.open(path)


def _keep_language(context: click.Context, _option: click.Parameter, language: str) -> str:
    context.find_root().obj = language
    return language


def _parse_period(_context: click.Context, _argument: click.Parameter, text: str) -> Period:
    return Period.parse(text)


workspace_option: Callable[[Any], Any] = click.option(
    "--workspace",
    type=click.Path(path_type=Path),
    envvar="BOJI_WORKSPACE",
    callback=_open_workspace,
    help="The workspace's directory; BOJI_WORKSPACE where not given.",
)
language_option: Callable[[Any], Any] = click.option(
    "--language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    envvar="BOJI_LANGUAGE",
    is_eager=True,
    callback=_keep_language,
    help="Language of texts; BOJI_LANGUAGE where not given.",
)
json_option: Callable[[Any], Any] = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
period_argument: Callable[[Any], Any] = click.argument("period", callback=_parse_period)


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def say(language: str, zh: str, en: str) -> None:
    click.echo(zh if language == "zh" else en)
