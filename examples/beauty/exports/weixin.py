"""微信小店 orders as xlsx: one row for each product of an order, whose totals are repeated in each row.

Owns the quirks: ids as text, lines told apart by product, code and specification; the amount refunded of
a line without a date, which is why refunds come from finance.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from examples.beauty import order_numbers
from examples.beauty.company import Company
from examples.beauty.exports.doudian_orders import talent
from examples.beauty.exports.files import Layout, Sheet, Value, dashed, mixed, write_workbook
from examples.beauty.exports.parcels import parcel
from examples.beauty.orderbook import ARRIVES, commission
from examples.beauty.sales import Line
from examples.canonical import yuan

PLATFORM = "weixin"
STATUS = {"pending": "待付款", "to_ship": "待发货", "shipped": "待收货", "done": "完成", "closed": "已取消"}
WAY = {"live": "直播", "video": "短视频", "shop": "橱窗", None: "-"}
LAYOUT = Layout(
    "订单号 订单下单时间 订单发货时间 订单确认收货时间 订单完成结算时间 订单状态 发货方式 收件人姓名"
    " 收件人地址 省 市 区 收件人手机 买家备注 商家备注 打标颜色 商品总价 订单实际支付金额 订单实际收款金额"
    " 订单运费 商品优惠 跨店优惠 商品改价 积分抵扣 支付方式 支付时间 交易单号 物流公司 快递单号 技术服务费"
    " 技术服务费（将以人气卡形式返还） 运费险预计投保费用 带货方式 带货账号类型 带货账号昵称 带货ID"
    " 带货费用渠道 带货费用类型 带货费用 带货佣金率 企微企业ID 企微工号 导购最近分享时间 企业微信加密id"
    " 企微备注 礼物单号 商品名称 商品编码(平台) 商品编码(自定义) SKU编码(自定义) 商品属性 商品价格(单件)"
    " 商品实际价格(单件) 商品实际价格(总共) 是否预售 商品数量 商品平台券优惠 商品平均运费 活动商家补贴"
    " 定制信息 定制预览图 商品发货 商品售后 商品已退款金额",
    {"发货方式": "快递", "带货账号类型": "视频号", "是否预售": "否"},
)


def write(company: Company, folder: Path) -> None:
    (export,) = company.book.exports[PLATFORM]
    lines = [line for line in company.lines if line.platform == PLATFORM]
    totals: dict[str, int] = {}
    for line in lines:
        totals[line.order_id] = totals.get(line.order_id, 0) + line.amount
    refunded: dict[str, int] = {}
    for refund in company.refunds:
        refunded[refund.line.key] = refunded.get(refund.line.key, 0) + refund.amount
    lines.sort(key=lambda line: (line.placed_at, line.order_id, line.line_id), reverse=True)
    rows = (
        _cells(
            line,
            STATUS[company.book.status(line, export.made_at)],
            totals[line.order_id],
            refunded.get(line.key, 0),
        )
        for line in lines
    )
    path = folder / f"微信小店订单_{export.first:%Y%m%d}_{export.last:%Y%m%d}.xlsx"
    write_workbook(path, [Sheet("订单", LAYOUT.headers, rows)], export.made_at)


def _cells(line: Line, status: str, total: int, refunded: int) -> list[Value]:
    to = parcel(line.order_id)
    shop = line.channel == "shop"
    talent_id, talent_name = talent(line)
    return LAYOUT.row(
        {
            "订单号": line.order_id,
            "订单下单时间": dashed(line.placed_at - timedelta(seconds=mixed(line.order_id) % 60)),
            "订单确认收货时间": dashed(line.placed_at + ARRIVES) if status == "完成" else None,
            "订单状态": status,
            "收件人姓名": to.name,
            "收件人地址": to.address,
            "省": to.province,
            "商品总价": yuan(total),
            "订单实际支付金额": yuan(total) if line.paid else "0.00",
            "支付时间": dashed(line.placed_at) if line.paid else None,
            "带货方式": WAY[line.channel],
            "带货账号昵称": None if shop else talent_name,
            "带货ID": None if shop else talent_id,
            "带货费用": yuan(commission(line)) if line.paid else None,
            "商品名称": line.product.name,
            "商品编码(平台)": line.product.product_id,
            "SKU编码(自定义)": order_numbers.SKU.format(product_id=line.product.product_id),
            "商品属性": order_numbers.SPECIFICATION,
            "商品实际价格(单件)": yuan(line.amount // line.pieces),
            "商品实际价格(总共)": yuan(line.amount),
            "商品数量": line.pieces,
            "商品售后": "退款" if refunded else None,
            "商品已退款金额": yuan(refunded) if refunded else None,
        }
    )
