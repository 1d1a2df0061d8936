"""飞鸽 customer service by day as xlsx.

Owns the quirks: rates as text with a percent sign, durations in seconds, time at the desk in hours.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from examples.beauty.cast import FLAGSHIP_NAME
from examples.beauty.company import Company
from examples.beauty.exports.files import Layout, Sheet, Value, number, write_workbook
from examples.canonical import Cell, Row

_LAYOUT = Layout(
    "日期 店铺id 店铺名称 客服昵称 账号名称 人工已接待人数 人工已接待会话量 CPD 不满意率"
    " 3分钟人工回复率_(会话) 3分钟人工回复率 首次响应时长（秒） 平均响应时长（秒） 新平均响应时长（秒）"
    " 满意率 客服销售额（元） 询单人数 下单人数 支付人数 询单转化率 预警会话量 PC在线时长（时）"
    " PC小休时长（时） PC离线时长（时）",
    {
        "店铺id": "89051234",
        "店铺名称": FLAGSHIP_NAME,
        "CPD": 0,
        "PC小休时长（时）": 0.5,
        "PC离线时长（时）": 0,
    },
)
# The real header has a space in it, at which `Layout` parts its headers.
HEADERS = [header.replace("_(", " (") for header in _LAYOUT.headers]


def write(company: Company, folder: Path) -> None:
    names = {row["account_id"]: str(row["name"]) for row in company.tables["accounts"]}
    rows = (_cells(row, names) for row in company.tables["service_days"])
    path = folder / f"客服接待_{company.first:%Y%m%d}_{company.last:%Y%m%d}.xlsx"
    write_workbook(path, [Sheet("客服数据", HEADERS, rows)], company.made_at)


def _percent(rate: Cell) -> str:
    return f"{Decimal(str(rate)) * 100:.2f}%"


def _cells(row: Row, names: dict[Cell, str]) -> list[Value]:
    def figure(column: str) -> float | int:
        return number(str(row[column]))

    asking = figure("asking_customers")
    return _LAYOUT.row(
        {
            "日期": str(row["date"]),
            "客服昵称": names[row["account_id"]],
            "账号名称": str(row["account_id"]),
            "人工已接待人数": figure("customers"),
            "人工已接待会话量": figure("conversations"),
            "不满意率": _percent(row["dissatisfied_rate"]),
            "3分钟人工回复率_(会话)": _percent(row["reply_3m_rate"]),
            "3分钟人工回复率": _percent(row["reply_3m_rate"]),
            "首次响应时长（秒）": figure("first_reply_seconds"),
            "平均响应时长（秒）": figure("mean_reply_seconds"),
            "新平均响应时长（秒）": figure("mean_reply_seconds"),
            "满意率": _percent(row["satisfied_rate"]),
            "客服销售额（元）": figure("sales"),
            "询单人数": asking,
            "下单人数": figure("ordering_customers"),
            "支付人数": figure("paying_customers"),
            "询单转化率": f"{100 * figure('paying_customers') / asking:.2f}%" if asking else "0.00%",
            "预警会话量": figure("warned"),
            "PC在线时长（时）": figure("online_minutes") / 60,
        }
    )
