"""Two plans in words: what changed and for whom, and no field of the model unsaid."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from boji.engine.plan import model
from boji.engine.plan.diff import FIELDS, SILENT, differences
from boji.engine.plan.read import read_plan

EXAMPLES = Path(__file__).parents[2] / "examples"
BEAUTY = (EXAMPLES / "beauty" / "plan.yaml").read_text(encoding="utf-8")
GUILD = (EXAMPLES / "guild" / "plan.yaml").read_text(encoding="utf-8")

# Parts of parts that are said whole, by the sentence of the part that holds them.
SAID_WHOLE = {model.Label, model.Credit, model.Target, model.Guarantee, model.RateChange, model.Streak}


def changed(good: str, bad: str, language: str = "zh", text: str = BEAUTY) -> list[str]:
    assert good in text
    return differences(read_plan(text), read_plan(text.replace(good, bad)), language)


def test_every_field_of_every_part_is_said_or_silent() -> None:
    parts = [
        part for part in vars(model).values() if dataclasses.is_dataclass(part) and isinstance(part, type)
    ]
    for part in parts:
        if part in SAID_WHOLE or part.__module__ != model.__name__:
            continue
        names = {field.name for field in dataclasses.fields(part)}
        said, silent = set(FIELDS[part]), set(SILENT.get(part, ()))
        assert not said & silent, part
        assert said | silent == names, part


@pytest.mark.parametrize("text", [BEAUTY, GUILD])
def test_no_change(text: str) -> None:
    assert differences(read_plan(text), read_plan(text), "zh") == []
    spelled = text.replace("10万", "100000").replace("2.5%", "2.50%")
    assert differences(read_plan(text), read_plan(spelled), "en") == []


HEAD = "提成 头部（角色是主播，且层级是头部）"
MID = "提成 腰部（角色是主播，且层级是腰部）"
NEWCOMER = "提成 新人（角色是主播，且层级是新人）"
CARD = "考核表 主播（角色是主播）"


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("[above, 4%]", "[above, 5%]", f"{HEAD}：超过30万元的提成从 4% 变为 5%"),
        ("base: gmv\n    rate: 1%", "base: gmv\n    rate: 1.2%", f"{NEWCOMER}：提成从 1% 变为 1.2%"),
        ("base_pay: 5000", "base_pay: 5500", f"{MID}：底薪从“5000元”变为“5500元”"),
        ("base: gmv\n    rate: 1%", "base: net_gmv\n    rate: 1%", f"{NEWCOMER}：计提基数从“GMV”变为“净GMV”"),
        (
            "interaction_rate > 6%, add",
            "interaction_rate >= 6%, add",
            f"{MID} 系数 互动率系数：条件从“互动率超过6%”变为“互动率达到6%”",
        ),
        ("target: 3%", "target: 3.5%", f"{CARD} 维度 业绩结果 项目 转化率：目标从“3%”变为“3.5%”"),
        (
            "missing: block",
            "missing: zero",
            f"{CARD}：缺数据从“缺数据时结果不出，并写明缺什么”变为“缺数据的项得 0 分”",
        ),
        ("by: 10%", "by: 20%", f"{CARD} 扣分 违规：每次扣从“10%”变为“20%”"),
        ("from: 90", "from: 92", "等级 优秀：起点从“90”变为“92”"),
        (
            "within: equal",
            "within: minutes",
            "奖金池 品牌专场：角色内从“同一角色的人平分”变为“同一角色的人按在场时长分”",
        ),
        ("to: 2026-06-20", "to: 2026-06-25", "活动 618大促：结束从“2026-06-20”变为“2026-06-25”"),
        ("20%, times: 50%", "20%, times: 60%", "调节条件 低毛利：乘以从“50%”变为“60%”"),
        (
            "commission_cap: {amount: 10万",
            "commission_cap: {amount: 12万",
            "方案：封顶从“每人每月提成最多 10万元”变为“每人每月提成最多 12万元”",
        ),
        ("notice_days: 30", "notice_days: 45", "结果应用 调岗或解约：通知天数从“30”变为“45”"),
        ("top: 20%", "top: 25%", "结果应用 季度优秀奖：前从“20%”变为“25%”"),
        (
            "formula: count(order_lines where repeat_buyer) /",
            "formula: 2 * count(order_lines) /",
            (
                "指标 复购占比（repeat_share）：算法从"
                "“订单行的数量（复购的订单行） ÷ 订单行的数量”变为“2 × 订单行的数量 ÷ 订单行的数量”"
            ),
        ),
    ],
)
def test_changes_in_words(good: str, bad: str, said: str) -> None:
    assert said in changed(good, bad)
    assert changed(good, bad, "en")


def test_added_and_removed() -> None:
    gate = "  - {label: 高退货, per: person, when: return_rate > 10%, times: 50%}\n"
    assert changed(gate, "") == ["调节条件 高退货：取消"]
    added = differences(read_plan(BEAUTY.replace(gate, "")), read_plan(BEAUTY), "zh")
    assert added == ["调节条件 高退货：新增（条件 退货率超过10%；乘以 50%）"]


def test_the_order_of_campaigns_is_a_rule() -> None:
    first = "  - {label: 618大促, from: 2026-06-01, to: 2026-06-20, change: {head.rate.tiers.above: 5%}}\n"
    second = "  - {label: 一月淡季, from: 2026-01-01, to: 2026-01-31, change: {newcomer.rate: 0.8%}}\n"
    assert changed(first + second, second + first) == ["活动的先后变为：一月淡季、618大促"]
