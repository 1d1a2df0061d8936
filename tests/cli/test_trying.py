"""`boji plan try`: what a draft would have cost over past months, by figures that can be checked by hand."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest

from boji.engine.periods import Period
from boji.engine.plan.read import read_plan
from boji.payouts.runs import compute_run, latest_run
from boji.replay.question import Question
from boji.replay.replaying import replay
from boji.workspace import Workspace
from tests.cli.company import PLAN, Company
from tests.cli.conftest import EXAMPLES
from tests.replay.real import assert_same_files

SPRING = ("--from", "2026-02", "--to", "2026-04")
# Base pay, points, the pool, the cap and the draw of the small company, each changed.
DRAFT = (
    PLAN.replace("base_pay: 3000", "base_pay: 3100")
    .replace("return_rate < 5%, add: 0.5%", "return_rate < 5%, add: 1%")
    .replace("rate: 10%", "rate: 12%")
    .replace("{amount: 90, per", "{amount: 120, per")
    .replace("draw: {amount: 60}", "draw: {amount: 70}")
)


@pytest.fixture
def draft(tmp_path: Path) -> str:
    path = tmp_path / "draft.yaml"
    path.write_text(DRAFT, encoding="utf-8")
    return str(path)


def test_a_draft_by_hand(company: Company, draft: str) -> None:
    """安安 sells 1,500.00 in February and April: bands pay 20.00, 0.5% (now 1%) of it 7.50 (now 15.00).

    In March her lines come to 58.05 (now 69.80) and her part of the pool to 40.00 (now 48.00). The cap leaves
    90.00 of these 98.05, and all of the draft's 117.80. Points alone and the pool alone bring nothing under
    the old cap, the new cap alone 8.05: what is left of 27.80 they do only together.
    """
    found = company.figures("plan", "try", draft, *SPRING)
    assert found["months"] == ["2026-02", "2026-03", "2026-04"]
    assert found["income"]["2026-02"] == {"gmv": "1500.00", "margin": "1000.00", "gifts": None}
    before, after = found["compared_with"], found["drafts"][0]
    assert before["months"]["2026-02"]["kinds"] == {
        "commission": "67.50", "draw": "20.00", "base_pay": "3000.00",
    }  # fmt: skip
    assert after["months"]["2026-02"]["kinds"] == {
        "commission": "75.00", "draw": "30.00", "base_pay": "3100.00",
    }  # fmt: skip
    assert (before["cost"], after["cost"], after["difference"]) == ("9375.00", "9757.80", "382.80")
    people = {one["person_id"]: one for one in after["people"]}
    assert people["A"]["months"] == {"2026-02": "107.50", "2026-03": "127.80", "2026-04": "107.50"}
    assert [reason["amount"] for reason in people["A"]["why"]] == ["300.00", "19.75", "15.00", "8.05"]
    assert "底薪从“3000元”变为“3100元”" in people["A"]["why"][0]["rule"]
    assert people["A"]["why"][1]["rule"] == "几项规则一起作用"
    assert [(reason["amount"]) for reason in people["B"]["why"]] == ["30.00", "4.00"]
    assert people["O"]["why"] == [
        {"rule": "奖金池 专场：比例从“10%”变为“12%”", "amount": "6.00"}  # 30% of 1,000.00 × 2%
    ]
    assert (after["gaining"], after["losing"]) == (3, 0)


def test_the_plan_in_force_against_itself_changes_nothing(company: Company, tmp_path: Path) -> None:
    same = tmp_path / "same.yaml"
    same.write_text(PLAN, encoding="utf-8")
    after = company.figures("plan", "try", str(same), *SPRING)["drafts"][0]
    assert (after["difference"], after["rules"], after["gaining"], after["losing"]) == ("0.00", [], 0, 0)


def test_drafts_side_by_side_and_against_a_file(company: Company, draft: str, tmp_path: Path) -> None:
    same = tmp_path / "same.yaml"
    same.write_text(PLAN, encoding="utf-8")
    found = company.figures("plan", "try", draft, str(same), "--against", draft, *SPRING)
    assert found["compared_with"]["name"] == "draft.yaml"
    assert [one["difference"] for one in found["drafts"]] == ["0.00", "-382.80"]


def test_spread_and_who_is_near(company: Company, draft: str) -> None:
    after = company.figures("plan", "try", draft, *SPRING, "--near", "50%")["drafts"][0]
    anchors = [one for one in after["spread"]["all"] if one["tier"] == "mid"]
    assert anchors == [
        {
            "role": "anchor", "tier": "mid", "pays": 3, "lowest": "3135.00", "lower": "3135.00",
            "median": "3135.00", "upper": "3217.80", "highest": "3217.80",
        }
    ]  # fmt: skip
    assert sum(one["pays"] for one in after["histogram"]) == 7
    near = [one for one in after["near"] if one["person_id"] == "A" and one["month"] == "2026-02"]
    assert [(one["above"], one["gap"], one["share"]) for one in near] == [
        (False, "¥500.00", "25%"),  # of 2,000.00
        (True, "¥500.00", "50%"),  # of 1,000.00
    ]


def test_nothing_of_it_becomes_a_run(company: Company, draft: str) -> None:
    runs = {path: path.stat().st_mtime_ns for path in sorted((company.path / "runs").rglob("*"))}
    company.done("plan", "try", draft, *SPRING)
    assert {path: path.stat().st_mtime_ns for path in sorted((company.path / "runs").rglob("*"))} == runs
    assert not list((company.path / "replays").glob(".*"))


def test_words_and_a_workbook(company: Company, draft: str, tmp_path: Path) -> None:
    said = company.done("plan", "try", draft, *SPRING, "--to-file", str(tmp_path / "x.xlsx"), language="en")
    assert "2026-02 to 2026-04, the plans in force (small): cost ¥9,375.00" in said
    assert "draft.yaml: cost ¥9,757.80, difference +¥382.80 (4.08%)" in said
    with ZipFile(tmp_path / "x.xlsx") as book:
        assert 'name="People"' in book.read("xl/workbook.xml").decode()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "2026-04", "--to", "2026-02"), "不是一段月份"),
        (("--from", "2025-12", "--to", "2026-02"), "没有在 2025-12-01 生效的方案"),
        (("--from", "2020-01", "--to", "2026-02", "--against", "DRAFT"), "一次最多回测 24 个月"),
        (("--from", "2026-Q1", "--to", "2026-02"), "不是月份"),
        ((*SPRING, "--near", "5"), "百分比"),
        ((*SPRING, "--to-file", "x.csv"), ".xlsx"),
        ((*SPRING, "--to-file", "absent/x.xlsx"), "absent"),
    ],
)
def test_what_cannot_be_asked(company: Company, draft: str, words: tuple[str, ...], said: str) -> None:
    asked = [draft if word == "DRAFT" else word for word in words]
    result = company.boji("plan", "try", draft, *asked)
    assert result.exit_code in (1, 2)
    assert said in result.output


def test_a_draft_of_another_zone_is_refused(company: Company, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(PLAN.replace("Asia/Shanghai", "Asia/Tokyo"), encoding="utf-8")
    assert "时区" in company.boji("plan", "try", str(other), *SPRING).output


def test_the_guild_is_paid_as_by_real_runs(guild: Company, tmp_path: Path) -> None:
    """A ladder, a quarter's mean with its true-ups, and draws repaid over months: byte for byte."""
    shutil.copytree(guild.path, tmp_path / "guild")
    workspace = Workspace.open(tmp_path / "guild")
    text = (EXAMPLES / "guild" / "plan.yaml").read_text(encoding="utf-8")
    after = read_plan(
        text.replace("draw: {amount: 2000}", "draw: {amount: 9000}")
        .replace("rate: 14%", "rate: 13%")
        .replace("grant: 3000", "grant: 3500")
    )
    months = [Period.parse(label) for label in ("2026-07", "2026-08", "2026-09")]
    answer = replay(workspace, Question(months[0], months[-1], (after,)), with_runs=True)
    for month in months:
        assert_same_files(workspace, answer.key, 0, latest_run(workspace, month))
    for month in months:
        assert_same_files(workspace, answer.key, 1, compute_run(workspace, month, after))
    draft = answer.drafts[0]
    assert {one.kind for one in draft.changes if one.gaining} == {"rule", "bonus"}
    assert all(sum(reason.fen for reason in one.reasons) == one.fen for one in draft.people)
    assert json.loads((workspace.path / "replays" / answer.key / "answer.json").read_text())["months"]
