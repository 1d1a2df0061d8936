"""Explanations: true to the figures, complete down to the facts, for every rule and every way of credit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from boji.engine import Period, explain, statements
from boji.payouts.runs import open_latest
from boji.workspace import Workspace
from tests.cli.company import PLAN, Company

EVERY_LINE = 1_000_000
FACTS = ("order_lines", "sessions", "costs")


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for part in node["parts"]:
        yield from nodes(part)


def figures(node: dict[str, Any], figure: str) -> list[dict[str, Any]]:
    return [one for one in nodes(node) if one["figure"] == figure]


def listed(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for part in node["parts"] if part["figure"].split("/")[0] in FACTS]


def assert_adds_up(tree: dict[str, Any], statement: dict[str, Any]) -> None:
    """The laws of a pay tree: lines add up to the total, facts to bases and sums, bands to their rate."""
    amounts = [line["amount"] for line in statement["lines"]]
    assert [part["value"] for part in tree["parts"]] == amounts
    assert sum(map(Decimal, amounts), Decimal(0)) == Decimal(tree["value"])
    for line, part in zip(statement["lines"], tree["parts"], strict=True):
        if line["kind"] == "commission":
            exact = Decimal(line["base"]) * Decimal(line["rate"])
            assert abs(exact - Decimal(line["amount"])) <= Decimal("0.00501")
            assert figures(part, "base")[0]["value"] == line["base"]
            rate = next(one for one in part["parts"] if one["figure"] in ("rate", "tier"))
            assert rate["value"] == line["rate"]
        if line["kind"] == "true_up":
            assert sum(Decimal(one["value"]) for one in part["parts"]) == Decimal(part["value"])
    for base in figures(tree, "base"):
        facts = listed(base)
        assert facts or Decimal(base["value"]) == 0
        assert sum((Decimal(fact["value"]) for fact in facts), Decimal(0)) == Decimal(base["value"])


def assert_everybody_adds_up(made: Company, month: str) -> None:
    with open_latest(Workspace.open(made.path), Period.parse(month)) as run:
        for one in statements(run):
            tree = explain(run, one["person_id"], order_lines=EVERY_LINE).as_json()
            assert tree["value"] == one["pay"]
            assert_adds_up(tree, one)


@pytest.mark.parametrize(
    ("name", "month"), [("company", "2026-02"), ("company", "2026-03"), ("guild", "2026-09")]
)
def test_pay_adds_up_down_to_the_facts(name: str, month: str, request: pytest.FixtureRequest) -> None:
    """share_of_minutes and gifts in the guild, on_air with pools and gates in the small company."""
    assert_everybody_adds_up(request.getfixturevalue(name), month)


@pytest.mark.parametrize("credit", ["on_air", "named", "share_of_minutes"])
def test_every_way_of_credit_reaches_the_order_lines(company: Company, credit: str, tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(PLAN.replace("order_lines: on_air", f"order_lines: {credit}"), encoding="utf-8")
    try:
        company.done("run", "2026-03", "--plan", str(plan))
        assert_everybody_adds_up(company, "2026-03")
        tree = company.figures("explain", "A", "2026-03", "gmv", "--lines", "99")
        lines = {one["figure"]: one["value"] for one in nodes(tree) if "/" in one["figure"]}
        texts = " ".join(one["text"] for one in nodes(tree))
        # By minutes A has half of every line of S1 and two thirds of those of S2.
        assert len(lines) == {"on_air": 4, "named": 4, "share_of_minutes": 6}[credit]
        assert ("归本人 ¥600.00" in texts) == (credit == "share_of_minutes")
        assert sum(map(Decimal, lines.values())) == Decimal(tree["value"])
    finally:
        company.done("run", "2026-03")


def test_lists_that_are_cut_still_add_up(guild: Company) -> None:
    tree = guild.figures("explain", "G10", "2026-09", "--lines", "2")
    base = figures(tree, "base")[0]
    assert len(listed(base)) == 3
    assert listed(base)[2]["text"].startswith("其余")
    assert sum(Decimal(one["value"]) for one in listed(base)) == Decimal(base["value"])
    assert not listed(figures(guild.figures("explain", "G10", "2026-09", "--lines", "0"), "base")[0])


SENTENCES = [
    ("company", "A 2026-03", "超过2000元：¥500.01 × 5% = ¥25.0005", "the campaign's band"),
    ("company", "A 2026-03", "低毛利，比例 × 50%：毛利率低于20%", "a gate"),
    ("company", "A 2026-03", "商品 P2：毛利率 10%", "its product"),
    ("company", "A 2026-03", "低退货 +0.5 个百分点，已得", "points"),
    ("company", "A 2026-03", "另有 ¥1,000.00 不计入本方案（奖金池场次）", "pooled"),
    ("company", "A 2026-03", "提成封顶：−¥8.05（提成合计 ¥98.05，每月最多 ¥90.00）", "cap"),
    ("company", "A 2026-03", "2 人按时长分，本人 60 分钟 / 90 分钟：¥40.00", "pool by minutes"),
    ("company", "A 2026-03 base_pay", "底薪：¥3,000.00（按方案）", "base pay"),
    ("company", "B 2026-03", "补足到保底 ¥40.00；前 12 个月有保底，这是第 3 个月", "guarantee"),
    ("company", "B 2026-03", "预支到 ¥60.00；累计待归还 ¥40.00", "draw"),
    ("company", "O 2026-03", "运营占 30%：¥30.00", "a role's share"),
    ("guild", "G12 2026-09", "归还之前预支的 ¥2,298.80；还剩 ¥0.00", "repaid"),
    ("guild", "G10 2026-09", "按最终比例 2.5% 计 ¥3,773.70，已按 2% 计 ¥3,018.96", "true-up"),
    ("guild", "G10 2026-09", "季度月均 ¥200,000.00，在“达到20万元”一档", "lower boundary"),
    ("guild", "G12 2026-08", "再多", "the next tier"),
    ("guild", "G06 2026-09", "提成比例 0%：没有达到任何一档", "no row"),
    ("guild", "G06 2026-09", "直播小时 23 小时，差 7 小时", "what was missed"),
    ("guild", "G03 2026-08", "礼物收入 ¥19,999.00，差 ¥1.00", "one yuan short"),
    ("guild", "L01 2026-09", "超过100万元：¥406,212.47 × 0.3% = ¥1,218.63741", "each band"),
    ("guild", "G05 2026-08 score", "内容质量（占 10%）：没有数据，权重由其他项分担", "re-weighted"),
    ("guild", "G09 2026-09 gmv", "顾晚晴的GMV", "a metric"),
]


@pytest.mark.parametrize(("name", "words", "sentence", "what"), SENTENCES)
def test_sentences(name: str, words: str, sentence: str, what: str, request: pytest.FixtureRequest) -> None:
    assert sentence in explained(request.getfixturevalue(name), words)


@cache
def explained(made: Company, words: str) -> str:
    return made.done("explain", *words.split(), "--lines", "1")


def test_both_languages_are_the_same_tree(company: Company, guild: Company) -> None:
    for made, words in ((company, "A 2026-03"), (guild, "G12 2026-09"), (guild, "G05 2026-08 score")):
        trees = [made.figures("explain", *words.split(), language=language) for language in ("zh", "en")]
        shapes = [[(one["figure"], one["value"]) for one in nodes(tree)] for tree in trees]
        assert shapes[0] == shapes[1]


def test_a_score_is_the_scorecards(guild: Company) -> None:
    card = guild.figures("scorecard", "G05", "2026-09")
    tree = guild.figures("explain", "G05", "2026-09", "score")
    assert tree["value"] == card["score"]
    month = tree["parts"][0]
    assert month["value"] == card["period_score"]
    assert [one["value"] for one in month["parts"]] == [one["score"] for one in card["dimensions"]]
    items = [item for dimension in card["dimensions"] for item in dimension["items"]]
    said = [one for one in nodes(month) if one["figure"].startswith("item ")]
    assert [one["value"] for one in said] == [item["score"] for item in items]
    assert [one["parts"][0]["value"] for one in said] == [item["actual"] for item in items]
