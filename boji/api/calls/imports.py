"""Imports: files and rows brought in, the ledger, what was not accepted, undoing.

Owns how rows of JSON become a file of a fact table, so that they come in by the same checks as any file.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from typing import Annotated, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadedfile import UploadedFile as DjangoFile
from django.http import HttpRequest, HttpResponse
from ninja import Body, File, Schema
from ninja import Form as Field_
from ninja.files import UploadedFile
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from boji.api import jobs
from boji.api.answers import answer
from boji.api.call import Call
from boji.api.calls.jobs import JobForm, job_json
from boji.api.forms import Anything, Form, Moment, Number
from boji.api.guard import caller_of
from boji.api.paging import Cursor, Limit, Page, part_of
from boji.engine.facts import TABLES
from boji.intake.ledger_json import import_json, line_json
from boji.intake.quarantine import PLACE_COLUMN, REASON_COLUMN, quarantine
from boji.lake.ledger import ledger, ledger_line
from boji.platform import audit, company
from boji.platform.jobs.actions import enqueue
from boji.platform.roles import Right
from boji.platform.routes import company_wide
from boji.platform.words import language
from boji.tokens.rules import Scope

MOST_ROWS = 10_000


def _known_table(name: str) -> str:
    if name not in TABLES:
        raise ValueError(f"there is no table {name}; there are {', '.join(sorted(TABLES))}")
    return name


TableName = Annotated[str, AfterValidator(_known_table), Field(json_schema_extra={"enum": sorted(TABLES)})]
Cell = StrictStr | StrictInt | StrictBool | None


class FileForm(Form):
    """What became of a file's rows."""

    file: str
    format: str
    table: str
    sha256: str
    exported_at: Moment
    rows: int
    accepted: int
    quarantined: int
    ignored: int
    added: int
    changed: int
    unchanged: int
    older: int
    notes: list[Anything]


class ReasonForm(Form):
    """For how many rows of a file one reason holds."""

    outcome: str
    code: str
    column: str | None
    rows: int
    problem: str
    mend: str


class ExplainedFileForm(FileForm):
    """`mended` rows came in by a later import."""

    reasons: list[ReasonForm]
    mended: int


class _Line(Form):
    number: int
    time: Moment
    by: str
    command: str
    undoes: int | None
    reason: str
    undone_by: int | None
    undone_at: Moment | None


class ImportLineForm(_Line):
    """A line of the ledger: an import, or the undo of one."""

    files: list[FileForm]


class ImportForm(_Line):
    """One line of the ledger, with why rows were not accepted."""

    files: list[ExplainedFileForm]


class QuarantinedForm(Form):
    """A row that was not accepted and is not mended yet: its cells as they came, why, and its place."""

    file: str
    sheet: str
    place: str
    reason: str
    cells: dict[str, str | None]


class FilesBody(Schema):
    """What is said of all files."""

    table: Annotated[
        TableName | None, Field(description="The fact table of all files; else by their names.")
    ] = None
    exported_at: Annotated[
        AwareDatetime | None, Field(description="When they were exported, where it is not as they say.")
    ] = None
    mapping: Annotated[
        str,
        Field(
            max_length=100_000, description="A declaration (docs/formats.md) for files of no known format."
        ),
    ] = ""


class RowsBody(Schema):
    """Rows of one fact table. Amounts are text, since JSON numbers with decimals are not exact."""

    model_config = ConfigDict(extra="forbid")

    table: TableName
    rows: Annotated[
        list[dict[str, Cell]],
        Field(
            min_length=1,
            max_length=MOST_ROWS,
            examples=[
                [
                    {
                        "refund_id": "r9",
                        "line_id": "s1",
                        "refunded_at": "2026-09-01 10:00:00",
                        "amount": "100.00",
                    }
                ]
            ],
        ),
    ]
    exported_at: AwareDatetime | None = None


class UndoBody(Schema):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(min_length=1, max_length=300)]


def list_imports(request: HttpRequest, limit: Limit, cursor: Cursor) -> HttpResponse:  # noqa: ARG001
    """List all imports and undos, newest first."""
    found = list(reversed(ledger(company.workspace())))
    part = part_of(found, lambda one: one.entry.number, cursor, limit, newest_first=True)
    return answer(part.shown(line_json))


def show_import(request: HttpRequest, number: Number) -> HttpResponse:  # noqa: ARG001
    """Show what became of the rows of an import, and why."""
    return answer(import_json(company.workspace(), number, language()))


def list_quarantined(
    request: HttpRequest,  # noqa: ARG001
    number: Number,
    limit: Limit,
    cursor: Cursor,
) -> HttpResponse:
    """List the rows of an import that were not accepted and are not mended yet, each with its reason.

    Mend them and import them again; they are mended where they come back with the same key.
    """
    with quarantine(company.workspace(), number, language()) as sheets:
        rows = sorted(
            (
                _quarantined(sheet.file, sheet.sheet, sheet.header, row)
                for sheet in sheets
                for row in sheet.rows
            ),
            key=_place,
        )
    return answer(part_of(rows, _place, cursor, limit).shown(lambda one: one))


def import_uploads(
    request: HttpRequest, files: Annotated[list[UploadedFile], File()], said: Annotated[FilesBody, Field_()]
) -> HttpResponse:
    """Import files: exports of platforms as they are, and fact tables; all of them or none.

    In the background: the answer is the job. Where a file is of no known format the job fails, and its
    `proposals` hold a draft of a mapping for each: check it, and send the files again with it as `mapping`.
    """
    return _asked(request, tuple(files), said.table, said.exported_at, said.mapping)


def import_rows(request: HttpRequest, body: Annotated[RowsBody, Body()]) -> HttpResponse:
    """Import rows of one fact table, all of them or none.

    In the background: the answer is the job. A row supersedes what was known of its key; columns that no row
    names are left as they are.
    """
    file = SimpleUploadedFile(f"{body.table}.csv", _csv(body.rows))
    return _asked(request, (file,), body.table, body.exported_at, "")


def undo_import(request: HttpRequest, number: Number, body: Annotated[UndoBody, Body()]) -> HttpResponse:
    """Make the facts what they would be without an import.

    In the background: the answer is the job. Import its files again to bring it back.
    """
    line = ledger_line(company.workspace(), number)
    jobs.refuse_undone(line)
    actor = caller_of(request).actor
    job = enqueue(actor, jobs.undo.name, {"number": number, "reason": body.reason}, once=f"api.undo:{number}")
    audit.record(actor, "api.undo", f"import:{number}", number=number, reason=body.reason)
    return answer(job_json(job), 202)


def _asked(
    request: HttpRequest,
    files: tuple[DjangoFile[Any], ...],
    table: str | None,
    exported_at: dt.datetime | None,
    mapping: str,
) -> HttpResponse:
    actor = caller_of(request).actor
    asked = {
        "table": table,
        "exported_at": exported_at.isoformat() if exported_at else None,
        "mapping": mapping,
    }
    job = enqueue(actor, jobs.bring.name, asked, files=files)
    audit.record(actor, "api.import", f"job:{job.pk}", files="、".join(str(one.name) for one in files)[:300])
    return answer(job_json(job), 202)


def _csv(rows: Iterable[dict[str, Cell]]) -> bytes:
    """A CSV file of the rows; its columns are all that a row names, in the order in which they come first."""
    listed = list(rows)
    columns = list(dict.fromkeys(name for row in listed for name in row))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in listed:
        writer.writerow(_text(row.get(name)) for name in columns)
    return text.getvalue().encode()


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)


def _quarantined(
    file: str, sheet: str, header: tuple[str, ...], row: tuple[str | None, ...]
) -> dict[str, Any]:
    cells = dict(zip(header, row, strict=True))
    reason, place = cells.pop(REASON_COLUMN), cells.pop(PLACE_COLUMN)
    return {"file": file, "sheet": sheet, "place": place or "", "reason": reason or "", "cells": cells}


def _place(one: dict[str, Any]) -> list[str]:
    return [one["file"], one["sheet"], one["place"]]


_ONE = "imports/{number}"
_IMPORTERS = company_wide(Right.IMPORT)
_READ, _WRITE = Scope.READ_IMPORTS, Scope.WRITE_IMPORTS

CALLS = (
    Call("GET", "imports", list_imports, _READ, _IMPORTERS, Page[ImportLineForm]),
    Call("POST", "imports", import_uploads, _WRITE, _IMPORTERS, JobForm, status=202),
    Call("POST", "imports/rows", import_rows, _WRITE, _IMPORTERS, JobForm, status=202),
    Call("GET", _ONE, show_import, _READ, _IMPORTERS, ImportForm, conflicts=True),
    Call(
        "GET",
        f"{_ONE}/quarantine",
        list_quarantined,
        _READ,
        _IMPORTERS,
        Page[QuarantinedForm],
        conflicts=True,
    ),
    Call("POST", f"{_ONE}/undo", undo_import, _WRITE, _IMPORTERS, JobForm, status=202, conflicts=True),
)
