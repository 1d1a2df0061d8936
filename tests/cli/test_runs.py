"""Runs: the same inputs give the same bytes, the plan in force rules, earlier runs feed streaks and draws."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.company import PLAN, Company, small_company


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def fresh(tmp_path: Path) -> Company:
    return small_company(tmp_path)


def publish(company: Company, text: str, reason: str = "改") -> None:
    path = company.path.parent / "changed.yaml"
    path.write_text(text, encoding="utf-8")
    company.done("plan", "publish", str(path), "--reason", reason)


def test_a_rerun_gives_the_same_bytes(company: Company) -> None:
    """T03"""
    before = tree(company.path / "runs")
    first = company.figures("run", "2026-03")
    second = company.figures("run", "2026-03")
    assert first == second
    assert tree(company.path / "runs") == before


def test_the_summary_of_a_run(company: Company) -> None:
    summary = company.figures("run", "2026-03")
    assert (summary["appraised"], summary["scored"], summary["people"]) == (2, 2, 4)
    assert summary["pay"] == "3200.00"
    assert summary["missing_earlier"] == ["2026-01"]
    found = {finding["code"]: finding for finding in summary["findings"]}
    assert (found["uncredited_lines"]["number"], found["uncredited_lines"]["amount"]) == (1, "50.00")
    assert (found["absent_roles"]["number"], found["absent_roles"]["amount"]) == (1, "10.00")


def test_notes_stand_beside_the_result(company: Company) -> None:
    result = company.boji("run", "2026-03")
    assert "!" not in result.stdout
    assert "2026-01 没有计算过" in result.stderr


def test_the_plan_in_force(fresh: Company) -> None:
    """The one that took effect last by the period's first day; of the same day, the one published last."""

    def commission(month: str) -> str:
        fresh.done("run", month)
        return str(fresh.figures("statement", "A", month)["commission"])

    def capped(amount: int, day: str) -> str:
        return PLAN.replace("amount: 90", f"amount: {amount}").replace(
            "from: 2026-01-01}\ncu", f"from: {day}}}\ncu"
        )

    publish(fresh, capped(25, "2026-03-10"), "三月中旬改")
    assert (commission("2026-03"), commission("2026-04")) == ("90.00", "25.00")
    publish(fresh, capped(24, "2026-03-10"), "同一天，后发布")
    assert (commission("2026-03"), commission("2026-04")) == ("90.00", "24.00")
    publish(fresh, capped(23, "2026-01-01"), "更早生效，最后发布")
    assert (commission("2026-03"), commission("2026-04")) == ("23.00", "24.00")


def test_a_plan_file_goes_before_the_plan_in_force(fresh: Company) -> None:
    other = fresh.path.parent / "other.yaml"
    other.write_text(PLAN.replace("commission_cap: {amount: 90", "commission_cap: {amount: 50"))
    in_force = fresh.figures("run", "2026-03")
    tried = fresh.figures("run", "2026-03", "--plan", str(other))
    assert tried["run"] != in_force["run"]
    assert fresh.figures("statement", "A", "2026-03")["commission"] == "50.00"
    again = fresh.figures("run", "2026-03")
    assert again["run"] == in_force["run"]
    assert fresh.figures("statement", "A", "2026-03")["commission"] == "90.00"


def test_a_plan_of_another_zone_is_refused(fresh: Company) -> None:
    other = fresh.path.parent / "other.yaml"
    other.write_text(PLAN.replace("Asia/Shanghai", "Asia/Tokyo"))
    result = fresh.boji("run", "2026-03", "--plan", str(other))
    assert (result.exit_code, "Asia/Tokyo" in result.stderr) == (1, True)


def test_streaks_need_the_runs_before(fresh: Company) -> None:
    alone = fresh.boji("run", "2026-04", language="en")
    assert "No run of 2026-03, 2026-02: streaks cannot be told" in alone.stderr
    assert fresh.figures("outcomes", "2026-04") == []
    assert "2026-03、2026-02 没有计算过" in fresh.boji("outcomes", "2026-04").stderr
    for month in ("2026-02", "2026-03", "2026-04"):
        fresh.done("run", month)
    assert [one["person_id"] for one in fresh.figures("outcomes", "2026-04")] == ["A"]


def test_debts_of_draws_are_carried(fresh: Company) -> None:
    """B draws 60 less 40 guaranteed in every month; what was drawn before adds up."""
    for month, owed in (("2026-02", "¥20.00"), ("2026-03", "¥40.00"), ("2026-04", "¥60.00")):
        fresh.done("run", month)
        assert f"累计待归还 {owed}" in fresh.done("explain", "B", month)


def test_new_facts_make_a_new_run(fresh: Company, tmp_path: Path) -> None:
    before = fresh.figures("run", "2026-03")
    refunds = tmp_path / "refunds.csv"
    refunds.write_text("refund_id,line_id,refunded_at,amount\nr2,s3,2026-04-02 10:00:00,500.00\n")
    fresh.done("import", str(refunds))
    unchanged = fresh.figures("statement", "B", "2026-03")
    after = fresh.figures("run", "2026-03")
    assert after["snapshot"] != before["snapshot"]
    assert after["run"] != before["run"]
    assert unchanged["lines"][0]["base"] == "900.00"
    assert fresh.figures("statement", "B", "2026-03")["lines"][0]["base"] == "400.00"
