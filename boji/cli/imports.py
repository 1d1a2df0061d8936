"""`boji imports`: the ledger of imports, one of them in full, undoing it, and its quarantined rows."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from boji.cli.options import (
    json_option,
    language_option,
    open_workspace,
    print_json,
    say,
    workspace_option,
    wrong_usage,
)
from boji.cli.tables import print_table, progress_bar
from boji.intake import Issue, undo_import
from boji.intake.ledger_json import figures_of, import_json, line_json, undo_json
from boji.intake.quarantine import ReasonCount, mended, quarantine, reason_counts
from boji.intake.sheet_writing import KINDS, write_sheets
from boji.lake import Entry, ImportedFile, LedgerLine, Origin, ledger, ledger_line
from boji.workspace import Workspace

_SUMMED = ("rows", "accepted", "quarantined", "added", "changed")
_HEADERS = {
    "zh": ("文件", "格式", "表", "导出时间", "行", "接受", "隔离", "忽略", "新增", "更正", "不变", "较旧"),
    "en": (
        *("file", "format", "table", "exported", "rows", "accepted", "quarantined", "ignored"),
        *("added", "changed", "unchanged", "older"),
    ),
}


@click.group(invoke_without_command=True)
@click.option("--workspace", type=click.Path(path_type=Path), envvar="BOJI_WORKSPACE", help="The workspace.")
@json_option
@language_option
@click.pass_context
def imports(context: click.Context, workspace: Path | None, as_json: bool, language: str) -> None:
    """List all imports; show one, undo it, write its quarantined rows."""
    if context.invoked_subcommand is not None:
        given = {"workspace": workspace, "as_json": as_json, "language": language}
        context.default_map = {context.invoked_subcommand: given}
        return
    opened = open_workspace(workspace)
    lines = ledger(opened)
    if as_json:
        print_json([line_json(line) for line in lines])
        return
    headers = ("编号", "时间", "文件", "行", "接受", "隔离", "新增", "更正", "状态")
    if language == "en":
        headers = ("no.", "time", "files", "rows", "accepted", "quarantined", "added", "changed", "state")
    print_table(headers, (_row(opened, line, language) for line in lines), figures=(0, 3, 4, 5, 6, 7))
    if not lines:
        say(language, "还没有导入", "Nothing was imported yet")


@imports.command()
@click.argument("number", type=int)
@workspace_option
@json_option
@language_option
def show(number: int, workspace: Workspace, as_json: bool, language: str) -> None:
    """Say of one import what became of its rows, and why."""
    line = ledger_line(workspace, number)
    if as_json:
        print_json(import_json(workspace, number, language))
        return
    reasons, healed = reason_counts(workspace, number), mended(workspace, number)
    entry = line.entry
    words = [_time(workspace, entry), *vars(entry.origin).values(), _state(workspace, line, language)]
    click.echo("  ".join(word for word in words if word))
    print_files(workspace, entry.files, language)
    for imported, counts, back in zip(entry.files, reasons, healed, strict=True):
        if counts:
            click.echo(f"\n{imported.name}")
        for one in counts:
            click.echo(f"  {one.rows:>8}  {_reason_text(one, language)}")
        if back:
            text = "行隔离后已更正并导入" if language == "zh" else "quarantined rows came in mended since"
            click.echo(f"  {back:>8}  {text}")
        for note in imported.notes:
            click.echo(f"! {Issue(**note).text(language)}")


@imports.command()
@click.argument("number", type=int)
@click.option("--reason", default="", help="Why; kept in the ledger.")
@workspace_option
@json_option
@language_option
def undo(number: int, reason: str, workspace: Workspace, as_json: bool, language: str) -> None:
    """Make the facts what they would be without an import. Import its files again to bring it back."""
    with progress_bar() as bar:
        report = undo_import(
            workspace,
            number,
            reason,
            origin=origin("imports undo", str(number)),
            progress=lambda step, about: bar.show(f"{step} {about}".strip()),
        )
    if as_json:
        print_json(undo_json(number, report))
        return
    names = ", ".join(file.name for file in report.undone.files)
    say(language, f"已撤销导入 {number}（{names}）", f"Undid import {number} ({names})")


@imports.command("quarantine")
@click.argument("number", type=int)
@click.option("--to", "target", required=True, type=click.Path(path_type=Path, dir_okay=False))
@workspace_option
@json_option
@language_option
def quarantine_command(number: int, target: Path, workspace: Workspace, as_json: bool, language: str) -> None:
    """Write the quarantined rows as the sheet they came in, with a column of reasons.

    Mend the rows there and import the file again: they take the place of the quarantined ones.
    """
    if target.suffix.lower() not in KINDS:
        raise wrong_usage(
            click.get_current_context(), "请写成 .xlsx 或 .csv 文件", "Name a file that ends in .xlsx or .csv"
        )
    with quarantine(workspace, number, language) as sheets:
        rows = write_sheets(sheets, target)
    if as_json:
        print_json({"file": str(target) if rows else None, "rows": rows})
    elif rows:
        say(
            language,
            f"{rows} 行写入 {target}。改好后用 boji import 重新导入该文件",
            f"{rows} rows are in {target}. Mend them there and import the file with boji import",
        )
    else:
        say(language, "没有待更正的隔离行", "No quarantined row is left to mend")


def origin(*words: str) -> Origin:
    """Who runs this command, for the ledger."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a process without a name, as in some containers
        user = ""
    return Origin(user, " ".join(("boji", *words)))


def print_files(workspace: Workspace, files: tuple[ImportedFile, ...], language: str) -> None:
    """What became of each file's rows."""
    print_table(
        _HEADERS[language],
        (
            (
                file.name,
                file.format,
                file.table,
                f"{file.exported_at.astimezone(workspace.timezone):%Y-%m-%d %H:%M}",
                *figures_of(file).values(),
            )
            for file in files
        ),
        figures=range(4, 12),
    )


def _row(workspace: Workspace, line: LedgerLine, language: str) -> tuple[object, ...]:
    files = line.entry.files
    figures = [sum(figures_of(file)[name] for file in files) for name in _SUMMED]
    names = ", ".join(file.name for file in files[:3]) + (" …" if len(files) > 3 else "")
    state = _state(workspace, line, language)
    return (line.entry.number, _time(workspace, line.entry), names, *figures, state)


def _state(workspace: Workspace, line: LedgerLine, language: str) -> str:
    zh = language == "zh"
    if line.entry.undoes is not None:
        reason = f"：{line.entry.reason}" if line.entry.reason else ""
        return f"撤销导入 {line.entry.undoes}{reason}" if zh else f"undoes import {line.entry.undoes}{reason}"
    if line.undone is not None:
        number, time = line.undone.number, _time(workspace, line.undone)
        return f"{time} 已撤销（第 {number} 条）" if zh else f"undone {time} (entry {number})"
    return ""


def _time(workspace: Workspace, entry: Entry) -> str:
    return f"{entry.time.astimezone(workspace.timezone):%Y-%m-%d %H:%M}"


def _reason_text(one: ReasonCount, language: str) -> str:
    outcome = {"quarantined": ("隔离", "quarantined"), "ignored": ("忽略", "ignored")}[one.outcome]
    column = f"{one.issue.column}：" if one.issue.column else ""
    return f"{outcome[language != 'zh']}  {column}{one.issue.problem(language)}"
