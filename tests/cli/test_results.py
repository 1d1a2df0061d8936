"""What is printed of a run: statements, scorecards and proposals, for programs and for people."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from tests.cli.company import Company

STATEMENT = [
    "person_id", "period", "schemes", "lines", "commission", "base_pay", "bonus", "adjustment", "pay",
    "score", "grade", "incomplete", "run",
]  # fmt: skip
LINE = ["kind", "scheme", "label", "base", "rate", "amount"]
MONEY = re.compile(r"-?\d+\.\d\d")
RATE = re.compile(r"-?\d+(\.\d+)?")


@pytest.mark.parametrize("name", ["company", "guild"])
def test_the_form_of_statements(name: str, request: pytest.FixtureRequest) -> None:
    made: Company = request.getfixturevalue(name)
    month = {"company": "2026-03", "guild": "2026-09"}[name]
    found = made.figures("statement", "--all", month)
    assert [one["person_id"] for one in found] == sorted(one["person_id"] for one in found)
    for one in found:
        assert list(one) == STATEMENT
        assert list(one["run"]) == ["plan", "plan_hash", "snapshot", "engine"]
        assert all(one["run"].values())
        for line in one["lines"]:
            assert list(line) == LINE
            assert MONEY.fullmatch(line["amount"])
            assert line["base"] is None or MONEY.fullmatch(line["base"])
            assert line["rate"] is None or RATE.fullmatch(line["rate"])
        amounts = {kind: Decimal(0) for kind in ("pay", "base_pay", "commission", "bonus", "adjustment")}
        for line in one["lines"]:
            amounts["pay"] += Decimal(line["amount"])
            amounts["base_pay" if line["kind"] == "base_pay" else "commission"] += Decimal(line["amount"])
        for kind, amount in amounts.items():
            assert MONEY.fullmatch(one[kind])
            assert Decimal(one[kind]) == amount
        assert one == made.figures("statement", one["person_id"], month)


def test_a_statement_line_by_line(company: Company) -> None:
    """By hand: 2,500.01 by bands is 10 + 20 + 15.0003 (25.0005 in the campaign), plus half a point."""
    lines = company.figures("statement", "A", "2026-03")["lines"]
    assert [(line["kind"], line["base"], line["amount"]) for line in lines] == [
        ("commission", "1000.00", "27.00"),
        ("commission", "300.01", "3.45"),
        ("commission", "1200.00", "27.60"),
        ("pool", "1000.00", "40.00"),
        ("cap", "98.05", "-8.05"),
        ("base_pay", "3000.00", "3000.00"),
    ]
    assert [line["label"] for line in lines[:4]] == [
        "主播提成 · 三月大促",
        "主播提成 · 低毛利",
        "主播提成",
        "专场 · S2 · 主播 60%",
    ]


def test_a_draw_grows_a_debt_and_a_guarantee_lifts(company: Company) -> None:
    lines = company.figures("statement", "B", "2026-03", language="en")["lines"]
    assert [(line["kind"], line["label"], line["amount"]) for line in lines] == [
        ("commission", "Star", "18.00"),
        ("guarantee", "Star · guarantee", "22.00"),
        ("pool", "Brand day · S2 · anchor 60%", "20.00"),
        ("draw", "Star · draw", "20.00"),
    ]


@pytest.mark.parametrize(
    ("person", "month", "why", "words"),
    [
        ("X", "2026-03", "这个月没有适用的提成方案", "no scheme, base pay or pool"),
        ("L", "2026-03", "2026-02-01 起已不在职", "first day away 2026-02-01"),
        ("N", "2026-03", "2026-05-01 才入职", "joins on 2026-05-01"),
    ],
)
def test_an_empty_statement_says_why(company: Company, person: str, month: str, why: str, words: str) -> None:
    empty = company.figures("statement", person, month)
    assert (empty["lines"], empty["pay"]) == ([], "0.00")
    assert why in empty["incomplete"][0]
    assert why in company.done("statement", person, month)
    assert why in company.done("explain", person, month)
    assert words in company.done("statement", person, month, language="en")


def test_scorecards(guild: Company) -> None:
    cards = {card["person_id"]: card for card in guild.figures("scorecard", "--all", "2026-08")}
    assert "L02" not in cards
    card = cards["G05"]
    assert card == guild.figures("scorecard", "G05", "2026-08")
    assert (card["scorecard"], card["grade"], card["rank"], card["peers"]) == ("entertainer", "B", 5, 8)
    assert re.fullmatch(r"\d+\.\d{4}", card["score"])
    assert [item["label"] for item in card["dimensions"][1]["items"]] == ["互动率", "观众留存率", "内容质量"]
    assert card["dimensions"][1]["items"][2]["score"] is None
    assert card["notes"] == ["内容质量没有数据，权重由其他项分担", "2026-Q3 尚未结束，本月得分单独计算"]
    assert "complaint_rate" in {item["metric"] for item in cards["G10"]["dimensions"][0]["items"]}


def test_a_quarter_has_the_targets_of_a_quarter(guild: Company) -> None:
    month, quarter = (guild.figures("scorecard", "G05", period) for period in ("2026-09", "2026-Q3"))
    gifts = [card["dimensions"][0]["items"][0]["target"] for card in (month, quarter)]
    rates = [card["dimensions"][1]["items"][0]["target"] for card in (month, quarter)]
    assert gifts == ["30000", "90000"]
    assert rates == ["0.05", "0.05"]
    assert month["composite"]
    assert month["quarter_score"] == quarter["score"]


def test_people_read_words(guild: Company, company: Company) -> None:
    text = guild.done("scorecard", "G05", "2026-08")
    assert "G05 橙子" in text
    assert "4.78%" in text
    text = guild.done("statement", "G12", "2026-09", language="en")
    assert "¥12,162.68" in text
    assert "2%" in text
    assert "层级改为头部" in company.done("outcomes", "2026-04")
    assert "tier becomes head" in company.done("outcomes", "2026-04", language="en")


def test_proposals(company: Company, guild: Company) -> None:
    proposed = company.figures("outcomes", "2026-04")
    assert [(one["person_id"], one["outcome"], one["status"]) for one in proposed] == [
        ("A", "praise", "proposed")
    ]
    assert proposed[0]["set"] == {"tier": "head"}
    assert proposed[0]["effective_from"] == "2026-05-01"
    stars = guild.figures("outcomes", "2026-Q3")
    assert [one["person_id"] for one in stars] == ["G01", "G09", "G02"]
    assert {one["grant"] for one in stars} == {"3000.00"}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("name", "month"), [("company", "2026-03"), ("guild", "2026-09")])
def test_exports_add_up_to_the_pay(
    name: str, month: str, language: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    made: Company = request.getfixturevalue(name)
    people = made.figures("statement", "--all", month, language=language)
    pay = sum(Decimal(one["pay"]) for one in people)
    lines = sum(len(one["lines"]) for one in people)
    files = {ending: tmp_path / f"pay.{ending}" for ending in ("csv", "parquet", "xlsx")}
    for path in files.values():
        made.done("export", month, "--to", str(path), language=language)

    with files["csv"].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == lines
    assert sum(Decimal(row["amount"]) for row in rows) == pay

    query = f"SELECT count(*), sum(amount) FROM '{files['parquet']}'"
    count, total = duckdb.execute(query).fetchall()[0]
    assert (count, total) == (lines, pay)

    book = CalamineWorkbook.from_path(files["xlsx"])
    titles = ["人员", "明细", "考核"] if language == "zh" else ["People", "Lines", "Scorecards"]
    assert book.sheet_names == titles
    for sheet, column in ((titles[0], {"应发", "pay"}), (titles[1], {"金额", "amount"})):
        header, *cells = book.get_sheet_by_name(sheet).to_python()
        at = next(place for place, word in enumerate(header) if word in column)
        assert sum(Decimal(str(row[at])) for row in cells) == pay
    assert len(book.get_sheet_by_name(titles[1]).to_python()) == lines + 1
    assert not list(tmp_path.glob(".*"))  # no draft stays behind


def test_a_week_and_a_quarter_have_scores_but_no_pay(guild: Company) -> None:
    assert guild.boji("run", "2026-W36").exit_code == 0
    for period in ("2026-W36", "2026-Q3"):
        refused = guild.boji("statement", "G01", period)
        assert (refused.exit_code, "没有提成单" in refused.stderr) == (1, True)
        assert guild.figures("scorecard", "G01", period)["period"] == period
        refused = guild.boji("explain", "G01", period, "pay")
        assert (refused.exit_code, "score" in refused.stderr) == (1, True)
