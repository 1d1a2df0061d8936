"""Explanations of the beauty example: what examples/beauty/README.md says stands in it is said to people."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from boji.engine import Run, explain, open_run, read_plan, run, statement, statements
from boji.engine.explain import Node, NoSuchFigure
from boji.engine.results.statement import NoSuchPerson
from boji.intake import import_files
from boji.lake import latest_snapshot
from boji.payouts.runs import fact_files
from boji.workspace import Workspace

BEAUTY = Path(__file__).parents[2] / "examples" / "beauty"
EVERY_LINE = 1_000_000

Runs = Callable[[str], Run]


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("beauty")
    subprocess.run(
        [sys.executable, str(BEAUTY / "generate.py"), str(folder / "files")],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    workspace = Workspace.create(folder / "workspace")
    import_files(workspace, [folder / "files"])
    return fact_files(latest_snapshot(workspace))


@pytest.fixture(scope="module")
def runs(facts: dict[str, object]) -> Iterator[Runs]:
    plan = read_plan(BEAUTY / "plan.yaml")
    made: dict[str, Run] = {}

    def of(period: str) -> Run:
        if period not in made:
            made[period] = run(plan, facts, period)
        return made[period]

    yield of
    for one in made.values():
        one.close()


def nodes(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts:
        yield from nodes(part)


def lines_of(node: Node) -> dict[str, str | None]:
    return {
        one.figure.removeprefix("order_lines/"): one.value
        for one in nodes(node)
        if one.figure.startswith("order_lines/")
    }


def said(node: Node) -> str:
    return "\n".join(node.as_lines())


def facts_of(node: Node) -> list[Node]:
    return [part for part in node.parts if part.figure.split("/")[0] == "order_lines"]


def assert_true(tree: Node, paid: dict[str, Any]) -> None:
    """Lines add up to the total, facts to their base, and a line is its base times its rate."""
    assert tree.value == paid["pay"]
    for line, part in zip(paid["lines"], tree.parts, strict=True):
        assert part.value == line["amount"]
        if line["kind"] == "commission":
            base, rate = part.parts
            assert (base.value, rate.value) == (line["base"], line["rate"])
            exact = Decimal(line["base"]) * Decimal(line["rate"])
            assert abs(exact - Decimal(line["amount"])) <= Decimal("0.00501")
            listed = [Decimal(fact.value or "0") for fact in facts_of(base)]
            assert sum(listed, Decimal(0)) == Decimal(line["base"])
        if line["kind"] == "pool":
            listed = [Decimal(fact.value or "0") for fact in facts_of(part.parts[0])]
            assert sum(listed, Decimal(0)) == Decimal(line["base"])


def test_the_tree_of_a_statement(runs: Runs) -> None:
    tree = explain(runs("2026-09"), "A02", order_lines=EVERY_LINE)
    assert_true(tree, statement(runs("2026-09"), "A02"))
    assert tree.figure == "pay"
    assert [part.figure for part in tree.parts] == ["line 1", "line 2", "line 3"]
    low_margin, rest, pool = tree.parts
    for line in (low_margin, rest):
        assert [part.figure for part in line.parts] == ["base", "rate"]
        assert [part.figure for part in line.parts[1].parts[:2]] == ["tier", "point 1"]
    assert [part.figure for part in pool.parts] == ["base", "pool", "role", "share"]
    assert [part.value for part in pool.parts] == ["500000.00", "15000.00", "9000.00", "4500.00"]


@pytest.mark.parametrize("period", ["2026-01", "2026-04", "2026-06"])
def test_everybody_adds_up(runs: Runs, period: str) -> None:
    """January and June have campaigns, April a promotion."""
    for paid in statements(runs(period)):
        if paid["person_id"] in ("A01", "A06", "A10", "A17", "O01", "P01", "A04"):
            assert_true(explain(runs(period), paid["person_id"], order_lines=EVERY_LINE), paid)


def test_a_promotion_inside_the_month(runs: Runs) -> None:
    """A06 is mid until 2026-04-15 and head from the 16th: each line falls under the scheme of its day."""
    tree = explain(runs("2026-04"), "A06", order_lines=EVERY_LINE)
    paid = statement(runs("2026-04"), "A06")
    assert paid["schemes"] == ["mid", "head"]
    assert_true(tree, paid)
    days: dict[str, set[str]] = {"mid": set(), "head": set()}
    for line, part in zip(paid["lines"], tree.parts, strict=True):
        if line["kind"] == "commission":
            days[line["scheme"]] |= {fact.text.split()[1] for fact in facts_of(part.parts[0])}
    assert max(days["mid"]) <= "2026-04-15"
    assert min(days["head"]) >= "2026-04-16"
    text = said(explain(runs("2026-04"), "A06"))
    assert "不计入本方案（奖金池场次或不属于本方案的日子）" in text
    assert "底薪 · 15 天 / 30 天：每月 ¥5,000.00（按方案）× 15 天 / 30 天 = ¥2,500.00，2026-04-01 起" in text
    assert "¥5,000.00 a month (by the scheme) × 15 days / 30 days = ¥2,500.00, from 2026-04-01" in said(
        explain(runs("2026-04"), "A06", language="en")
    )


def test_a_base_pay_of_her_own(runs: Runs) -> None:
    assert "底薪：¥5,500.00（本人约定）" in said(explain(runs("2026-09"), "A12", "base_pay"))


def test_the_brand_day(runs: Runs) -> None:
    """9 September in R90: 500,000 make a pool of 15,000, and its lines leave the personal base."""
    tree = explain(runs("2026-09"), "O02", order_lines=EVERY_LINE)
    assert_true(tree, statement(runs("2026-09"), "O02"))
    text = said(tree)
    assert "场次 douyin:R90:20260909" in text
    assert "运营占 25%：¥3,750.00" in text
    assert "2 人平分，本人 ¥1,875.00" in text
    personal = explain(runs("2026-09"), "A02", order_lines=EVERY_LINE)
    own = {key for part in personal.parts[:2] for key in lines_of(part)}
    assert not any(key.startswith("692026090990") for key in own)
    assert "不计入本方案（奖金池场次）" in said(personal)


def test_the_hand_over_second(runs: Runs) -> None:
    """…081 is paid when A14 hands over to A10: it is A10's; …221 is paid after the end of the last shift."""
    mine, theirs = (
        lines_of(explain(runs("2026-09"), person, "gmv", order_lines=EVERY_LINE)) for person in ("A10", "A14")
    )
    assert "6920260904900000081" in mine
    assert "6920260904900000081" not in theirs
    assert "6920260904900000221" not in mine | theirs
    assert mine.keys().isdisjoint(theirs)


def test_low_margin_products(runs: Runs, facts: dict[str, object]) -> None:
    """Every product of the halved line has its margin, below 20%, beside it; the others are not there."""
    tree = explain(runs("2026-09"), "A02", order_lines=EVERY_LINE)
    halved, full = tree.parts[:2]
    assert "比例 2% = 4% × 50%" in said(halved)
    gate = next(one for one in nodes(halved) if one.figure == "gate" and one.value == "0.5")
    margins = {one.figure.removeprefix("product/"): one.text for one in gate.parts}
    assert all(Decimal(text.rsplit(" ", 1)[1].rstrip("%")) < 20 for text in margins.values())
    products = [{fact.text.split()[4] for fact in facts_of(line.parts[0])} for line in (halved, full)]
    sold = [{key for key in found if key in margins} for found in products]
    assert sold[0]
    assert not sold[1]


def test_campaigns_are_said(runs: Runs) -> None:
    june = said(explain(runs("2026-06"), "A01"))
    assert "（618大促期间）" in june
    assert "(during 618大促)" in said(explain(runs("2026-06"), "A01", language="en"))
    january = said(explain(runs("2026-01"), "A17"))
    assert "提成比例 0.8%（一月淡季期间）" in january


@pytest.mark.parametrize(
    ("person", "period", "metric"),
    [("A13", "2026-03", "team_rating"), ("A18", "2026-08", "response_time")],
)
def test_a_missing_item_says_so(runs: Runs, person: str, period: str, metric: str) -> None:
    label = runs(period).plan.metrics[metric].label
    for language in ("zh", "en"):
        words = label.text(language)
        tree = explain(runs(period), person, "score", language=language)
        assert tree.value is None
        item = next(one for one in nodes(tree) if one.figure == f"item {metric}")
        assert item.value is None
        assert item.text.startswith(words)
        because = {"zh": "没有数据，总分无法计算", "en": "no data, so the score cannot be told"}
        assert item.text.endswith(because[language])
        notes = [part.text for part in tree.parts if part.figure == "note"]
        assert any(words in note and period in note for note in notes)
        paid = statement(runs(period), person, language)
        assert (paid["score"], paid["grade"]) == (None, None)
        assert any(words in reason for reason in paid["incomplete"])


def test_a_composite_is_month_and_quarter(runs: Runs) -> None:
    tree = explain(runs("2026-09"), "A08", "score")
    assert "月度" in tree.text
    assert "× 80% + 季度" in tree.text
    assert [part.figure for part in tree.parts] == ["score 2026-09", "score 2026-Q3"]
    month = tree.parts[0]
    assert [part.figure for part in month.parts] == ["dimension"] * 4 + ["deduction"]


def test_a_leaver(runs: Runs) -> None:
    """A20 is away from 2026-06-01."""
    tree = explain(runs("2026-06"), "A20")
    assert (tree.value, tree.parts) == ("0.00", ())
    assert "2026-06-01 起已不在职" in tree.text
    assert statement(runs("2026-06"), "A20")["incomplete"] == ["2026-06-01 起已不在职"]


def test_both_languages_are_one_tree(runs: Runs) -> None:
    for person, figure in (("A02", "pay"), ("A08", "score"), ("O02", "commission"), ("A04", "return_rate")):
        trees = [
            explain(runs("2026-09"), person, figure, language=language, order_lines=3)
            for language in ("zh", "en")
        ]
        shapes = [[(one.figure, one.value) for one in nodes(tree)] for tree in trees]
        assert shapes[0] == shapes[1]
        assert not any(mark in said(trees[1]).replace("澜肌", "") for mark in "，。：；（）")


def test_a_high_return_rate_is_said(runs: Runs) -> None:
    text = said(explain(runs("2026-09"), "A04"))
    assert "高退货，比例 × 50%：退货率超过10%" in text


def test_wrong_words(runs: Runs) -> None:
    with pytest.raises(NoSuchPerson):
        explain(runs("2026-09"), "A99")
    with pytest.raises(NoSuchFigure) as refused:
        explain(runs("2026-09"), "A02", "gmw")
    assert refused.value.nearest[0] == "gmv"


def test_a_saved_run_explains_the_same(runs: Runs, facts: dict[str, object], tmp_path: Path) -> None:
    fresh = runs("2026-09")
    fresh.save(tmp_path)
    with open_run(tmp_path, fresh.plan, facts) as kept:
        for figure in ("pay", "score", "return_rate"):
            assert explain(kept, "A02", figure, order_lines=4) == explain(fresh, "A02", figure, order_lines=4)


def test_few_reads(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    """Time goes into reads, so their number is kept small: each relation once, the facts once."""
    made = runs("2026-09")
    reads: list[str] = []
    rows = Run.rows

    def counted(self: Run, query: str, *key: object) -> list[dict[str, Any]]:
        reads.append(query)
        return rows(self, query, *key)

    monkeypatch.setattr(Run, "rows", counted)
    for figure, most in (("pay", 9), ("score", 5), ("gmv", 2)):
        reads.clear()
        explain(made, "A02", figure)
        assert len(reads) <= most
    reads.clear()
    explain(made, "A02", order_lines=5)
    assert sum("fact_order_lines" in query for query in reads) <= 2  # hers, and those of the pool's session
