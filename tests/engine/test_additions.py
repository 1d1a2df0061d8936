"""Bonuses and adjustments on a statement: where they stand, what they count for, how they are explained."""

from __future__ import annotations

from pathlib import Path

import pytest

from boji.engine.additions import Addition, Cause, FactKey
from boji.engine.explain import explain
from boji.engine.plan.label import Label
from boji.engine.plan.read import read_plan
from boji.engine.results.statement import NoSuchPerson, additions_of, statement, statements
from boji.engine.run import Run, open_run, run
from boji.payouts.export import export_run
from tests.properties.compare import tables_of
from tests.properties.rows import HEAD, sold_by_each

PLAN = f"""{HEAD}commission:
  one: {{for: role == "anchor", base: gmv, base_pay: 500, rate: 10%}}
limits:
  commission_cap: {{amount: 90, per: month}}
"""
SCORES_ONLY = f"""{HEAD}scorecards:
  all:
    for: role == "anchor"
    dimensions: [{{label: all, items: [{{metric: gmv, weight: 100%, score: bands, bands: [[above, 0]]}}]}}]
    missing: zero
grades: [{{name: A, label: A, from: 0}}]
"""
COMPANY = sold_by_each({"ann": [100_000], "ben": [20_000]})
REFUND = Cause("1 笔退款 40.00", "1 refund of 40.00", None, (FactKey("refunds", ("r1",)),))
MOVED = Cause("基数少 40.00", "the base is 40.00 less", -400)
LATE = Addition(
    "ann", "adjustment", -400, "2026-08", "run:2026-08:abc", Label("退款", "refunds"), (REFUND, MOVED), 9_600
)
EARLIER = Addition("ann", "adjustment", 7, "2026-07", "run:2026-07:abc", Label("班次", "shifts"))
BONUS = Addition(
    "ann", "bonus", 50_000, "2026-Q2", "decision:17", Label("季度奖", "quarter bonus"),
    (Cause("王总：季度前 20%", "Wang: top 20% of the quarter"),),
)  # fmt: skip
LEFT = Addition("gone", "adjustment", -100, "2026-08", "run:2026-08:abc", Label("退款", "refunds"), (), 0)
ALL = (LATE, BONUS, LEFT, EARLIER)


def run_with(additions: tuple[Addition, ...], text: str = PLAN) -> Run:
    return run(read_plan(text), tables_of(COMPANY), "2026-09", additions=additions, threads=1)


def test_lines_stand_last_bonuses_before_adjustments_by_the_period_they_are_about() -> None:
    with run_with(ALL) as made:
        ann = statement(made, "ann")
        labels = [line["label"] for line in statement(made, "ann", "en")["lines"]]
    assert [(line["kind"], line["base"], line["amount"]) for line in ann["lines"]] == [
        ("commission", "1000.00", "100.00"),
        ("cap", "100.00", "-10.00"),  # the cap counts commission alone
        ("base_pay", "500.00", "500.00"),
        ("bonus", None, "500.00"),
        ("adjustment", None, "0.07"),
        ("adjustment", "96.00", "-4.00"),
    ]
    assert [line["label"] for line in ann["lines"][3:]] == [
        "奖金 · 2026-Q2 · 季度奖",
        "调整 · 2026-07 · 班次",
        "调整 · 2026-08 · 退款",
    ]
    assert labels[-1] == "adjustment · 2026-08 · refunds"
    totals = [ann[name] for name in ("commission", "base_pay", "bonus", "adjustment", "pay")]
    assert totals == ["90.00", "500.00", "500.00", "-3.93", "1086.07"]


def test_who_has_no_stint_has_a_statement_of_the_addition_alone() -> None:
    with run_with(ALL) as made:
        gone = statement(made, "gone")
        assert [line["amount"] for line in gone["lines"]] == ["-1.00"]
        assert (gone["pay"], gone["incomplete"]) == ("-1.00", [])
        assert explain(made, "gone").text == "gone 2026-09 应发 −¥1.00，共 1 行"
        assert [one["person_id"] for one in statements(made)] == ["ann", "ben", "gone"]
        with pytest.raises(NoSuchPerson):
            explain(made, "nobody")


def test_an_adjustment_is_explained_by_what_was_recomputed_and_paid_and_its_causes() -> None:
    with run_with(ALL) as made:
        *_, late = explain(made, "ann", order_lines=1).parts
        english = explain(made, "ann", "adjustment", language="en")
    assert list(late.as_lines()) == [
        "调整 · 2026-08 · 退款：−¥4.00（2026-08 按现在所知重算为 ¥96.00，已付 ¥100.00）",
        "  ▸ 1 笔退款 40.00",
        "    ▸ 退款 r1",
        "  ▸ 基数少 40.00",
    ]
    assert [(part.figure, part.value) for part in late.parts] == [("cause", None), ("cause", "-4.00")]
    assert late.parts[0].parts[0].figure == "refunds/r1"
    assert english.text == "ann, 2026-09: adjustment −¥3.93, 2 lines"
    assert english.parts[1].text.endswith("−¥4.00 (2026-08 comes to ¥96.00 as known now, ¥100.00 was paid)")


def test_a_bonus_is_explained_by_its_decision() -> None:
    with run_with(ALL) as made:
        node = explain(made, "ann", "bonus")
    assert list(node.as_lines()) == [
        "ann 2026-09 奖金 ¥500.00，共 1 行",
        "  ▸ 奖金 · 2026-Q2 · 季度奖：¥500.00（按决定）",
        "    ▸ 王总：季度前 20%",
    ]


def saved(made: Run, folder: Path) -> dict[str, bytes]:
    made.save(folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_run_keeps_and_pins_its_additions(tmp_path: Path) -> None:
    """T03: the order in which they were given changes no byte, another amount another manifest."""
    with run_with(ALL) as made:
        first = saved(made, tmp_path / "first")
    with run_with(ALL[::-1]) as made:
        assert saved(made, tmp_path / "again") == first
    with run_with(()) as made:
        assert made.manifest["additions"] == ""
        assert saved(made, tmp_path / "none")["run.json"] != first["run.json"]
    with open_run(tmp_path / "first", read_plan(PLAN)) as opened:
        assert additions_of(opened) == (BONUS, EARLIER, LATE, LEFT)
        assert additions_of(opened, "gone") == (LEFT,)


def test_the_same_addition_twice_is_a_fault() -> None:
    with pytest.raises(AssertionError, match="paid twice"):
        run_with((LATE, LATE))


def test_a_plan_that_pays_nothing_itself_pays_additions(tmp_path: Path) -> None:
    with run_with((LATE,), SCORES_ONLY) as made:
        assert statement(made, "ann")["pay"] == "-4.00"
        made.save(tmp_path / "run")
    with open_run(tmp_path / "run", read_plan(SCORES_ONLY)) as opened:
        assert statement(opened, "ann")["pay"] == "-4.00"
        assert "没有适用" in explain(opened, "ben").text


def test_exports_have_their_lines_and_totals(tmp_path: Path) -> None:
    with run_with(ALL) as made:
        for name in ("run.csv", "run.xlsx", "run.parquet"):
            export_run(made, tmp_path / name, "zh")
    text = (tmp_path / "run.csv").read_text(encoding="utf-8-sig")
    assert "ann,,2026-09,6,adjustment,,调整 · 2026-08 · 退款,96.00,,-4.00" in text
