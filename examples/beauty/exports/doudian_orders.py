"""抖店 orders as CSV: one file a month, 75 columns, newest orders first.

Owns the quirks: a name that begins with the time of the export; GB18030 until June, UTF-8 with a mark
after; ids behind a TAB in quotes; "-" for nothing; thousands commas in some months' money; personal data
encrypted. The end of September is there three times, see `orderbook`: only the newest state of an order
may count.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from examples.beauty.cast import ANCHOR_BY_ID, FLAGSHIP_NAME, FLAGSHIP_ROOM
from examples.beauty.company import Company
from examples.beauty.exports.files import (
    Layout,
    Value,
    commas,
    csv_line,
    dashed,
    epoch_name,
    mixed,
    write_text,
)
from examples.beauty.exports.parcels import parcel
from examples.beauty.orderbook import ARRIVES, SHIPS, OrderExport
from examples.beauty.sales import Line
from examples.canonical import yuan

PLATFORM = "douyin"
OLD_ENCODING_UNTIL_MONTH = 6
MONTHS_WITH_COMMAS = (2, 5, 8)
STATUS = {"pending": "待支付", "to_ship": "待发货", "shipped": "已发货", "done": "已完成", "closed": "已关闭"}
FORM = {"live": "直播", "video": "短视频", "shop": "商品卡", None: "-"}
SOURCE = {"live": "精选联盟", "video": "精选联盟", "shop": "商城", None: "-"}
LAYOUT = Layout(
    "主订单编号 子订单编号 支付方式 选购商品 货号 商品ID 商家编码 商品数量 商品金额 订单提交时间"
    " 支付完成时间 订单完成时间 承诺发货时间 预约发货时间 买家留言 旗帜颜色 商家备注 APP渠道 订单状态"
    " 取消原因 售后状态 订单类型 发货时间 车型 是否是以旧换新 换新额外补贴 换新额外补贴发放状态"
    " 订单应付金额 运费 优惠总金额 平台优惠 商家优惠 达人优惠 商家改价 支付优惠 手续费 红包抵扣 降价类优惠"
    " 平台实际承担优惠金额 商家实际承担优惠金额 达人实际承担优惠金额 收件人 收件人手机号 省 市 区 街道"
    " 详细地址 是否修改过地址 快递信息 序列号 达人ID 达人昵称 拼团订单团编号 商品单价是否含税 税费"
    " 鲁班落地页ID 所属门店ID 流量来源 仓库ID 仓库名称 是否安心购 广告渠道 流量类型 流量体裁 流量渠道"
    " 发货主体 发货主体明细 教育优惠 预计送达时间 是否平台仓自流转 是否是渠道商品 预约送达时间"
    " 建议发货时间（起） 建议发货时间（止）",
    {
        "订单类型": "普通订单",
        "取消原因": "-",
        "是否是以旧换新": "否",
        "运费": "0.00",
    },
)


def write(company: Company, folder: Path) -> None:
    lines = [line for line in company.lines if line.platform == PLATFORM]
    lines.sort(key=lambda line: (line.placed_at, line.line_id), reverse=True)
    for export in company.book.exports[PLATFORM]:
        old = export.first.month <= OLD_ENCODING_UNTIL_MONTH
        write_text(
            folder / f"{epoch_name(export.made_at, 'orders', export.first)}.csv",
            (
                csv_line(LAYOUT.headers),
                *(csv_line(_cells(company, export, line)) for line in lines if export.has(line)),
            ),
            export.made_at,
            "gb18030" if old else "utf-8-sig",
        )


def talent(line: Line) -> tuple[str, str]:
    """达人ID and 达人昵称; the shop page has none."""
    if line.channel == "shop":
        return "0", "-"
    number = f"71{mixed(line.room_id):014d}"
    if line.room_id == FLAGSHIP_ROOM:
        return number, FLAGSHIP_NAME
    return number, ANCHOR_BY_ID["A" + line.room_id[1:]].account_name


def _cells(company: Company, export: OrderExport, line: Line) -> list[Value]:
    written = commas if export.first.month in MONTHS_WITH_COMMAS else yuan
    status = company.book.status(line, export.made_at)
    sent = line.paid and status in ("shipped", "done")
    to = parcel(line.order_id)
    listed = max(line.product.price * line.pieces, line.amount)
    talent_id, talent_name = talent(line)
    return LAYOUT.row(
        {
            "主订单编号": "\t" + line.order_id,
            "子订单编号": "\t" + line.line_id,
            "选购商品": line.product.name,
            "商品ID": "\t" + line.product.product_id,
            "商家编码": "\t" + line.product.product_id,
            "商品数量": line.pieces,
            "订单提交时间": dashed(line.placed_at - timedelta(seconds=mixed(line.order_id) % 60)),
            "支付完成时间": dashed(line.placed_at) if line.paid else "-",
            "订单完成时间": dashed(line.placed_at + ARRIVES) if status == "done" else "-",
            "订单状态": STATUS[status],
            "售后状态": "已全额退款" if company.book.is_returned(line, export.made_at) else "-",
            "发货时间": dashed(line.placed_at + SHIPS) if sent else "-",
            "订单应付金额": written(line.amount),
            "优惠总金额": written(listed - line.amount),
            "收件人": to.name,
            "收件人手机号": to.phone,
            "省": to.province,
            "详细地址": to.address,
            "达人ID": talent_id,
            "达人昵称": talent_name,
            "流量来源": SOURCE[line.channel],
            "流量体裁": FORM[line.channel],
        }
    )
