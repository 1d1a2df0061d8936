"""A rerun beside the run before it: for whom what changed, and what the two were made from differently."""

from __future__ import annotations

from pathlib import Path

import pytest

from boji.engine.additions import Addition
from boji.engine.plan.label import Label
from boji.payouts.comparing import RunComparison, compare_runs
from boji.payouts.runs import StoredRun
from tests.payouts.company import TENTH, Company, refund, stream, together

SALES = together(
    stream("s1", "2026-08-10", ("ann", [("l1", 100), ("l2", 200)])),
    stream("s2", "2026-08-11", ("ben", [("l3", 50)])),
)
BONUS = Addition("ben", "bonus", 700, "2026-08", "decision:1", Label("表现优秀", "well done"))


@pytest.fixture
def company(tmp_path: Path) -> Company:
    made = Company(tmp_path)
    made.bring(**SALES)
    return made


def compared(company: Company, before: StoredRun, after: StoredRun) -> RunComparison:
    with company.opened(before) as one, company.opened(after) as other:
        return compare_runs(one, other)


def test_nothing_differs(company: Company) -> None:
    run = company.run("2026-08")
    found = compared(company, run, run)
    assert (found.differences, found.people, found.fen) == ((), (), 0)
    assert (found.before_fen, found.after_fen) == (3500, 3500)


def test_other_facts(company: Company) -> None:
    before = company.run("2026-08")
    company.bring(refunds=[refund("r1", "l1", "40")])
    found = compared(company, before, company.run("2026-08"))
    assert [one.what for one in found.differences] == ["snapshot"]
    assert found.differences[0].text("zh") == "数据不同：快照 2 → 3"
    [ann] = found.people
    assert (ann.person_id, ann.name, ann.before_fen, ann.after_fen, ann.fen) == (
        "ann",
        "安安",
        3000,
        2600,
        -400,
    )
    [line] = ann.lines
    assert line.text("zh") == "销售提成：¥30.00 → ¥26.00（基数 ¥300.00 → ¥260.00，比例 10% 不变）"
    assert found.fen == -400


def test_another_plan(company: Company) -> None:
    """A scheme of another name is another line; who gains most stands first."""
    before = company.run("2026-08")
    company.plan = TENTH.replace("sales:", "more:").replace("10%", "20%").replace("销售提成", "高提成")
    found = compared(company, before, company.run("2026-08"))
    assert [one.text("zh") for one in found.differences] == ["方案 small 的内容改了"]
    assert [(one.person_id, one.fen) for one in found.people] == [("ann", 3000), ("ben", 500)]
    assert [line.text("zh") for line in found.people[1].lines] == [
        "新增 高提成：¥10.00（基数 ¥50.00，比例 20%）",
        "不再有 销售提成：¥5.00（基数 ¥50.00，比例 10%）",
    ]


def test_a_bonus(company: Company) -> None:
    before = company.run("2026-08")
    found = compared(company, before, company.run("2026-08", [BONUS]))
    assert [one.text("en") for one in found.differences] == ["other bonuses and adjustments"]
    [ben] = found.people
    assert [line.text("zh") for line in ben.lines] == ["新增 奖金 · 2026-08 · 表现优秀：¥7.00"]


def test_other_earlier_months(company: Company) -> None:
    """September looks back to August where the plan has streaks; a rerun of August is another one."""
    company.plan = f"""{TENTH}scorecards:
  all:
    label: all
    for: role == "anchor"
    dimensions: [{{label: all, items: [{{metric: gmv, weight: 100%, score: bands, bands: [[above, 0]]}}]}}]
    missing: zero
grades: [{{name: A, label: A, from: 0}}]
outcomes:
  - {{name: praise, label: praise, each: month, streak: {{grade: A, months: 2}}, set: {{tier: head}}}}
"""
    company.run("2026-08")
    before = company.run("2026-09")
    company.bring(refunds=[refund("r1", "l1", "40")])
    company.run("2026-08")
    found = compared(company, before, company.run("2026-09"))
    assert [one.what for one in found.differences] == ["snapshot", "earlier"]
    assert found.people == ()


def test_a_newer_program(company: Company) -> None:
    before = company.run("2026-08")
    with company.opened(before) as one, company.opened(before) as other:
        one.manifest["engine"] = "0.0"
        [difference] = compare_runs(one, other).differences
    assert difference.what == "engine"
    assert difference.text("en").startswith("another program: 0.0 (")
