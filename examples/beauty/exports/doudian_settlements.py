"""抖店 settlement bills as CSV: one for each month of the third quarter.

Owns the quirks: a second row that explains the columns, ids behind an apostrophe, a refund after the
settlement as a negative row of its own.
"""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

from examples.beauty.company import Company
from examples.beauty.exports.files import Layout, Value, csv_line, dashed, epoch_name, write_text
from examples.beauty.settlements import FIRST_BILL, LAST_BILL, Settlement
from examples.canonical import yuan

KIND = {"settlement": "已结算", "refund": "结算后退款-非原路退回"}
LAYOUT = Layout(
    "结算时间 订单号 子订单号 结算金额 结算账户 结算单类型 有结算前退款 下单时间 商品ID 商品数量 业务类型"
    " 订单类型 订单总价 商品总价 运费 店铺劵 结算前退款金额 平台补贴 达人补贴 抖音支付补贴"
    " 抖音月付营销补贴 用户实付 收入合计 平台服务费 佣金 渠道分成 招商服务费 站外推广费 其他分成"
    " 其他分成说明 支出合计 是否免佣 免佣金额 备注",
    {
        "结算账户": "聚合账户",
        "佣金": "0.00",
    },
)
HINTS = Layout(
    " ".join(LAYOUT.headers),
    {"结算金额": "收入+支出", "收入合计": "用户实付+补贴-结算前退款", "支出合计": "服务费+佣金+分成"},
)


def write(company: Company, folder: Path) -> None:
    for month in range(FIRST_BILL, LAST_BILL + 1):
        made_at = datetime.combine(date(2026, month + 1, 2), time(14, 30))
        rows = [_cells(one) for one in company.settlements if one.settled_at.month == month]
        path = folder / f"{epoch_name(made_at, 'settlements', month)}.csv"
        lines = (csv_line(cells) for cells in (HINTS.row({}), *rows))
        write_text(path, [csv_line(LAYOUT.headers), *lines], made_at, "utf-8-sig")


def _cells(one: Settlement) -> list[Value]:
    line = one.line
    return LAYOUT.row(
        {
            "结算时间": dashed(one.settled_at),
            "订单号": "'" + line.order_id,
            "子订单号": "'" + line.line_id,
            "结算金额": yuan(one.amount),
            "结算单类型": KIND[one.kind],
            "有结算前退款": "是" if one.refunded_before else "否",
            "下单时间": dashed(line.placed_at),
            "订单总价": yuan(line.amount),
            "结算前退款金额": yuan(-one.refunded_before),
            "收入合计": yuan(one.income),
            "平台服务费": yuan(one.platform_fee),
            "支出合计": yuan(one.platform_fee),
        }
    )
