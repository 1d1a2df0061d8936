"""快手 orders as xlsx: a workbook for each quarter, a worksheet with its own header row for each month.

Owns the quirks: ¥ in front of money, in both widths; times with slashes in some sheets; every sign that a
platform has for nothing; one order is one product.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from examples.beauty.company import Company
from examples.beauty.exports.doudian_orders import talent
from examples.beauty.exports.files import Layout, Sheet, Value, commas, dashed, mixed, slashed, write_workbook
from examples.beauty.exports.parcels import parcel
from examples.beauty.orderbook import OrderExport, paid_amount
from examples.beauty.sales import Line

PLATFORM = "kuaishou"
STATUS = {
    "pending": "待付款",
    "to_ship": "待发货",
    "shipped": "已发货",
    "done": "交易成功",
    "closed": "交易关闭",
}
CARRIER = {"live": "直播", "video": "短视频", "shop": "商品卡", None: "--"}
NOTHING = ("-", "--", "—", "/", None)
LAYOUT = Layout(
    "订单号 赠品订单号 活动订单编号 订单创建时间 订单支付时间 预售定金支付时间 订单状态 实付款 快递费"
    " 店铺优惠 平台补贴 主播补贴 混资活动优惠 支付优惠 支付方式 成交数量 买家留言 账号类型 账号明细"
    " 订单备注 旗帜颜色 售后状态 活动订单 预售/承诺发货时间 订单载体 国补类型 商品名称 商品ID 商品规格"
    " SKU编码 商品单价 渠道 CPS达人ID CPS达人昵称 预估推广佣金 预估推广者分佣比例 团长ID 团长昵称 快赚客ID"
    " 快赚客昵称 授权推广者ID 授权推广者昵称 收货人姓名 收货人电话 收货地址-省 收货地址-市 收货地址-区"
    " 收货地址-街道 收货地址 发货时间 快递公司 快递单号 物流信息 集运类型 直邮类型 仓库名称 仓库地址"
    " 发货类型 实名姓名 服务门店ID 服务门店名称 服务门店地址 国补/类国补/消费券 订单销售主体",
    {"快递费": "￥0", "预估推广者分佣比例": "0.0%"},
)


def write(company: Company, folder: Path) -> None:
    lines = sorted(
        (line for line in company.lines if line.platform == PLATFORM),
        key=lambda line: (line.placed_at, line.line_id),
        reverse=True,
    )
    for export in company.book.exports[PLATFORM]:
        of_export = [line for line in lines if export.has(line)]
        path = folder / f"快手订单_{export.first:%Y%m%d}_{export.last:%Y%m%d}.xlsx"
        write_workbook(path, _sheets(company, export, of_export), export.made_at)


def _sheets(company: Company, export: OrderExport, lines: list[Line]) -> Iterator[Sheet]:
    for month in sorted({line.placed_at.month for line in lines}):
        rows = (_cells(company, export, line) for line in lines if line.placed_at.month == month)
        yield Sheet(f"{month}月", LAYOUT.headers, rows)


def _cells(company: Company, export: OrderExport, line: Line) -> list[Value]:
    time = slashed if line.placed_at.month % 2 else dashed
    sign = "¥￥"[mixed(line.key) % 2]
    nothing = NOTHING[mixed(line.key) % len(NOTHING)]
    paid = paid_amount(line)
    talent_id, talent_name = talent(line)
    shop = line.channel == "shop"
    to = parcel(line.order_id)
    returned = company.book.is_returned(line, export.made_at)
    return LAYOUT.row(
        {
            "订单号": line.order_id,
            "订单创建时间": time(line.placed_at - timedelta(seconds=mixed(line.order_id) % 60)),
            "订单支付时间": time(line.placed_at) if line.paid else nothing,
            "订单状态": STATUS[company.book.status(line, export.made_at)],
            "实付款": f"{sign}{commas(paid)}" if paid else f"{sign}0",
            "成交数量": line.pieces,
            "售后状态": "退款成功" if returned else None,
            "订单载体": CARRIER[line.channel],
            "商品名称": line.product.name,
            "商品ID": line.product.product_id,
            "商品单价": f"{sign}{commas(line.product.price)}",
            "渠道": "自营" if shop else "分销",
            "CPS达人ID": nothing if shop else talent_id,
            "CPS达人昵称": nothing if shop else talent_name,
            "收货人姓名": to.name,
            "收货地址-省": to.province,
            "收货地址": to.address,
        }
    )
