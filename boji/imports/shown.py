"""Uploads and imports as pages show them: words and tables made of what queries give.

Owns these words; nothing is read or decided here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from boji.engine.plan.label import Label
from boji.imports import words
from boji.imports.effects import Effect
from boji.imports.looks import KeptLook
from boji.imports.queries import BroughtFile, WaitingFile
from boji.intake.issues import Issue
from boji.intake.looking import HeaderUse
from boji.intake.quarantine import ReasonCount
from boji.lake.entry import Entry
from boji.lake.ledger import LedgerLine
from boji.platform import formats
from boji.platform.components import Cell, Column, Kind, Row, Status, Table
from boji.platform.words import language, say

_NAMES = 3  # of files in one line
_COLUMNS_SHOWN = 40


@dataclass(frozen=True)
class FileCard:
    """A file of an upload in words."""

    pk: int
    name: str
    size: int
    status: Status
    what: str
    lines: tuple[str, ...]
    issues: tuple[str, ...]
    exported: str  # as an input of type datetime-local writes it
    exported_note: str
    headers: tuple[tuple[str, str], ...]
    head: Table | None
    is_unknown: bool
    is_export: bool


def file_card(one: WaitingFile, own: dict[str, Label], zone: ZoneInfo) -> FileCard:
    seen = one.seen
    exported = one.file.exported_at or (seen.look.exported_at if seen and seen.is_export else None)
    return FileCard(
        pk=one.file.pk,
        name=one.file.name,
        size=one.file.size,
        status=_status(seen),
        what=_what(seen, own),
        lines=_lines(seen) if seen else (),
        issues=tuple(issue_words(issue) for issue in seen.look.issues) if seen else (),
        exported=f"{exported.astimezone(zone):%Y-%m-%dT%H:%M}" if exported else "",
        exported_note=_exported_note(one),
        headers=tuple((use.title, header_words(use)) for use in seen.look.headers) if seen else (),
        head=_head(seen) if seen and seen.look.head else None,
        is_unknown=bool(seen and seen.unknown),
        is_export=bool(seen and seen.is_export),
    )


def header_words(use: HeaderUse) -> str:
    """What a header is for, in words."""
    if use.is_personal:
        return say("个人信息，不保留", "personal data, not kept")
    if not use.uses:
        return say("只保留原文，不参与计算", "kept as text only")
    found = []
    for one in use.uses:
        reading = words.reading_name(one.reading)
        where = f"{words.table_name(one.table)} · {words.column_name(one.column)}"
        found.append(
            say("{where}（{reading}）", "{where} ({reading})", where=where, reading=reading)
            if reading
            else where
        )
    return say("；", "; ").join(dict.fromkeys(found))


def issue_words(issue: Issue) -> str:
    """An issue without the file's name, which stands above it; what to do is said for pages."""
    if table := issue.parameters.get("table"):
        issue = replace(issue, parameters={**issue.parameters, "table": words.table_name(str(table))})
    place = "" if issue.row is None else say("第 {n} 行", "row {n}", n=issue.row)
    if issue.column:
        place = (place + say("，", ", ") if place else "") + issue.column
    colon, stop = say("：", ": "), say("。", ". ")
    return (place + colon if place else "") + issue.problem(language()) + stop + mend_words(issue)


def mend_words(issue: Issue) -> str:
    """How to mend an issue from the page, where the command line's words would not do."""
    page = {
        "rival_formats": (
            "请在“格式”里删除其中一种自有格式，再重新上传",
            "Remove one of your own formats under Formats, then upload again",
        ),
        "unknown_table": (
            "请另存为 .xlsx 或 .csv 再上传",
            "Save it as .xlsx or .csv and upload it again",
        ),
        "vocabulary": (
            "已知的词：{choices}；改为其中之一，或在“格式”里加上新词",
            "Known: {choices}; use one of them, or add the new word under Formats",
        ),
    }
    if issue.code in ("unknown_person", "unknown_person_like"):
        return say(
            "在“人员”里录入此人，随后自动导入；或改正姓名",
            "Enter the person under People, and the row comes in; or mend the name",
        )
    if issue.code == "several_rooms":
        return say(
            "在“人员”里选好账号归谁，随后自动导入；或写明直播间",
            "Say under People whose the accounts are, and the row comes in; or name the room",
        )
    if issue.code not in page:
        return issue.mend(language())
    return say(*page[issue.code]).format(**{"choices": "", **issue.parameters})


def reason_table(found: BroughtFile) -> Table:
    """What became of a file's rows, reason by reason; a row with several reasons is counted under each."""
    reasons, rows, accepted = found.reasons, found.file.rows, found.file.accepted
    columns = (
        Column("outcome", say("结果", "What became of them")),
        Column("why", say("原因", "Why")),
        Column("rows", say("行数", "Rows"), number=True, key=True),
    )
    lines = [Row((Cell("", status=_outcome("accepted")), Cell("—"), Cell(formats.count(accepted))))]
    lines += [
        Row(
            (
                Cell("", status=_outcome(one.outcome)),
                Cell(_reason(one), note=mend_words(one.issue) if one.outcome == "quarantined" else ""),
                Cell(formats.count(one.rows)),
            )
        )
        for one in reasons
    ]
    more = rows - accepted - sum(one.rows for one in reasons)
    note = say("一行可以有多个原因", "a row may have several reasons") if more < 0 else ""
    total = (Cell(say("全部", "All")), Cell("", note=note), Cell(formats.count(rows)))
    return Table(say("每一行的结果", "What became of every row"), columns, tuple(lines), total)


def outcome_words(outcome: str) -> str:
    return {
        "accepted": say("已接受", "accepted"),
        "quarantined": say("已隔离", "quarantined"),
        "ignored": say("忽略", "ignored"),
    }[outcome]


def history_table(lines: Sequence[LedgerLine]) -> Table:
    columns = (
        Column("files", say("文件", "Files")),
        Column("state", say("状态", "State"), key=True),
        Column("rows", say("行", "Rows"), number=True, key=True),
        Column("added", say("新增", "Added"), number=True),
        Column("changed", say("更正", "Changed"), number=True),
        Column("quarantined", say("隔离", "Quarantined"), number=True),
        Column("who", say("谁", "Who")),
        Column("when", say("时间", "When"), number=True),
    )
    return Table(say("导入记录", "Imports"), columns, tuple(_line(one) for one in lines))


def state_of(line: LedgerLine) -> Status:
    if line.entry.undoes is not None:
        return Status(Kind.DRAFT, say("撤销第 {n} 次导入", "undoes import {n}", n=line.entry.undoes))
    if line.undone is not None:
        return Status(Kind.DRAFT, say("已撤销", "undone"))
    if any(file.quarantined for file in line.entry.files):
        return Status(Kind.WAITING, say("有隔离的行", "rows in quarantine"))
    return Status(Kind.DONE, say("生效中", "in force"))


def names_of(entry: Entry) -> str:
    """The files of an entry in one line."""
    names = [file.name for file in entry.files[:_NAMES]]
    if (more := len(entry.files) - len(names)) > 0:
        names.append(say("另 {n} 个", "{n} more", n=more))
    return words.joined(names)


def brought_table(found: Sequence[BroughtFile], own: dict[str, Label]) -> Table:
    """The files of an import; accepted, quarantined and ignored rows add up to all of them."""
    columns = (
        Column("file", say("文件", "File")),
        *(
            Column(name, say(*label), number=True, key=name in ("rows", "accepted"))
            for name, label in _FIGURES.items()
        ),
    )
    rows = [_brought(one, own) for one in found]
    totals = [sum(getattr(one.file, name) for one in found) for name in _FIGURES]
    total = (Cell(say("合计", "Total")), *(Cell(formats.count(n)) for n in totals))
    return Table(say("文件", "Files"), columns, tuple(rows), total if len(rows) > 1 else ())


def effect_words(effect: Effect) -> list[str]:
    """What undoing would take away, and what becomes of locked months."""
    lang = language()
    found = [
        say(
            "{month}：{n} 行",
            "{month}: {n} rows",
            month=formats.period_name(month, lang),
            n=formats.count(rows),
        )
        for month, rows in effect.months
    ]
    found += [
        say("{table}：{n} 行", "{table}: {n} rows", table=words.table_name(table), n=formats.count(rows))
        for table, rows in effect.undated
    ]
    return found


def locked_words(effect: Effect) -> str:
    if not effect.locked:
        return ""
    months = words.joined([formats.period_name(one, language()) for one in effect.locked])
    return say(
        "{months}已锁定：已发的工资不变，由此产生的差额在下一个未锁定的月份里作为调整补扣。",
        "{months} stay locked: what was paid stays; what the undo changes is settled by adjustments in the"
        " next month that is not locked.",
        months=months,
    )


_FIGURES = {
    "rows": ("行", "Rows"),
    "accepted": ("接受", "Accepted"),
    "quarantined": ("隔离", "Quarantined"),
    "ignored": ("忽略", "Ignored"),
    "added": ("新增", "Added"),
    "changed": ("更正", "Changed"),
    "unchanged": ("不变", "Unchanged"),
    "older": ("较旧", "Older"),
}


def _status(seen: KeptLook | None) -> Status:
    if seen is None:
        return Status(Kind.ACTIVE, say("识别中", "being looked at"))
    if seen.look.known_as is not None:
        return Status(Kind.DONE, say("第 {n} 次已导入", "in import {n} already", n=seen.look.known_as))
    if seen.may_be_imported:
        return Status(Kind.DONE, say("可以导入", "ready"))
    if seen.unknown:
        return Status(Kind.WAITING, say("请说明各列", "say what its columns are"))
    return Status(Kind.BLOCKED, say("不能导入", "cannot be imported"))


def _what(seen: KeptLook | None, own: dict[str, Label]) -> str:
    if seen is None:
        return ""
    look = seen.look
    if look.format:
        name = words.format_name(look.format, own)
        if not seen.is_export:
            return f"{name} · {words.joined([words.table_name(one) for one in look.tables])}"
        return name
    return say("没有见过的表格", "A table of a form not seen before") if seen.unknown else ""


def _lines(seen: KeptLook) -> tuple[str, ...]:
    look = seen.look
    if not look.format:
        return ()
    lang = language()
    found = [say("{n} 行", "{n} rows", n=formats.count(look.rows))]
    if look.first_day and look.last_day:
        found.append(_span(look.first_day, look.last_day, lang))
    if look.sheets:
        sheets = [f"“{name}”" for name in look.sheets[:3]]
        if len(look.sheets) > len(sheets):
            sheets.append(say("共 {n} 张", "{n} in all", n=len(look.sheets)))
        found.append(say("工作表 {names}", "sheet {names}", names=words.joined(sheets)))
    tables = [f"{words.table_name(name)} {formats.count(rows)}" for name, rows in look.tables.items() if rows]
    if seen.is_export and tables:
        found.append(say("得到 {tables}", "gives {tables}", tables=words.joined(tables)))
    for outcome, rows in (("quarantined", look.quarantined), ("ignored", look.ignored)):
        if rows:
            found.append(f"{outcome_words(outcome)} {formats.count(rows)}")
    return tuple(found)


def _span(first: dt.date, last: dt.date, lang: str) -> str:
    return (
        f"{formats.short_day(first, lang)}–{formats.short_day(last, lang)}"
        if first != last
        else formats.day(first, lang)
    )


def _exported_note(one: WaitingFile) -> str:
    if one.file.exported_at:
        return say("按你填写的时间", "as you said")
    return say("同一条记录以导出时间较晚的文件为准", "of one record the file exported later counts")


def _head(seen: KeptLook) -> Table:
    """The first rows as they stand in the file."""
    look = seen.look
    kept = [one for one in look.headers if not one.is_personal]
    columns = (
        Column("row", say("行", "Row")),
        *(Column(f"c{n}", one.title) for n, one in enumerate(kept[:_COLUMNS_SHOWN])),
    )
    rows = [
        Row((Cell(str(one.row)), *(Cell(cell or "—") for cell in one.cells[:_COLUMNS_SHOWN])))
        for one in look.head
    ]
    return Table(say("前几行", "The first rows"), columns, tuple(rows))


def _outcome(outcome: str) -> Status:
    kinds = {"accepted": Kind.DONE, "quarantined": Kind.WAITING, "ignored": Kind.DRAFT}
    return Status(kinds[outcome], outcome_words(outcome))


def _reason(one: ReasonCount) -> str:
    column = f"{one.issue.column}{say('：', ': ')}" if one.issue.column else ""
    return f"{column}{one.issue.problem(language())}"


def _line(one: LedgerLine) -> Row:
    entry = one.entry
    is_undo = entry.undoes is not None
    number = entry.undoes if is_undo else entry.number
    figures = [
        "—" if is_undo else formats.count(sum(getattr(file, name) for file in entry.files))
        for name in ("rows", "added", "changed", "quarantined")
    ]
    rows, added, changed, quarantined = (Cell(text) for text in figures)
    name = say("撤销第 {n} 次导入", "Undo of import {n}", n=entry.undoes) if is_undo else names_of(entry)
    return Row(
        (
            Cell(name, reverse("import", args=[number]), note=entry.reason),
            Cell("", status=state_of(one)),
            rows,
            added,
            changed,
            quarantined,
            Cell(entry.origin.by or "—"),
            Cell(formats.moment(timezone.localtime(entry.time), language())),
        )
    )


def _brought(one: BroughtFile, own: dict[str, Label]) -> Row:
    file = one.file
    when = formats.moment(timezone.localtime(file.exported_at), language())
    exported = say("{when} 导出", "exported {when}", when=when)
    back = say("其中 {n} 行已更正", "{n} of them mended", n=one.mended) if one.mended else ""
    return Row(
        (
            Cell(file.name, note=f"{words.format_name(file.format, own)} · {exported}"),
            *(
                Cell(formats.count(getattr(file, name)), note=back if name == "quarantined" else "")
                for name in _FIGURES
            ),
        )
    )
