"""The bench's files to import: ten million order lines as canonical CSV, half a million as a 抖店 workbook.

Owns their contents and making them once, beside the data of `bench.data`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import xlsxwriter

from bench.data import ROOT, SIZES, facts, generate

FOLDER = ROOT / "exports"
CSV = FOLDER / "order_lines.csv"
WORKBOOK = FOLDER / "1790985600_orders.xlsx"
WORKBOOK_ROWS = 500_000
_CITY_HOURS = dt.timedelta(hours=8)
# Merchants choose the columns of their download; these are what pay needs, and a few more.
_HEADERS = (
    "主订单编号", "子订单编号", "选购商品", "商品ID", "商品数量", "订单提交时间", "支付完成时间",
    "订单状态", "售后状态", "订单应付金额", "达人ID", "达人昵称", "流量来源", "流量体裁",
)  # fmt: skip


def make_exports(tell: Callable[[str], None] = lambda _: None) -> None:
    """Make the files where they are not there yet."""
    generate(SIZES["10m"], tell)
    FOLDER.mkdir(exist_ok=True)
    for path, make in ((CSV, _write_csv), (WORKBOOK, _write_workbook)):
        if not path.exists():
            tell(f"exports: {path.name}")
            partial = path.with_name(f"partial-{path.name}")
            make(partial)
            partial.rename(path)


def _lines() -> str:
    listed = ", ".join(f"'{path}'" for path in facts(SIZES["10m"], "named")["order_lines"])
    return f"read_parquet([{listed}])"


def _write_csv(path: Path) -> None:
    money = ", ".join(
        f"CAST({name} / 100 AS DECIMAL(18, 2)) AS {name}"
        for name in ("paid_amount", "platform_commission", "product_cost")
    )
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Asia/Shanghai'")
        connection.execute(
            f"COPY (SELECT line_id, order_id, platform, session_id, room_id, person_id, product_id, quantity,"
            f" strftime(paid_at, '%Y-%m-%d %H:%M:%S') AS paid_at, {money}, channel, buyer_id, repeat_buyer,"
            f" status"
            f" FROM {_lines()}) TO '{path}' (FORMAT csv, HEADER)"
        )


def _write_workbook(path: Path) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, _HEADERS)
        for number, row in enumerate(_orders(), start=1):
            sheet.write_row(number, 0, row)


def _orders() -> Iterator[tuple[str, ...]]:
    """The rows as the platform writes them: every cell a text."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        rows = connection.execute(
            f"SELECT order_id, line_id, product_id, quantity, paid_at, paid_amount, room_id FROM {_lines()}"
            f" WHERE paid_at IS NOT NULL LIMIT {WORKBOOK_ROWS}"
        )
        while found := rows.fetchmany(10_000):
            for order, line, product, quantity, paid_at, fen, room in found:
                at = (paid_at + _CITY_HOURS).strftime("%Y-%m-%d %H:%M:%S")
                amount = f"{fen // 100}.{fen % 100:02}"
                yield (
                    f"\t{order}", f"\t{line}", f"商品 {product[-6:]}", f"\t{product}", str(quantity), at, at,
                    "已完成", "-", amount, f"\t{room[4:]}", room, "精选联盟", "直播",
                )  # fmt: skip
