"""Rows in quarantine and undone imports that still wait."""

from __future__ import annotations

from boji.completeness.check import Check, Place, Severity
from boji.completeness.lens import Lens
from boji.engine.plan.label import Label


def _rows(lens: Lens) -> str | None:
    if not lens.waiting:
        return None
    values = ", ".join(
        f"({one.number}, {_text(one.file)}, {one.rows}, {str(one.undone).lower()})" for one in lens.waiting
    )
    return f"""
      SELECT CAST(number AS BIGINT) AS number, file, CAST(rows AS BIGINT) AS rows, undone
      FROM (VALUES {values}) AS waiting(number, file, rows, undone) ORDER BY undone, rows DESC, number"""


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


CHECK = Check(
    name="waiting",
    severity=Severity.PROBLEM,
    title=Label(
        "{count} 个文件有行在隔离区或已撤销，还没有处理",
        "{count} files have rows in quarantine, or were undone, and still wait",
    ),
    cause=Label("这些行有错误，没有进入数据", "These rows are wrong and did not get into the facts"),
    mend=Label("改好这些行，再导入", "Mend these rows and import them"),
    place=Place.ROWS,
    command=Label("boji imports quarantine N --to 文件.xlsx", "boji imports quarantine N --to FILE.xlsx"),
    example=Label("第 {number} 次导入 {file}：{rows} 行", "import {number}, {file}: {rows} rows"),
    rows=_rows,
)
