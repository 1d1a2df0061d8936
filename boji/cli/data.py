"""`boji init` and `boji import`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import click

from boji.cli.imports import origin, print_files
from boji.cli.mappings import agreed_mappings, write_proposal
from boji.cli.options import (
    json_option,
    language_option,
    print_json,
    remark,
    say,
    workspace_option,
    wrong_usage,
)
from boji.cli.tables import progress_bar
from boji.engine.facts import TABLES
from boji.intake import FormatMapping, FormatUnknown, ImportReport, Issue, import_files
from boji.intake.ledger_json import report_json
from boji.workspace import DEFAULT_TIMEZONE, Workspace


@click.command()
@click.option(
    "--workspace", type=click.Path(path_type=Path), envvar="BOJI_WORKSPACE", help="The new directory."
)
@click.argument("directory", type=click.Path(path_type=Path), required=False)
@click.option("--timezone", default=DEFAULT_TIMEZONE, show_default=True, help="Zone of times without one.")
@language_option
def init(workspace: Path | None, directory: Path | None, timezone: str, language: str) -> None:
    """Make a workspace."""
    path = directory or workspace
    if path is None:
        raise wrong_usage(
            click.get_current_context(),
            "请指定新工作区的目录：boji init DIR、--workspace DIR 或 BOJI_WORKSPACE",
            "name the new workspace: boji init DIR, --workspace DIR or BOJI_WORKSPACE",
        )
    made = Workspace.create(path, timezone)
    say(
        language,
        f"已建立工作区 {made.path}（时区 {timezone}）\n下一步：boji import 文件…",
        f"Made the workspace {made.path} (time zone {timezone})\nNext: boji import FILE…",
    )


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as", "as_table", type=click.Choice(sorted(TABLES)), help="The table of all files.")
@click.option("--exported-at", help="When the files were exported, where it is not as they say.")
@click.option(
    "--map",
    "maps",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="How to read files of no known format: a declaration. The workspace keeps it.",
)
@click.option(
    "--propose",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a draft of a mapping for one file, and import nothing.",
)
@workspace_option
@json_option
@language_option
def import_command(
    paths: tuple[Path, ...],
    as_table: str | None,
    exported_at: str | None,
    maps: tuple[Path, ...],
    propose: Path | None,
    workspace: Workspace,
    as_json: bool,
    language: str,
) -> None:
    """Import exports of platforms, and files with canonical columns; all of them or none.

    What a file is stands in its header. Rows that cannot be read are quarantined, the others go on.
    """

    if propose is not None:
        if len(paths) != 1:
            raise wrong_usage(
                click.get_current_context(),
                "--propose 一次只看一个文件",
                "--propose looks at one file at a time",
            )
        write_proposal(workspace, paths[0], propose, language)
        return

    def bring(mappings: Sequence[FormatMapping]) -> ImportReport:
        with progress_bar() as bar:
            return import_files(
                workspace,
                paths,
                as_table,
                exported_at=_time(workspace, exported_at),
                mappings=mappings,
                origin=origin("import", *map(str, paths)),
                progress=lambda step, about: bar.show(f"{step} {about}".strip()),
            )

    mappings = [FormatMapping(path.read_text("utf-8-sig"), path.name) for path in maps]
    try:
        report = bring(mappings)
    except FormatUnknown as unknown:
        if as_json or not (agreed := agreed_mappings(unknown.proposals, language)):
            raise
        report = bring([*mappings, *agreed])
    if as_json:
        print_json(report_json(report))
        return
    print_files(workspace, report.files, language)
    if not report.published:
        say(language, "这些文件都已导入过，没有变化", "These files were imported before; nothing changed")
    elif report.changes_nothing:
        say(language, "没有新增或更正的行", "No row was added or changed")
    if quarantined := sum(one.quarantined for one in report.files if report.published):
        say(
            language,
            f"{quarantined} 行被隔离。查看原因：boji imports show {report.number}；"
            f"下载更正：boji imports quarantine {report.number} --to 文件.xlsx",
            f"{quarantined} rows are quarantined. Why: boji imports show {report.number}."
            f" To mend them: boji imports quarantine {report.number} --to FILE.xlsx",
        )
    for one in report.files:
        for note in one.notes:
            remark(Issue(**note).text(language))


def _time(workspace: Workspace, text: str | None) -> dt.datetime | None:
    """A time as written, in the workspace's zone where it names none."""
    if text is None:
        return None
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        raise wrong_usage(
            click.get_current_context(),
            f"“{text}”不是时间，请写成 2026-09-01 08:30",
            f"“{text}” is no time; write 2026-09-01 08:30",
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=workspace.timezone)
