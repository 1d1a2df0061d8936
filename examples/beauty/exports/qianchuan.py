"""千川 costs by the hour as xlsx: a file for each room, its number put in front of the name by the company.

Owns the quirks: money as text with commas, the time of the export in the name, no account in the rows.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

from examples.beauty.company import Company
from examples.beauty.exports.files import Layout, Sheet, Value, commas, mixed, write_workbook
from examples.canonical import Row

AT_CLOSE = datetime.fromisoformat("2026-10-08 10:12:05")
LAYOUT = Layout(
    "时间-小时 整体消耗 整体支付ROI 整体成交金额 整体成交订单数 整体成交订单成本 净成交金额"
    " 整体成交智能优惠券金额 1小时内退款金额 1小时内退款订单数",
    {"整体成交智能优惠券金额": "0.00", "1小时内退款金额": "0.00", "1小时内退款订单数": 0},
)


def is_exported(cost: Row) -> bool:
    """Costs of an hour come from the platform, all others from finance."""
    return cost["until"] is not None


def write(company: Company, folder: Path) -> None:
    made_at = min(AT_CLOSE, company.made_at)
    exported = [cost for cost in company.tables["costs"] if is_exported(cost)]
    for room in sorted({str(cost["room_id"]) for cost in exported}):
        rows = (_cells(cost) for cost in exported if cost["room_id"] == room)
        path = folder / f"{room}_{made_at:%Y-%m-%d %H_%M_%S}_{1_830_000_000_000_000_000 + mixed(room)}.xlsx"
        write_workbook(path, [Sheet("分小时", LAYOUT.headers, rows)], made_at)


def _cells(cost: Row) -> list[Value]:
    spent = int(Decimal(str(cost["amount"])) * 100)
    orders = 1 + mixed(str(cost["cost_id"])) % 9
    return LAYOUT.row(
        {
            "时间-小时": f"{cost['at']:%Y-%m-%d %H:%M}",
            "整体消耗": commas(spent),
            "整体支付ROI": "10.00",
            "整体成交金额": commas(spent * 10),
            "整体成交订单数": orders,
            "整体成交订单成本": commas(spent // orders),
            "净成交金额": commas(spent * 10),
        }
    )
