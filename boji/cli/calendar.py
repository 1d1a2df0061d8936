"""`boji calendar`: the company's own days off and days made up for."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from boji.cli.options import language_option, say, workspace_option
from boji.cli.tables import print_table
from boji.platform.working_days import CALENDAR, kept_calendar, read_calendar
from boji.workspace import Workspace

_WORDS = {"zh": ("放假", "上班"), "en": ("off", "worked")}


@click.command("calendar")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@workspace_option
@language_option
def calendar(file: Path | None, workspace: Workspace, language: str) -> None:
    """Show the calendar of days off and days made up for, or enter FILE in its place."""
    kept = workspace.path / CALENDAR
    if file is not None:
        entered = read_calendar(file.read_text(encoding="utf-8-sig", errors="replace"))
        draft = kept.with_name(f".{CALENDAR}")
        shutil.copyfile(file, draft)
        draft.replace(kept)
        number = len(entered.differing)
        say(language, f"日历已登记：{number} 天", f"The calendar is entered: {number} days")
        return
    days = kept_calendar(kept)
    if not days.has_calendar:
        say(
            language,
            "没有登记日历，周一至周五上班。用 boji calendar 文件.csv 登记",
            "No calendar is entered: Monday to Friday are worked. Enter one with boji calendar FILE.csv",
        )
        return
    print_table(
        ("日期", "安排") if language == "zh" else ("date", "kind"),
        ((day.isoformat(), _WORDS[language][worked]) for day, worked in days.differing),
    )
