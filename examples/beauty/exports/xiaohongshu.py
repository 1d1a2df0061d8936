"""小红书 orders as xlsx: one row for each product, gifts among them.

Owns the quirks: headers with slashes and both widths of brackets, gifts that are rows like any other,
columns of identity cards. Nothing says whether an order came from a stream.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from examples.beauty.company import Company
from examples.beauty.exports.doudian_orders import talent
from examples.beauty.exports.files import Layout, Sheet, Value, dashed, mixed, write_workbook
from examples.beauty.exports.parcels import parcel
from examples.beauty.sales import Line
from examples.canonical import yuan

PLATFORM = "xiaohongshu"
STATUS = {"pending": "待付款", "to_ship": "待发货", "shipped": "已发货", "done": "已完成", "closed": "已取消"}
GIFT, GIFT_NAME = "G001", "赠品小样5ml"
LAYOUT = Layout(
    "订单号 订单状态 售后状态 订单类型 订单标记 收件人姓名 收件人电话 收件人地址 省 市 区 区域编码"
    " 小红书编码 条形码 规格ID 达人ID 达人名称 SKU名称 SKU规格 SKU件数 是否为赠品 发票/Invoice"
    " 商品总价(元) 用户应付金额(元) 平台优惠(元) 店铺优惠(元) 支付渠道优惠(元) SKU商家改价(元)"
    " 商家应收金额(元)（支付金额） 支付方式 支付渠道订单号 支付期数 利息费用 手续费承担方 支付时间"
    " sku净重(kg) 包裹总净重(kg) 包裹总运费(元) 快递公司 快递单号 发货链接 大头笔/Paint_Marker"
    " 集包地/Express_Extend_1 三段码/Express_Extend_2 订购人身份证姓名/ID_Name 订购人身份证号/ID_Number"
    " 收件人身份证姓名 收件人身份证号 订单创建时间 预售订单开始发货时间 预售订单截止发货时间 承诺发货时间"
    " 订单发货时间 订单完成时间 发货仓库 确认收货类型 是否延迟收货 用户备注 包裹备注标记 包裹备注信息"
    " 异常原因 店铺名称 用户编号 运费模版名称 物流方案名称 第三方机构订单号 国补模式 供应商id 供应商名称"
    " 商家编码 商品ID 商品名称",
    {"订单类型": "普通订单", "是否为赠品": "否"},
)
# Some real headers have spaces in them, at which `Layout` parts its headers.
HEADERS = [header.replace("_", " ") for header in LAYOUT.headers]


def write(company: Company, folder: Path) -> None:
    (export,) = company.book.exports[PLATFORM]
    lines = [line for line in company.lines if line.platform == PLATFORM]
    lines.sort(key=lambda line: (line.placed_at, line.order_id, line.line_id), reverse=True)
    rows = (
        cells for line in lines for cells in _rows(line, STATUS[company.book.status(line, export.made_at)])
    )
    path = folder / f"小红书订单_{export.first:%Y%m%d}_{export.last:%Y%m%d}.xlsx"
    write_workbook(path, [Sheet("订单", HEADERS, rows)], export.made_at)


def _rows(line: Line, status: str) -> Iterator[list[Value]]:
    """The line, and with every thirtieth a gift."""
    cells = _cells(line, status)
    yield LAYOUT.row(cells)
    if mixed(line.line_id) % 30 == 0:
        gift = {
            "小红书编码": GIFT,
            "规格ID": GIFT,
            "SKU名称": GIFT_NAME,
            "商品ID": GIFT,
            "商品名称": GIFT_NAME,
        }
        yield LAYOUT.row(
            {**cells, **gift, "是否为赠品": "是", "商品总价(元)": "0.00", "用户应付金额(元)": "0.00"}
        )


def _cells(line: Line, status: str) -> dict[str, Value]:
    to = parcel(line.order_id)
    talent_id, talent_name = talent(line)
    listed = max(line.product.price * line.pieces, line.amount)
    return {
        "订单号": line.order_id,
        "订单状态": status,
        "收件人姓名": to.name,
        "收件人地址": to.address,
        "省": to.province,
        "小红书编码": line.product.product_id,
        "规格ID": line.product.product_id,
        "达人ID": talent_id,
        "达人名称": talent_name,
        "SKU名称": line.product.name,
        "SKU件数": line.pieces,
        "商品总价(元)": yuan(listed),
        "用户应付金额(元)": yuan(line.amount),
        "店铺优惠(元)": yuan(listed - line.amount),
        "商家应收金额(元)（支付金额）": yuan(line.amount) if line.paid else "0.00",
        "支付时间": dashed(line.placed_at) if line.paid else None,
        "订单创建时间": dashed(line.placed_at - timedelta(seconds=mixed(line.order_id) % 60)),
        "用户编号": f"##{mixed(line.buyer):08x}",
        "商品ID": line.product.product_id,
        "商品名称": line.product.name,
    }
