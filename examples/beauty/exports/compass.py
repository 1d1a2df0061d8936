"""罗盘 live sessions as xlsx: 54 columns, a file for each quarter and one of the running month, rows in no
order.

Owns the quirks: native numbers, whole ones and fractions in one column; rates as fractions of one, 0
where nothing is divided; minutes cut down to whole ones but hourly figures by exact seconds; "-" in the
columns of vouchers only.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from examples.beauty.company import Company
from examples.beauty.exports.files import Layout, Sheet, Value, mixed, number, slashed, write_workbook
from examples.beauty.orderbook import CLOSE, THIS_MORNING
from examples.canonical import Cell, Row

PLATFORM = "douyin"
SAYS = (
    "platform", "room_id", "started_at", "ended_at", "viewers", "views", "peak_online", "mean_online",
    "mean_stay_seconds", "comments", "product_clickers", "product_clicks", "buyers", "orders", "gmv",
    "refunds", "new_fans",
)  # fmt: skip
EXPORTS = (
    (date(2026, 1, 1), date(2026, 3, 31), datetime.fromisoformat("2026-04-08 09:50:00")),
    (date(2026, 4, 1), date(2026, 6, 30), datetime.fromisoformat("2026-07-08 09:50:00")),
    (date(2026, 7, 1), date(2026, 9, 30), CLOSE),
    (date(2026, 10, 1), date(2026, 10, 7), THIS_MORNING),
)
LAYOUT = Layout(
    "主播头像 主播昵称 主播抖音号 直播开始时间 直播结束时间 直播时长(分钟) 直播间曝光人数 直播间曝光次数"
    " 直播间观看人数 单小时观看人数 直播间观看次数 最高在线人数 平均在线人数 人均观看时长(分钟) 评论次数"
    " 新加直播团人数 新增粉丝数 取关粉丝数 观看老粉占比 带货商品数 直播间商品曝光人数 直播间商品点击人数"
    " 直播间商品曝光次数 直播间商品点击次数 直播间成交订单数 直播间成交金额 直播间用户支付金额"
    " 单小时用户支付金额 直播间成交件数 直播间成交人数 直播间退款订单数 直播间退款金额 直播间退款人数"
    " 预估佣金支出 商品曝光-点击率(次数) 商品曝光-点击率(人数) 商品点击-成交率(次数) 商品点击-成交率(人数)"
    " 观看-成交率(次数) 观看-成交率(人数) 预售订单数 预售全款金额 新加购物团人数 投放消耗(店铺绑定)"
    " 投放消耗(店铺被投) 净成交金额 净成交订单数 1小时退款金额 1小时退款订单数 1小时退款率"
    " 消费券引导支付金额 消费券引导支付占比 消费券补贴金额 消费券使用量",
    {
        "取关粉丝数": 0,
        "预估佣金支出": 0,
        "预售订单数": 0,
        "预售全款金额": 0,
        "投放消耗(店铺绑定)": 0,
        "投放消耗(店铺被投)": 0,
        "消费券引导支付金额": "-",
        "消费券引导支付占比": "-",
        "消费券补贴金额": "-",
        "消费券使用量": "-",
    },
)


def write(company: Company, folder: Path) -> None:
    rows = [row for row in company.tables["sessions"] if row["platform"] == PLATFORM]
    rows.sort(key=lambda row: mixed(str(row["session_id"])))
    names: dict[Cell, str] = {row["room_id"]: str(row["name"]) for row in company.tables["accounts"]}
    for first, last, made_at in EXPORTS:
        if last < company.first or company.last < first:
            continue
        sheet = (_cells(row, names) for row in rows if first <= _moment(row, "started_at").date() <= last)
        path = folder / f"直播明细_全部账号_{first:%Y%m%d}_{last:%Y%m%d}.xlsx"
        write_workbook(path, [Sheet("直播间明细", LAYOUT.headers, sheet)], made_at)


def _moment(row: Row, column: str) -> datetime:
    moment = row[column]
    assert isinstance(moment, datetime)
    return moment


def _figure(cell: Cell) -> float | int:
    return number(str(cell))


def _rate(part: float, whole: float) -> float | int:
    return round(part / whole, 4) if whole else 0


def _cells(row: Row, names: dict[Cell, str]) -> list[Value]:
    begins, ends = _moment(row, "started_at"), _moment(row, "ended_at")
    seconds = int((ends - begins).total_seconds())
    viewers, views = _figure(row["viewers"]), _figure(row["views"])
    clickers, clicks = _figure(row["product_clickers"]), _figure(row["product_clicks"])
    buyers, orders, gmv = _figure(row["buyers"]), _figure(row["orders"]), _figure(row["gmv"])
    refunds = _figure(row["refunds"])
    soon = round(refunds / 10, 2)  # given back within the hour: a part of the refunds that the card states
    exposed, shown = viewers * 7 // 2, clickers * 2 + viewers // 3
    return LAYOUT.row(
        {
            "主播头像": f"https://p3.example.com/avatar/{mixed(str(row['room_id'])):08x}.jpeg",
            "主播昵称": names[row["room_id"]],
            "主播抖音号": str(row["room_id"]),
            "直播开始时间": slashed(begins),
            "直播结束时间": slashed(ends),
            "直播时长(分钟)": seconds // 60,
            "直播间曝光人数": exposed,
            "直播间曝光次数": exposed * 2,
            "直播间观看人数": viewers,
            "单小时观看人数": round(viewers * 3600 / seconds, 2),
            "直播间观看次数": views,
            "最高在线人数": _figure(row["peak_online"]),
            "平均在线人数": _figure(row["mean_online"]),
            "人均观看时长(分钟)": round(_figure(row["mean_stay_seconds"]) / 60, 10),
            "评论次数": _figure(row["comments"]),
            "新加直播团人数": _figure(row["new_fans"]) // 6,
            "新增粉丝数": _figure(row["new_fans"]),
            "观看老粉占比": _rate(mixed(str(row["session_id"])) % 4000, 10_000),
            "带货商品数": 20 + mixed(str(row["session_id"])) % 45,
            "直播间商品曝光人数": shown,
            "直播间商品点击人数": clickers,
            "直播间商品曝光次数": shown * 3,
            "直播间商品点击次数": clicks,
            "直播间成交订单数": orders,
            "直播间成交金额": gmv,
            "直播间用户支付金额": gmv,
            "单小时用户支付金额": round(gmv * 3600 / seconds, 2),
            "直播间成交件数": orders,
            "直播间成交人数": buyers,
            "直播间退款订单数": 1 if refunds else 0,
            "直播间退款金额": refunds,
            "直播间退款人数": 1 if refunds else 0,
            "商品曝光-点击率(次数)": _rate(clicks, shown * 3),
            "商品曝光-点击率(人数)": _rate(clickers, shown),
            "商品点击-成交率(次数)": _rate(orders, clicks),
            "商品点击-成交率(人数)": _rate(buyers, clickers),
            "观看-成交率(次数)": _rate(orders, views),
            "观看-成交率(人数)": _rate(buyers, viewers),
            "新加购物团人数": buyers // 5,
            "净成交金额": round(gmv - soon, 2),
            "净成交订单数": orders,
            "1小时退款金额": soon,
            "1小时退款订单数": 0,
            "1小时退款率": _rate(soon, gmv),
        }
    )
