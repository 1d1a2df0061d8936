"""Options and arguments that several commands share, and how results are printed."""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from boji.engine.periods import Period, PeriodError
from boji.workspace import Workspace

RUN_KINDS = ("month", "quarter", "week")


def open_workspace(path: Path | None) -> Workspace:
    """The workspace named by the option or by BOJI_WORKSPACE; wrong usage where neither is there."""
    if path is None:
        raise wrong_usage(
            click.get_current_context(),
            "请用 --workspace 目录 或环境变量 BOJI_WORKSPACE 指定工作区",
            "name the workspace with --workspace DIR or BOJI_WORKSPACE",
        )
    return Workspace.open(path)


def _keep_language(context: click.Context, _option: click.Parameter, language: str) -> str:
    context.find_root().obj = language
    return language


def _parse_period(context: click.Context, _argument: click.Parameter, text: str) -> Period:
    return period_of(context, text)


def period_of(context: click.Context, text: str) -> Period:
    """The month, quarter or week that the text names; wrong usage where it names none."""
    try:
        period = Period.parse(text)
    except PeriodError:
        period = None
    if period is None or period.kind not in RUN_KINDS:
        raise wrong_usage(
            context,
            f"“{text}”不是账期：月写作 2026-09，季度写作 2026-Q3，周写作 2026-W36",
            f"“{text}” is no period: a month is written 2026-09, a quarter 2026-Q3, a week 2026-W36",
        )
    return period


def language_of(context: click.Context) -> str:
    """The language asked for by the command that ran, Chinese where it has no such option."""
    return str(context.find_root().obj or "zh")


def wrong_usage(context: click.Context, zh: str, en: str) -> click.UsageError:
    """Exit code 2, with a sentence in the language asked for."""
    return click.UsageError(zh if language_of(context) == "zh" else en, context)


workspace_option: Callable[[Any], Any] = click.option(
    "--workspace",
    type=click.Path(path_type=Path),
    envvar="BOJI_WORKSPACE",
    callback=lambda _context, _option, path: open_workspace(path),
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


def machine_user() -> str:
    """The name of whoever is at this machine; their number where they have none, as in some containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def say(language: str, zh: str, en: str) -> None:
    click.echo(zh if language == "zh" else en)


def remark(text: str) -> None:
    """Something to look at, beside the result: on standard error, so that the result stays a result."""
    click.echo(f"! {text}", err=True)
