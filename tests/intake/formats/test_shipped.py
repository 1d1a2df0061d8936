"""Each shipped format on its real headers: the facts that its rows become, checked by hand."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from boji.intake.formats.recognition import recognise
from boji.intake.formats.shelf import shipped_formats
from boji.intake.sheets import open_file
from boji.lake.storage import connect
from tests.intake.formats.exports import Cells, headers_of, read, table_of, write_csv, write_xlsx


@dataclass
class Case:
    """A file of a format: its rows, and what reading them gives (accepted, quarantined, ignored)."""

    format: str
    rows: list[Cells]
    counts: tuple[int, int, int]
    facts: dict[str, list[dict[str, Any]]]
    file: str = "export.csv"
    reasons: list[tuple[int, str, str, str | None]] = field(default_factory=list)
    encoding: str = "utf-8-sig"


ORDER = {
    "主订单编号": "\t6917000000000000001",
    "子订单编号": "\t6917000000000000002",
    "选购商品": "补水面膜",
    "商品ID": "\t3500000000000000001",
    "商品数量": "2",
    "订单提交时间": "2026-09-01 20:15:00",
    "支付完成时间": "2026-09-01 20:15:33",
    "订单状态": "已发货",
    "订单应付金额": "1,299.90",
    "收件人": "##密文",
    "达人ID": "1000001",
    "达人昵称": "小美直播间",
    "流量体裁": "直播",
}
LINE = {
    "line_id": "6917000000000000002",
    "order_id": "6917000000000000001",
    "platform": "douyin",
    "account_": "小美直播间",
    "product_id": "3500000000000000001",
    "quantity": 2,
    "paid_at": "2026-09-01 20:15:33",
    "paid_amount": 129_990,
    "channel": "live",
    "status": "shipped",
}
REFUND = {
    "售后单号": "7100000000000000001",
    "订单号": "6917000000000000001",
    "商品单号": "6917000000000000002",
    "售后类型": "退货退款",
    "退商品金额（元）": "100.00",
    "退运费金额（元）": "6.50",
    "售后状态": "同意退款，退款成功",
    "商家退款时间": "2026-09-05 11:00:00",
}
SETTLED = {
    "结算时间": "2026-09-20 03:00:00",
    "订单号": "'6917000000000000001",
    "子订单号": "'6917000000000000002",
    "结算金额": "80.00",
    "结算单类型": "已结算",
    "平台服务费": "-5.00",
    "佣金": "-15.00",
}

CASES = [
    Case(
        "doudian_orders",
        [
            ORDER,
            # self-broadcast, not paid
            ORDER
            | {"子订单编号": "3", "支付完成时间": "-", "订单状态": "已关闭", "达人ID": "0", "达人昵称": "0"},
            # the platform says tomorrow where it was sold
            ORDER | {"子订单编号": "4", "流量体裁": "数据将于第二天更新"},
            # two items, everything joined alike; two items of which one total amount is known
            ORDER
            | {
                "子订单编号": "5;6",
                "商品ID": "35;36",
                "商品数量": "1;2",
                "订单应付金额": "10;20",
                "选购商品": "甲;乙",
            },
            ORDER | {"子订单编号": "7;8", "商品数量": "3"},
            ORDER | {"子订单编号": "9", "订单应付金额": "7.5w~10w"},
            ORDER | {"子订单编号": "10", "商品数量": "x", "订单应付金额": "1.234"},
            ORDER,  # the same again
            {"主订单编号": "合计", "订单应付金额": "2599.80"},
        ],
        (4, 3, 2),
        {
            "order_lines": [
                LINE,
                {k: v for k, v in LINE.items() if k not in ("account_", "paid_at")}
                | {"line_id": "3", "status": "closed"},
                LINE | {"line_id": "5", "product_id": "35", "quantity": 1, "paid_amount": 1_000},
                LINE | {"line_id": "6", "product_id": "36", "quantity": 2, "paid_amount": 2_000},
                {k: v for k, v in LINE.items() if k != "paid_amount"} | {"line_id": "9"},
            ],
        },
        file="1762996440_ab12.csv",
        encoding="gb18030",
        reasons=[
            (4, "quarantined", "not_yet", "流量体裁"),
            (6, "quarantined", "joined", None),
            (7, "accepted", "range_kept", "订单应付金额"),
            (8, "quarantined", "count", "商品数量"),
            (8, "quarantined", "decimals", "订单应付金额"),
            (9, "ignored", "ignored_repeated", None),
            (10, "ignored", "ignored_totals", None),
        ],
    ),
    Case(
        "doudian_aftersales",
        [
            REFUND,
            REFUND | {"售后单号": "2", "售后状态": "售后关闭"},
            REFUND | {"售后单号": "3", "商家退款时间": "-", "用户到账时间": "2026-09-06 09:00:00"},
            REFUND | {"售后单号": "4", "退运费金额（元）": "全部"},
        ],
        (2, 1, 1),
        {
            "refunds": [
                {
                    "refund_id": "7100000000000000001",
                    "line_id": "6917000000000000002",
                    "refunded_at": "2026-09-05 11:00:00",
                    "amount": 10_650,
                    "kind": "退货退款",
                },
                {
                    "refund_id": "3",
                    "line_id": "6917000000000000002",
                    "refunded_at": "2026-09-06 09:00:00",
                    "amount": 10_650,
                    "kind": "退货退款",
                },
            ]
        },
        reasons=[(3, "ignored", "ignored", None), (5, "quarantined", "money", "退商品金额（元）")],
    ),
    Case(
        "doudian_settlements",
        [
            {"结算金额": "收入+支出", "子订单号": "按子订单"},
            SETTLED,
            SETTLED
            | {"结算金额": "-80.00", "结算单类型": "结算后退款-非原路退回", "平台服务费": "", "佣金": ""},
        ],
        (2, 0, 1),
        {
            "settlements": [
                {
                    "settlement_id": "douyin:6917000000000000002:20260920030000:settlement:8000",
                    "line_id": "6917000000000000002",
                    "order_id": "6917000000000000001",
                    "settled_at": "2026-09-20 03:00:00",
                    "kind": "settlement",
                    "amount": 8_000,
                    "platform_fee": -500,
                    "commission": -1_500,
                },
                {
                    "settlement_id": "douyin:6917000000000000002:20260920030000:refund:-8000",
                    "line_id": "6917000000000000002",
                    "order_id": "6917000000000000001",
                    "settled_at": "2026-09-20 03:00:00",
                    "kind": "refund",
                    "amount": -8_000,
                },
            ]
        },
        reasons=[(2, "ignored", "ignored_hint", None)],
    ),
    Case(
        "douyin_live_detail",
        [
            {
                "主播昵称": "小美直播间",
                "主播抖音号": "10086",
                "直播开始时间": "2026/09/01 20:00:00",
                "直播结束时间": "2026/09/02 00:30:00",
                "直播时长(分钟)": 270,
                "直播间观看人数": 12_800,
                "直播间观看次数": 20_000,
                "最高在线人数": 900,
                "平均在线人数": 512.5,
                "人均观看时长(分钟)": 1.2345678,
                "评论次数": 640,
                "新增粉丝数": 120,
                "直播间商品点击人数": 3_000,
                "直播间商品点击次数": 4_500,
                "直播间成交订单数": 321,
                "直播间成交金额": 100_000.5,
                "直播间成交人数": 300,
                "直播间退款金额": 1_200,
                "净成交金额": 99_000.5,
                "1小时退款金额": 1_000,
                "消费券使用量": "-",
            }
        ],
        (1, 0, 0),
        {
            "sessions": [
                {
                    "session_id": "douyin:10086:20260901200000",
                    "platform": "douyin",
                    "room_id": "10086",
                    "started_at": "2026-09-01 20:00:00",
                    "ended_at": "2026-09-02 00:30:00",
                    "viewers": 12_800,
                    "views": 20_000,
                    "peak_online": 900,
                    "mean_online": 5_125_000,
                    "mean_stay_seconds": 740_741,
                    "comments": 640,
                    "product_clickers": 3_000,
                    "product_clicks": 4_500,
                    "buyers": 300,
                    "orders": 321,
                    "gmv": 10_000_050,  # gross: what was refunded within the hour is not taken off
                    "refunds": 120_000,
                    "new_fans": 120,
                }
            ],
            "accounts": [
                {"platform": "douyin", "account_id": "10086", "room_id": "10086", "name": "小美直播间"}
            ],
        },
        file="直播明细_全部账号_20260901_20260930.xlsx",
    ),
    Case(
        "douyin_traffic_trend",
        [
            {
                "时间": "2026/09/01 20:00",
                "评论次数": "12",
                "新加直播团人数": "1",
                "新增粉丝数": "3",
                "在线人数": "1.2万",
            },
            {
                "时间": "2026/09/01 20:00",
                "评论次数": "12",
                "新加直播团人数": "1",
                "新增粉丝数": "3",
                "在线人数": "1.2万",
            },
        ],
        (1, 0, 1),
        {
            "minutes": [
                {
                    "account_": "小美直播间",
                    "platform_": "douyin",
                    "minute": "2026-09-01 20:00:00",
                    "online": 12_000,
                    "comments": 12,
                    "new_fans": 3,
                }
            ]
        },
        file="小美直播间_流量综合趋势分析下载_数据更新日期2026-09-02.xlsx",
        reasons=[(3, "ignored", "ignored_repeated", None)],
    ),
    Case(
        "qianchuan_hourly_costs",
        [
            {"时间-小时": "2026-09-01 20:00", "整体消耗": "1,234.50"},
            {"时间-小时": "合计", "整体消耗": "1,234.50"},
        ],
        (1, 0, 1),
        {
            "costs": [
                {
                    "cost_id": "qianchuan:小美直播间:20260901200000",
                    "account_": "小美直播间",
                    "platform_": "douyin",
                    "kind": "traffic",
                    "at": "2026-09-01 20:00:00",
                    "until_": "2026-09-01 21:00:00",
                    "amount": 123_450,
                }
            ]
        },
        file="小美直播间_2026-09-02 10_11_12_1234567890123456789.xlsx",
        reasons=[(3, "ignored", "ignored_totals", None)],
    ),
    Case(
        "buyin_talent_commissions",
        [
            {
                "订单id": "6953000000000000001\t",
                "作者账号": "小美",
                "佣金率": "32.00%",
                "预估佣金支出": "54.08",
            },
            {"订单id": "6953000000000000002\t", "预估佣金支出": "54.08", "实际佣金支出": "50.00"},
        ],
        (2, 0, 0),
        {
            "order_lines": [
                {"line_id": "6953000000000000001", "platform_commission": 5_408},
                {"line_id": "6953000000000000002", "platform_commission": 5_000},
            ]
        },
        encoding="gb18030",
    ),
    Case(
        "weixin_shop_orders",
        [
            {
                "订单号": "3700000000000000001",
                "订单下单时间": "2026-09-01 20:00:00",
                "订单状态": "待收货",
                "支付时间": "2026-09-01 20:01:00",
                "带货方式": "直播",
                "带货账号昵称": "小微",
                "带货费用": "5.00",
                "商品名称": "茶",
                "商品编码(平台)": "10001",
                "SKU编码(自定义)": "A1",
                "商品实际价格(总共)": "50.00",
                "商品数量": "1",
                "商品已退款金额": "10.00",
            }
        ],
        (1, 0, 0),
        {
            "order_lines": [
                {
                    "line_id": "weixin:3700000000000000001:10001:A1:",
                    "order_id": "3700000000000000001",
                    "platform": "weixin",
                    "account_": "小微",
                    "product_id": "10001",
                    "quantity": 1,
                    "paid_at": "2026-09-01 20:01:00",
                    "paid_amount": 5_000,
                    "platform_commission": 500,
                    "channel": "live",
                    "status": "shipped",
                }
            ],
            "products": [{"product_id": "10001", "name": "茶"}],
        },
    ),
    Case(
        "xiaohongshu_orders",
        [
            {
                "订单号": "P700000000000000001",
                "订单状态": "已发货",
                "规格ID": "S1",
                "达人名称": "小红",
                "SKU名称": "围巾",
                "SKU件数": "1",
                "是否为赠品": "否",
                "用户应付金额(元)": "88.00",
                "支付时间": "2026-09-01 20:01:00",
                "订购人身份证号/ID Number": "110101190001010000",
            },
            {"订单号": "P700000000000000001", "规格ID": "S2", "是否为赠品": "是", "用户应付金额(元)": "0"},
        ],
        (1, 0, 1),
        {
            "order_lines": [
                {
                    "line_id": "xiaohongshu:P700000000000000001:S1",
                    "order_id": "P700000000000000001",
                    "platform": "xiaohongshu",
                    "account_": "小红",
                    "product_id": "S1",
                    "quantity": 1,
                    "paid_at": "2026-09-01 20:01:00",
                    "paid_amount": 8_800,
                    "status": "shipped",
                }
            ]
        },
        reasons=[(3, "ignored", "ignored", None)],
    ),
    Case(
        "taobao_live_sessions",
        [
            {
                "日期": "2026-09-01",
                "店铺": "旗舰店",
                "场次信息": "开学季",
                "场次id": "480001",
                "直播开播时间": "2026-09-01 20:00:00",
                "开播时长": "5400",
                "观看人数": "1,000",
                "人均观看时长（秒）": "65.5",
                "成交金额（元）": "9,999.90",
                "成交笔数": "12",
            }
        ],
        (1, 0, 0),
        {
            "sessions": [
                {
                    "session_id": "taobao:480001",
                    "platform": "taobao",
                    "account_": "旗舰店",
                    "title": "开学季",
                    "started_at": "2026-09-01 20:00:00",
                    "ended_at": "2026-09-01 21:30:00",
                    "viewers": 1_000,
                    "mean_stay_seconds": 655_000,
                    "gmv": 999_990,
                    "orders": 12,
                }
            ]
        },
    ),
    Case(
        "feige_service_days",
        [
            {
                "日期": "2026-09-01",
                "客服昵称": "小客",
                "账号名称": "kf01",
                "人工已接待人数": "95",
                "人工已接待会话量": "100",
                "3分钟人工回复率 (会话)": "98.50%",
                "首次响应时长（秒）": "12.3",
                "平均响应时长（秒）": "20",
                "满意率": "90%",
                "客服销售额（元）": "1,000.00",
                "PC在线时长（时）": "7.5",
            }
        ],
        (1, 0, 0),
        {
            "service_days": [
                {
                    "account_id": "kf01",
                    "date": "2026-09-01",
                    "conversations": 100,
                    "customers": 95,
                    "reply_3m_rate": 9_850,
                    "first_reply_seconds": 123_000,
                    "mean_reply_seconds": 200_000,
                    "satisfied_rate": 9_000,
                    "sales": 100_000,
                    "online_minutes": 4_500_000,
                }
            ],
            "accounts": [{"platform": "douyin", "account_id": "kf01", "name": "小客"}],
        },
    ),
    Case(
        "guild_anchor_days",
        [
            {
                "统计日期": "2026-09-01",
                "主播昵称": "阿星",
                "抖音号/短ID": "axing",
                "音浪": "12,345",
                "有效开播时长（小时）": "2.5",
                "进直播间人数": "1.2万",
                "人均观看时长（分钟）": "1.5",
                "ACU": "88.8",
            }
        ],
        (1, 0, 0),
        {
            "account_days": [
                {
                    "account_id": "axing",
                    "date": "2026-09-01",
                    "gift_income": 123_450,  # 10 音浪 are 1 yuan
                    "valid_minutes": 1_500_000,
                    "viewers": 12_000,
                    "mean_online": 888_000,
                    "mean_stay_seconds": 900_000,
                }
            ]
        },
    ),
    Case(
        "guild_sessions",
        [
            {
                "直播间ID": "7400000000000000001",
                "直播标题": "晚上好",
                "开播时间": "2026-09-01 22:00:00",
                "关播时间": "2026-09-02 01:00:00",
                "音浪": "1000",
                "人均观看时长秒": "65",
            }
        ],
        (1, 0, 0),
        {
            "sessions": [
                {
                    "session_id": "douyin:7400000000000000001",
                    "platform": "douyin",
                    "account_": "阿星",
                    "title": "晚上好",
                    "started_at": "2026-09-01 22:00:00",
                    "ended_at": "2026-09-02 01:00:00",
                    "mean_stay_seconds": 650_000,
                    "gift_income": 10_000,
                }
            ]
        },
        file="阿星_场次_202609.csv",
    ),
    Case(
        "guild_minutes",
        [{"分钟时间": "09-01 22:00", "收获音浪": "10", "进房人数": "5", "在线人数": "50", "涨粉人数": "1"}],
        (1, 0, 0),
        {
            "minutes": [
                {
                    "platform_": "douyin",
                    "minute": "2026-09-01 22:00:00",  # the year is that of the export
                    "online": 50,
                    "entered": 5,
                    "new_fans": 1,
                }
            ]
        },
    ),
    Case(
        "team_schedule",
        [
            {
                "日期": "2026/9/1",
                "上播时间": "20:00:00",
                "下播时间": "02:00:00",
                "主播姓名": "小红、小蓝",
                "场控姓名": "阿控",
            },
            {
                "日期": "2026/9/2",
                "上播时间": "20:00:00",
                "下播时间": "24:00",
                "主播姓名": "小红",
                "直播间": "A间",
            },
            {"日期": "2026/9/3", "上播时间": "20:00", "下播时间": "20:00", "主播姓名": "小红"},
            {"日期": "2026/9/4", "上播时间": "20:00", "下播时间": "22:00", "场控姓名": "阿控"},
        ],
        (2, 2, 0),
        {
            "shifts": [
                {
                    "person_name_": name,
                    "role": role,
                    "starts_at": "2026-09-01 20:00:00",
                    "until_": "2026-09-02 02:00:00",
                }
                for name, role in (("小红", "anchor"), ("小蓝", "anchor"), ("阿控", "controller"))
            ]
            + [
                {
                    "account_": "A间",
                    "person_name_": "小红",
                    "role": "anchor",
                    "starts_at": "2026-09-02 20:00:00",
                    "until_": "2026-09-03 00:00:00",
                }
            ]
        },
        reasons=[(4, "quarantined", "same_clock", "下播时间"), (5, "quarantined", "required", "主播姓名")],
    ),
    Case(
        "douyin_live_products",
        [
            {"商品ID": "35", "商品名称": "面膜", "直播间价格": "¥1,299.00"},
            {"商品ID": "35", "商品名称": "面膜 新款"},
        ],
        (2, 0, 0),
        {"products": [{"product_id": "35", "name": "面膜 新款"}]},
    ),
    Case(
        "douyin_products",
        [{"商品标题": "面膜", "商品编号": "35", "退款率": "3.08%"}],
        (1, 0, 0),
        {"products": [{"product_id": "35", "name": "面膜"}]},
    ),
    Case(
        "kuaishou_settlements",
        [
            {
                "订单号": "2500000000000001",
                "实际结算金额(元)": "80.00",
                "实际结算时间": "2026-09-20 03:00:00",
                "技术服务费(元)": "5.00",
                "达人佣金(元)": "15.00",
            }
        ],
        (1, 0, 0),
        {
            "settlements": [
                {
                    "settlement_id": "kuaishou:2500000000000001:20260920030000:8000",
                    "line_id": "2500000000000001",
                    "order_id": "2500000000000001",
                    "settled_at": "2026-09-20 03:00:00",
                    "kind": "settlement",
                    "amount": 8_000,
                    "platform_fee": 500,
                    "commission": 1_500,
                }
            ]
        },
    ),
    Case(
        "xiaohongshu_settlements",
        [
            {
                "订单号": "P1",
                "结算时间": "2026-09-20 03:00:00",
                "动账金额": "80.00",
                "商品实付/实退": "88.00",
            },
            {
                "订单号": "P1",
                "售后单号": "R1",
                "结算时间": "2026-09-21 03:00:00",
                "动账金额": "-80.00",
                "商品实付/实退": "-88.00",
            },
        ],
        (2, 0, 0),
        {
            "settlements": [
                {
                    "settlement_id": "xiaohongshu:P1::20260920030000:8000",
                    "order_id": "P1",
                    "settled_at": "2026-09-20 03:00:00",
                    "kind": "settlement",
                    "amount": 8_000,
                },
                {
                    "settlement_id": "xiaohongshu:P1:R1:20260921030000:-8000",
                    "order_id": "P1",
                    "settled_at": "2026-09-21 03:00:00",
                    "kind": "refund",
                    "amount": -8_000,
                },
            ]
        },
    ),
]


def written(case: Case, folder: Path) -> Path:
    lines = table_of(headers_of(case.format), case.rows)
    path = folder / case.file
    if path.suffix == ".xlsx":
        return write_xlsx(path, {"Sheet1": lines})
    return write_csv(path, lines, encoding=case.encoding)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.format)
def test_facts(case: Case, tmp_path: Path) -> None:
    reading = read(written(case, tmp_path), case.format)
    assert reading.counts == case.counts
    assert reading.reasons() == case.reasons
    for table, facts in case.facts.items():
        key = repr if table == "shifts" else None
        assert sorted(reading.facts(table), key=repr) == sorted(facts, key=repr) if key else True
        assert key or reading.facts(table) == facts


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.format)
def test_recognised(case: Case, tmp_path: Path) -> None:
    with connect(tmp_path) as connection:
        opened = open_file(connection, written(case, tmp_path), tmp_path / "cells")
        best = recognise(connection, opened, shipped_formats()).best
    assert best is not None
    assert best.format.id == case.format
    assert best.certainty == 1


def test_every_shipped_format_has_a_case() -> None:
    with_many_sheets = {"kuaishou_orders"}
    assert {case.format for case in CASES} | with_many_sheets == {format_.id for format_ in shipped_formats()}


def test_kuaishou_workbook_of_many_sheets(tmp_path: Path) -> None:
    """Each sheet has its own header, in its own order; one of the sheets is something else."""
    headers = headers_of("kuaishou_orders")
    order = {
        "订单号": "2500000000000001",
        "订单创建时间": "2026/09/01 20:00:00",
        "订单支付时间": "2026/09/01 20:01:00",
        "订单状态": "交易成功",
        "实付款": "¥1,299.90",
        "成交数量": "1",
        "订单载体": "直播",
        "商品ID": "35",
        "商品名称": "面膜",
        "CPS达人ID": "/",
        "收货人姓名": "王*",
    }
    other = order | {"订单号": "2500000000000002", "实付款": "￥0", "CPS达人ID": "77", "订单载体": "任意门"}
    path = write_xlsx(
        tmp_path / "快手.xlsx",
        {
            "9月": table_of(headers, [order]),
            "10月": table_of(headers[::-1], [other, other | {"订单号": "3", "订单载体": "商品卡"}]),
            "说明": [["本表由系统生成"]],
        },
    )
    reading = read(path, "kuaishou_orders")
    assert reading.counts == (2, 1, 0)
    assert reading.reasons() == [(2, "quarantined", "vocabulary", "订单载体")]
    lines = reading.facts("order_lines")
    assert [line["paid_amount"] for line in lines] == [0, 129_990]
    assert [line.get("account_") for line in lines] == ["77", None]
    assert reading.notes()["sheets_left"] == "说明"
    assert all("收货人姓名" not in row for row in reading.record())


def test_personal_data_is_not_kept(tmp_path: Path) -> None:
    (case,) = (case for case in CASES if case.format == "xiaohongshu_orders")
    columns = set(read(written(case, tmp_path), case.format).record()[0])
    assert "SKU名称" in columns
    assert not {column for column in columns if "身份证" in column or "收件人" in column}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("1762996440_ab12.csv", dt.datetime(2025, 11, 13, 1, 14, tzinfo=dt.UTC)),
        ("1762996440123_ab12.csv", dt.datetime(2025, 11, 13, 1, 14, tzinfo=dt.UTC)),
    ],
)
def test_export_time_in_the_name(tmp_path: Path, name: str, expected: dt.datetime) -> None:
    path = write_csv(tmp_path / name, table_of(headers_of("doudian_orders"), [ORDER]))
    assert read(path, "doudian_orders", exported_at=None).file.exported_at == expected
