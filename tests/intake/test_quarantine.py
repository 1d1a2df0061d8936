"""Quarantined rows: why, as a sheet to mend, and mended once they came in again."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from boji.intake import undo_import
from boji.intake.quarantine import PLACE_COLUMN, REASON_COLUMN, mended, quarantine, reason_counts
from boji.intake.sheet_writing import SeveralSheets, write_sheets
from boji.lake import Origin, ledger_line
from boji.lake.publishing import StagedFile, publish_import
from boji.lake.writing import writing
from boji.workspace import Workspace

NOW = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
WRONG = {"code": "money", "column": "金额", "value": "1,2", "parameters": {}}
IGNORED: dict[str, Any] = {"code": "empty_file", "column": None, "value": None, "parameters": {}}
RAW = ("订单号", "金额")


def bring(workspace: Workspace, *records: list[dict[str, Any]], format_id: str = "douyin_orders") -> int:
    """Import files of which nothing but the record matters."""
    with writing(workspace) as connection:
        staged = []
        for place, rows in enumerate(records):
            path = workspace.temporary / f"record-{place}.parquet"
            names = list(rows[0])
            types = ", ".join(f'"{name}" {"BIGINT" if name == "row_" else "VARCHAR"}' for name in names)
            connection.execute(f"CREATE OR REPLACE TEMP TABLE made ({types})")
            places = ", ".join("?" for _ in names)
            connection.executemany(
                f"INSERT INTO made VALUES ({places})", [[row[name] for name in names] for row in rows]
            )
            connection.execute(f"COPY made TO '{path}' (FORMAT parquet)")
            outcomes = [row["outcome_"] for row in rows]
            accepted, quarantined, ignored = map(outcomes.count, ("accepted", "quarantined", "ignored"))
            staged.append(
                StagedFile(
                    name=f"订单{place}.xlsx",
                    sha256="0",
                    size=0,
                    format=format_id,
                    exported_at=NOW,
                    rows=len(rows),
                    accepted=accepted,
                    quarantined=quarantined,
                    ignored=ignored,
                    record=path,
                    tables=(),
                )
            )
        return publish_import(workspace, connection, staged, NOW, Origin()).id


def row(number: int, order: str, amount: str, *reasons: dict[str, Any], **others: str) -> dict[str, Any]:
    outcome = "accepted" if not reasons else "ignored" if reasons == (IGNORED,) else "quarantined"
    made = {"row_": number, "sheet_": "", "outcome_": outcome, "reasons_": json.dumps(reasons), "key_": order}
    return made | dict(zip(RAW, (order, amount), strict=True)) | others


@pytest.fixture
def first(workspace: Workspace) -> int:
    rows = [
        row(2, "1", "5"),
        row(3, "2", "1,2", WRONG),
        row(4, "3", "=1", WRONG),
        row(5, "合计", "", IGNORED),
    ]
    return bring(workspace, rows)


def written(workspace: Workspace, number: int, target: Path) -> list[list[str]]:
    with quarantine(workspace, number, "zh") as sheets:
        if not write_sheets(sheets, target):
            assert not target.exists()
            return []
    if target.suffix == ".csv":
        with target.open(encoding="utf-8-sig", newline="") as handle:
            return list(csv.reader(handle))
    sheet = CalamineWorkbook.from_path(target).get_sheet_by_index(0)
    return [[str(cell) for cell in cells] for cells in sheet.to_python()]


def test_reasons(workspace: Workspace, first: int) -> None:
    counts = reason_counts(workspace, first)[0]
    assert [(one.outcome, one.issue.code, one.issue.column, one.rows) for one in counts] == [
        ("quarantined", "money", "金额", 2),
        ("ignored", "empty_file", None, 1),
    ]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_sheet_to_mend(workspace: Workspace, first: int, tmp_path: Path, kind: str) -> None:
    header, *rows = written(workspace, first, tmp_path / f"q.{kind}")
    assert header == [*RAW, REASON_COLUMN, PLACE_COLUMN]
    assert [cells[:2] for cells in rows] == [["2", "1,2"], ["3", "'=1" if kind == "csv" else "=1"]]
    assert all(cells[2].startswith("金额：") for cells in rows)
    assert [cells[3] for cells in rows] == [f"{first}/1//3", f"{first}/1//4"]


def test_mended_by_place(workspace: Workspace, first: int, tmp_path: Path) -> None:
    again = [
        row(2, "2", "12", **{PLACE_COLUMN: f"{first}/1//3", "key_": "", REASON_COLUMN: "x"}),
        row(3, "3", "=1", WRONG, **{PLACE_COLUMN: f"{first}/1//4", "key_": "", REASON_COLUMN: "x"}),
    ]
    second = bring(workspace, again, format_id="another")
    assert mended(workspace, first) == [1]
    assert [cells[0] for cells in written(workspace, first, tmp_path / "q.csv")] == ["订单号", "3"]
    header, *rows = written(workspace, second, tmp_path / "q2.csv")
    assert (header.count(PLACE_COLUMN), [cells[0] for cells in rows]) == (1, ["3"])
    undo_import(workspace, second)
    assert mended(workspace, first) == [0]


def test_mended_by_key(workspace: Workspace, first: int, tmp_path: Path) -> None:
    bring(workspace, [row(2, "2", "12")], format_id="another")
    assert mended(workspace, first) == [0]
    bring(workspace, [row(2, "2", "12"), row(3, "3", "1")])
    assert mended(workspace, first) == [2]
    assert written(workspace, first, tmp_path / "q.xlsx") == []


def test_several_files(workspace: Workspace, tmp_path: Path) -> None:
    number = bring(workspace, [row(2, "1", "x", WRONG)], [row(2, "2", "x", WRONG)])
    assert ledger_line(workspace, number).entry.files[1].quarantined == 1
    with pytest.raises(SeveralSheets):
        written(workspace, number, tmp_path / "q.csv")
    assert not list(tmp_path.glob("*.csv*"))
    written(workspace, number, tmp_path / "q.xlsx")
    assert CalamineWorkbook.from_path(tmp_path / "q.xlsx").sheet_names == ["1 订单0", "2 订单1"]
