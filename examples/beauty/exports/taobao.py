"""淘宝 live sessions as xlsx. Its orders come from the company's order system, see `records`.

Owns the quirks: durations in seconds, days without dashes, "-" for what was not measured.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from examples.beauty.airtime import Session
from examples.beauty.company import Company
from examples.beauty.exports.files import Layout, Sheet, Value, dashed, number, write_workbook
from examples.canonical import Cell, Row

PLATFORM = "taobao"
SAYS = (
    "platform", "room_id", "title", "ended_at", "viewers", "views", "mean_stay_seconds", "product_clickers",
    "product_clicks", "cart_adds", "buyers", "orders", "gmv", "refunds", "new_fans",
)  # fmt: skip
LAYOUT = Layout(
    "日期 店铺 场次信息 场次id 直播开播时间 开播时长 封面图点击率 观看人数 观看次数 新增粉丝数 流量券消耗"
    " 观看总时长（秒） 人均观看时长（秒） 次均观看时长（秒） 商品点击人数 商品点击次数 商品点击率 加购人数"
    " 加购件数 加购次数 成交金额（元） 成交人数 成交件数 成交笔数 成交转化率 退款人数 退款笔数 退款件数"
    " 退款金额 预售定金支付金额 预售预估总金额 店铺名称",
    {"流量券消耗": 0, "预售定金支付金额": 0, "预售预估总金额": 0, "店铺名称": "澜肌淘宝店"},
)


def write(company: Company, folder: Path) -> None:
    names: dict[Cell, str] = {row["room_id"]: str(row["name"]) for row in company.tables["accounts"]}
    numbered = {session.session_id: session for session in company.sessions if session.platform == PLATFORM}
    rows = (
        _cells(row, numbered[str(row["session_id"])], names[row["room_id"]])
        for row in company.tables["sessions"]
        if row["platform"] == PLATFORM
    )
    write_workbook(
        folder / f"直播分场次效果_{company.first:%Y%m%d}_{company.last:%Y%m%d}.xlsx",
        [Sheet("直播分场次效果", LAYOUT.headers, rows)],
        company.made_at,
    )


def _figure(cell: Cell) -> Value:
    return "-" if cell is None else number(str(cell))


def _cells(row: Row, session: Session, account: str) -> list[Value]:
    started: datetime = session.started_at
    return LAYOUT.row(
        {
            "日期": f"{started:%Y%m%d}",
            "店铺": account,
            "场次信息": session.title,
            "场次id": session.number,
            "直播开播时间": dashed(started),
            "开播时长": int((session.ended_at - started).total_seconds()),
            "观看人数": _figure(row["viewers"]),
            "观看次数": _figure(row["views"]),
            "新增粉丝数": _figure(row["new_fans"]),
            "人均观看时长（秒）": _figure(row["mean_stay_seconds"]),
            "商品点击人数": _figure(row["product_clickers"]),
            "商品点击次数": _figure(row["product_clicks"]),
            "加购次数": _figure(row["cart_adds"]),
            "成交金额（元）": _figure(row["gmv"]),
            "成交人数": _figure(row["buyers"]),
            "成交笔数": _figure(row["orders"]),
            "退款金额": _figure(row["refunds"]),
        }
    )
