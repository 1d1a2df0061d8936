"""The company's own records as canonical CSV: what it keeps itself, and what no platform says.

Owns the line between the two: a canonical file speaks only about the columns of its header, so what
exports leave out of sessions and order lines is added by the key. Platforms without an export of
sessions, or of orders, are here altogether.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from examples.beauty.company import Company
from examples.beauty.exports import compass, doudian_aftersales, qianchuan, schedule, taobao
from examples.beauty.exports.files import stamp
from examples.canonical import Row, Tables, write_tables

KEPT = (
    "people", "accounts", "products", "fans", "violations", "rundown", "requests", "ratings", "tasks",
    "tickets", "minutes", "comments", "transcripts",
)  # fmt: skip
UNSAID_OF_LINES = ("line_id", "platform_commission", "product_cost", "buyer_id", "repeat_buyer")


def write(company: Company, folder: Path) -> None:
    said = (compass.PLATFORM, taobao.PLATFORM)
    tables: Tables = {name: company.tables[name] for name in KEPT if name in company.tables}
    tables |= {
        "sessions": [row for row in company.tables["sessions"] if row["platform"] not in said],
        "shifts": [row for row in company.tables["shifts"] if row["role"] not in schedule.ROLES],
        "order_lines": [
            {column: row[column] for column in UNSAID_OF_LINES}
            for row in company.tables["order_lines"]
            if row["platform"] != taobao.PLATFORM
        ],
        "refunds": _refunds(company, company.tables),
        "costs": [row for row in company.tables["costs"] if not qianchuan.is_exported(row)],
    }
    _write(tables, folder, company.made_at)


def write_late(company: Company, folder: Path) -> None:
    _write({"refunds": _refunds(company, company.later_tables)}, folder, company.made_at)


def write_compass(company: Company, folder: Path) -> None:
    _write(
        {"sessions": _unsaid_of_sessions(company, compass.PLATFORM, compass.SAYS)}, folder, company.made_at
    )


def write_taobao(company: Company, folder: Path) -> None:
    lines = [row for row in company.tables["order_lines"] if row["platform"] == taobao.PLATFORM]
    sessions = _unsaid_of_sessions(company, taobao.PLATFORM, taobao.SAYS)
    _write({"sessions": sessions, "order_lines": lines}, folder, company.made_at)


def _unsaid_of_sessions(company: Company, platform: str, said: tuple[str, ...]) -> list[Row]:
    """The start is said twice: a canonical file must have it."""
    left_out = set(said) - {"started_at"}
    return [
        {column: cell for column, cell in row.items() if column not in left_out}
        for row in company.tables["sessions"]
        if row["platform"] == platform
    ]


def _refunds(company: Company, tables: Tables) -> list[Row]:
    """Those of platforms that export no after-sales."""
    exported = {line.line_id for line in company.lines if line.platform == doudian_aftersales.PLATFORM}
    return [row for row in tables["refunds"] if row["line_id"] not in exported]


def _write(tables: Tables, folder: Path, made_at: datetime) -> None:
    """The tables that have rows: in a few days there may be none of some."""
    found = {name: rows for name, rows in tables.items() if rows}
    write_tables(found, folder)
    for name in found:
        stamp(folder / f"{name}.csv", made_at)
