"""抖店 after-sales as xlsx: what was asked for, refused, exchanged and refunded, whether it cost money or
not.

Owns the files: the first half of the year, exported on 1 July, and the time from a week before that to
the close. What was still open in the first is refunded in the second, under the same number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

from examples.beauty.company import Company
from examples.beauty.exports.files import Layout, Sheet, Value, dashed, epoch_name, mixed, write_workbook
from examples.beauty.order_numbers import refund_id
from examples.beauty.orderbook import CLOSE
from examples.beauty.sales import Line, Refund
from examples.chance import Chance

PLATFORM = "douyin"
YEAR = datetime.fromisoformat("2026-01-01 00:00:00")
HALF_YEAR = datetime.fromisoformat("2026-07-01 09:20:00")
AGAIN_FROM = datetime.fromisoformat("2026-06-24 00:00:00")
LATER = datetime.fromisoformat("2027-01-05 09:40:00")
PAID_BACK = "同意退款，退款成功"
REASONS = ("多拍/拍错/不想要", "商品与描述不符", "肤质不合适", "包装破损", "其他")
LAYOUT = Layout(
    "售后单号 订单号 商品单号 商品名称 商品ID 应付金额（元） 商品运费（元） 支付优惠（元） 商品税费（元）"
    " 商品发货状态 售后类型 退商品金额（元） 退运费金额（元） 退支付优惠（元） 退税费金额（元） 售后状态"
    " 售后申请时间 退款方式 是否已上传退款凭证 售后原因 售后原因标签 退货物流单号 退货异常 退货发货时间"
    " 退货物流公司 自动处理截止时间 同意售后申请时间 商家退款时间 用户到账时间 售后关闭时间 商家退货地址"
    " 商家退货联系人姓名 商家退货联系人电话 仲裁状态 纠纷责任方 是否极速退款 是否拒签后退款 发货物流单号"
    " 发货物流状态 换货物流单号 退货物流状态 售后完结时间 订单备注 用户售后说明 售后备注 操作人 协商记录"
    " 换货商品信息 商家编码 门店名称",
    {
        "商品运费（元）": "0.00",
        "支付优惠（元）": "0.00",
        "退运费金额（元）": "0.00",
        "退支付优惠（元）": "0.00",
        "仲裁状态": "-",
        "是否极速退款": "否",
        "是否拒签后退款": "否",
    },
)


def write(company: Company, folder: Path) -> None:
    _write(folder, company, company.refunds, YEAR, HALF_YEAR)
    _write(folder, company, company.refunds, AGAIN_FROM, CLOSE)


def write_late(company: Company, folder: Path) -> None:
    refunds = [refund for refund in company.late if refund.line.platform == PLATFORM]
    rows = [_refund_cells(refund, LATER) for refund in refunds]
    _save(folder, rows, LATER)


def write_so_far(company: Company, folder: Path) -> None:
    """The running month's in one file."""
    _write(folder, company, company.refunds, datetime.combine(company.first, time()), company.made_at)


def asked_at(refund: Refund) -> datetime:
    """Half a day to three days before the money was back, and after the payment."""
    days = timedelta(hours=12 + mixed(refund.refund_id) % 60)
    return max(refund.refunded_at - days, refund.line.placed_at + timedelta(minutes=5))


def _write(
    folder: Path, company: Company, refunds: Iterable[Refund], asked_from: datetime, made_at: datetime
) -> None:
    rows = [
        (asked, _refund_cells(refund, made_at))
        for refund in refunds
        if refund.line.platform == PLATFORM and asked_from <= (asked := asked_at(refund)) <= made_at
    ]
    rows += [row for row in _without_refund(company.lines) if asked_from <= row[0] <= made_at]
    rows.sort(key=lambda row: (row[0], str(row[1][0])), reverse=True)
    _save(folder, [cells for _, cells in rows], made_at)


def _save(folder: Path, rows: Iterable[list[Value]], made_at: datetime) -> None:
    path = folder / f"{epoch_name(made_at, 'after-sales')}.xlsx"
    write_workbook(path, [Sheet("售后单", LAYOUT.headers, rows)], made_at)


def _cells(line: Line, number: str, asked: datetime) -> dict[str, Value]:
    return {
        "售后单号": number,
        "订单号": line.order_id,
        "商品单号": line.line_id,
        "商品名称": line.product.name,
        "商品ID": line.product.product_id,
        "应付金额（元）": line.amount / 100,
        "售后申请时间": dashed(asked),
        "售后原因": REASONS[mixed(number) % len(REASONS)],
        "商家编码": line.product.product_id,
    }


def _refund_cells(refund: Refund, made_at: datetime) -> list[Value]:
    done = refund.refunded_at <= made_at
    at = dashed(refund.refunded_at)
    cells = _cells(refund.line, refund.refund_id, asked_at(refund))
    cells |= {
        "商品发货状态": "已发货" if refund.kind == "退货退款" else "未发货",
        "售后类型": refund.kind,
        "退商品金额（元）": refund.amount / 100,
        "售后状态": PAID_BACK if done else "待商家处理",
    }
    if done:
        cells |= {"退款方式": "原路退回", "商家退款时间": at, "用户到账时间": at, "售后完结时间": at}
    return LAYOUT.row(cells)


def _without_refund(lines: Iterable[Line]) -> Iterator[tuple[datetime, list[Value]]]:
    """Requests that came to nothing, and exchanges: no money was given back."""
    for line in lines:
        if line.platform != PLATFORM or not line.paid or mixed(line.key) % 250:
            continue
        chance = Chance("after-sales", line.key)
        asked = line.placed_at + timedelta(days=chance.whole(3, 9), seconds=chance.whole(0, 30_000))
        closed = dashed(asked + timedelta(days=2))
        cells = _cells(line, refund_id(line.key, 9), asked)
        if chance.happens(600):
            cells |= {"售后类型": "退货退款", "售后状态": "售后关闭", "售后关闭时间": closed}
            cells["退商品金额（元）"] = line.amount / 100
        else:
            cells |= {"售后类型": "换货", "售后状态": "换货成功", "售后完结时间": closed}
            cells |= {"退商品金额（元）": "0.00", "换货商品信息": line.product.name}
        yield asked, LAYOUT.row(cells)
