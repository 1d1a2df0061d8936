"""What becomes known of locked months: paid in the next open one, once, with its causes. All figures by hand.

Where nothing else is said the plan pays 10% of what was sold less refunds; ann sold 300.00 in August, ben
50.00.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from boji.engine.additions import Addition, FactKey
from boji.engine.explain import explain
from boji.engine.plan.label import Label
from boji.engine.plan.read import read_plan
from boji.engine.results.statement import statement
from boji.payouts.runs import compute_run
from tests.payouts.company import HEAD, TENTH, Company, amounts, month, person, refund, stream, together, why
from tests.properties.rows import at, shift

AUGUST = together(
    stream("s1", "2026-08-10", ("ann", [("l1", 100), ("l2", 200)])),
    stream("s2", "2026-08-11", ("ben", [("l3", 50)])),
)


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """August is locked."""
    made = Company(tmp_path)
    made.bring(**AUGUST)
    made.lock("2026-08")
    return made


def test_a_late_refund(company: Company) -> None:
    company.bring(refunds=[refund("r1", "l1", "40")])
    run = company.run("2026-09")
    with company.opened(run) as opened:
        ann = statement(opened, "ann")
        [node] = explain(opened, "ann", "adjustment", order_lines=5).parts
        assert statement(opened, "ben")["pay"] == "0.00"
    assert [(line["kind"], line["base"], line["amount"]) for line in ann["lines"]] == [
        ("commission", "0.00", "0.00"),
        ("adjustment", "26.00", "-4.00"),
    ]
    assert (ann["commission"], ann["adjustment"], ann["pay"]) == ("0.00", "-4.00", "-4.00")
    assert list(node.as_lines()) == [
        "调整 · 2026-08 · 退款：−¥4.00（2026-08 按现在所知重算为 ¥26.00，已付 ¥30.00）",
        "  ▸ 新增退款 1 笔，¥40.00",
        "    ▸ 退款 r1",
        "    ▸ 订单行 l1",
        "  ▸ 销售提成：¥30.00 → ¥26.00（基数 ¥300.00 → ¥260.00，比例 10% 不变）",
    ]
    [owed] = company.owed("2026-09")
    assert why(owed, "en") == [
        "1 refund added, ¥40.00",
        "Sales: ¥30.00 → ¥26.00 (base ¥300.00 → ¥260.00, rate 10% as before)",
    ]
    assert owed.causes[0].facts == (FactKey("refunds", ("r1",)), FactKey("order_lines", ("l1",)))
    assert [cause.fen for cause in owed.causes] == [None, -400]
    assert owed.source == f"run:{company.locked[0].name}"


def test_refunds_of_lines_that_nobody_is_credited_with_change_nothing(company: Company) -> None:
    """X01"""
    company.bring(refunds=[refund("r1", "unknown", "40")])
    assert company.owed("2026-09") == []


def test_a_late_order(company: Company) -> None:
    late = stream("s1", "2026-08-10", ("ann", [("l4", 70), ("l5", 30)]))
    company.bring(order_lines=late["order_lines"])
    [owed] = company.owed("2026-09")
    assert amounts([owed]) == {("ann", "2026-08"): "10.00"}
    assert owed.label == Label("订单行", "order lines")
    assert why(owed)[0] == "新增订单行 2 条，¥100.00"
    assert owed.causes[0].facts == (FactKey("order_lines", ("l4",)), FactKey("order_lines", ("l5",)))


def test_an_order_with_another_amount(company: Company) -> None:
    company.bring(order_lines=stream("s1", "2026-08-10", ("ann", [("l1", 90)]))["order_lines"])
    [owed] = company.owed("2026-09")
    assert amounts([owed]) == {("ann", "2026-08"): "-1.00"}
    assert why(owed)[0] == "更改订单行 1 条，¥100.00 → ¥90.00"


def test_a_corrected_shift_moves_credit_between_two(company: Company) -> None:
    """ann was on air until 12:02 only, then ben: l2, paid at 12:02, is his."""
    start, turn, end = at("2026-08-10 12:00"), at("2026-08-10 12:02"), at("2026-08-10 13:00")
    company.bring(shifts=[shift("s1", "ann", start, turn), shift("s1", "ben", turn, end)])
    ann, ben = company.owed("2026-09")
    assert amounts([ann, ben]) == {("ann", "2026-08"): "-20.00", ("ben", "2026-08"): "20.00"}
    assert why(ann) == [
        "订单行 1 条（¥200.00）改归 贝贝",
        "新增班次记录 1 条",
        "更改班次记录 1 条",
        "销售提成：¥30.00 → ¥10.00（基数 ¥300.00 → ¥100.00，比例 10% 不变）",
    ]
    assert why(ben, "en") == [
        "1 order line (¥200.00) moved here from 安安",
        "1 row of shifts added",
        "1 row of shifts changed",
        "Sales: ¥5.00 → ¥25.00 (base ¥50.00 → ¥250.00, rate 10% as before)",
    ]
    assert ann.label.text("zh") == "订单行、班次"


PROMOTION = f"""{HEAD}commission:
  sales:
    label: {{zh: 销售提成, en: Sales}}
    for: role == "anchor" and not tier == "head"
    base: effective_gmv
    base_pay: 3100
    rate: 10%
  head:
    label: {{zh: 头部提成, en: Head}}
    for: tier == "head"
    base: effective_gmv
    rate: 20%
"""


def test_a_promotion_entered_late(tmp_path: Path) -> None:
    """From the 11th ann is head: l2 of the 12th is paid 20%; of the base pay 10 of 31 days are left."""
    company = Company(tmp_path, PROMOTION)
    company.bring(**stream("s1", "2026-08-10", ("ann", [("l1", 100)])))
    company.bring(**stream("s2", "2026-08-12", ("ann", [("l2", 200)])))
    company.bring(people=[person("ann", "安安", tier="mid")])
    company.lock("2026-08")
    company.bring(people=[person("ann", "安安", "2026-08-11", tier="head")])
    [owed] = company.owed("2026-09")
    assert (owed.fen, owed.due_fen) == (-208_000, 105_000)  # 10 + 40 + 1,000 against 30 + 3,100
    assert why(owed) == [
        "新增人员记录 1 条",
        "销售提成：¥30.00 → ¥10.00（基数 ¥300.00 → ¥100.00，比例 10% 不变）",
        "新增 头部提成：¥40.00（基数 ¥200.00，比例 20%）",
        "底薪 · 10 天 / 31 天：¥3,100.00 → ¥1,000.00（月底薪 ¥3,100.00 不变，天数 31/31 → 10/31）",
    ]


DRAW = f"""{HEAD}commission:
  sales:
    label: {{zh: 销售提成, en: Sales}}
    for: role == "anchor"
    base: effective_gmv
    rate: 10%
    draw: {{amount: 50}}
"""


def test_a_late_refund_under_a_draw(tmp_path: Path) -> None:
    """August: ann earns 30, is lent 20. September: she earns 80, repays 20. Then a refund of 100 in August.

    She earned 20 there and was lent 30: August's pay stands. September repays 30 instead of 20: 10 less.
    """
    company = Company(tmp_path, DRAW)
    company.bring(**stream("s1", "2026-08-10", ("ann", [("l1", 300)])))
    company.bring(**stream("s2", "2026-09-10", ("ann", [("l2", 800)])))
    company.lock("2026-08")
    company.lock("2026-09")
    company.bring(refunds=[refund("r1", "l1", "100")])
    [owed] = company.owed("2026-10")
    assert amounts([owed]) == {("ann", "2026-09"): "-10.00"}
    assert owed.label == Label("预支", "draw")
    assert why(owed) == [
        "2026-08 末待归还的预支 ¥20.00 → ¥30.00",
        "销售提成 · 归还预支：−¥20.00 → −¥30.00（本方案提成 ¥80.00 不变）",
    ]


def test_the_open_month_looks_back_to_what_is_known_now(tmp_path: Path) -> None:
    """The same refund while September is open: its own line repays 30, and nothing is adjusted."""
    company = Company(tmp_path, DRAW)
    company.bring(**stream("s1", "2026-08-10", ("ann", [("l1", 300)])))
    company.bring(**stream("s2", "2026-09-10", ("ann", [("l2", 800)])))
    company.lock("2026-08")
    company.bring(refunds=[refund("r1", "l1", "100")])
    with company.opened(company.run("2026-09")) as opened:
        lines = [(line["kind"], line["amount"]) for line in statement(opened, "ann")["lines"]]
    assert lines == [("commission", "80.00"), ("draw", "-30.00")]


MEAN = f"""{HEAD}commission:
  sales:
    label: {{zh: 销售提成, en: Sales}}
    for: role == "anchor"
    base: effective_gmv
    per: quarter_mean
    rate: {{tiers: [[100, 10%], [above, 20%]], applies_to: whole, boundary: upper}}
"""


def test_a_late_refund_in_a_quarter_that_is_trued_up(tmp_path: Path) -> None:
    """July 90, August 90, September 180: means 90, 90, 120. September pays 36, and 9 for each month before.

    A refund of 60 in July: 30, 90, 180, means 30, 60, 100. July pays 3, a tenth; September is in the lower
    tier now, 18, and there is no true-up: less 18, 9 and 9.
    """
    company = Company(tmp_path, MEAN)
    for number, (day, yuan) in enumerate((("2026-07-10", 90), ("2026-08-10", 90), ("2026-09-10", 180))):
        company.bring(**stream(f"s{number}", day, ("ann", [(f"l{number}", yuan)])))
    for label in ("2026-07", "2026-08", "2026-09"):
        company.lock(label)
    company.bring(refunds=[refund("r1", "l0", "60")])
    july, september = company.owed("2026-10")
    assert amounts([july, september]) == {("ann", "2026-07"): "-6.00", ("ann", "2026-09"): "-36.00"}
    assert september.due_fen == 1800
    assert why(september) == [
        "新增退款 1 笔，¥60.00",
        "销售提成：¥36.00 → ¥18.00（基数 ¥180.00 不变，比例 20% → 10%，档位 2 → 1）",
        "销售提成 · 季末补差 · 2026-07：¥9.00 → ¥0.00（基数 ¥90.00 → ¥30.00）",
        "销售提成 · 季末补差 · 2026-08：¥9.00 → ¥0.00（基数 ¥90.00 不变）",
    ]


def test_a_person_who_left(company: Company) -> None:
    company.bring(people=[person("ann", "安安", ends_on="2026-09-01")], refunds=[refund("r1", "l2", "50")])
    with company.opened(company.run("2026-09")) as opened:
        ann = statement(opened, "ann")
    assert [(line["kind"], line["amount"]) for line in ann["lines"]] == [("adjustment", "-5.00")]


def test_two_months_of_adjustments_in_a_row(company: Company) -> None:
    """Each refund is adjusted once: the first in September, the second in October."""
    company.bring(refunds=[refund("r1", "l1", "40")])
    company.lock("2026-09")
    company.bring(refunds=[refund("r2", "l2", "20")])
    [owed] = company.owed("2026-10")
    assert (owed.fen, owed.due_fen) == (-200, 2400)
    assert why(owed) == [
        "新增退款 1 笔，¥20.00",
        "销售提成：¥26.00 → ¥24.00（基数 ¥260.00 → ¥240.00，比例 10% 不变）",
    ]
    company.lock("2026-10")
    assert company.owed("2026-11") == []


def test_a_refund_that_is_withdrawn_again(company: Company) -> None:
    brought = company.bring(refunds=[refund("r1", "l1", "40")])
    company.lock("2026-09")
    company.take_back(brought)
    [owed] = company.owed("2026-10")
    assert amounts([owed]) == {("ann", "2026-08"): "4.00"}
    assert why(owed)[0] == "撤销退款 1 笔，¥40.00"


def test_a_refund_with_another_amount(company: Company) -> None:
    company.bring(refunds=[refund("r1", "l1", "40")])
    company.lock("2026-09")
    company.bring(refunds=[refund("r1", "l1", "45")])
    [owed] = company.owed("2026-10")
    assert why(owed)[0] == "更改退款 1 笔，¥40.00 → ¥45.00"


def test_a_month_that_was_opened_again(company: Company) -> None:
    """September adjusted August by −4 and is opened again: October owes the −4 until September is locked."""
    company.bring(refunds=[refund("r1", "l1", "40")])
    company.lock("2026-09")
    company.unlock("2026-09")
    assert amounts(company.owed("2026-10")) == {("ann", "2026-08"): "-4.00"}
    company.lock("2026-09")
    assert company.owed("2026-10") == []


def test_what_a_later_month_adjusted_is_not_paid_twice_when_a_month_is_opened_again(company: Company) -> None:
    """September adjusted August by −4. August is computed anew, 26.00 now: October gives the 4.00 back."""
    company.bring(refunds=[refund("r1", "l1", "40")])
    company.lock("2026-09")
    company.unlock("2026-08")
    company.lock("2026-08")
    [owed] = company.owed("2026-10")
    assert (owed.fen, owed.due_fen) == (400, 2600)
    assert why(owed) == ["此前已调整 −¥4.00"]
    assert owed.causes[0].fen == 400


def test_a_newer_program(company: Company) -> None:
    """The locked run paid ann a fen more; that program is imitated by a change of what it kept."""
    [locked] = company.locked
    manifest = locked.directory / "run.json"
    manifest.write_text(manifest.read_text().replace(locked.manifest()["program"], "older"))
    lines = locked.directory / "lines.parquet"
    duckdb.execute(
        f"COPY (SELECT * REPLACE (CASE WHEN person_id = 'ann' THEN amount + 1 ELSE amount END AS amount)"
        f" FROM read_parquet('{lines}')) TO '{lines}.new' (FORMAT parquet)"
    )
    Path(f"{lines}.new").replace(lines)
    [owed] = company.owed("2026-09")
    assert (owed.fen, owed.label) == (-1, Label("计算程序", "program"))
    assert why(owed) == [
        "数据没有变化，计算程序更新后重算",
        "销售提成：¥30.01 → ¥30.00（基数 ¥300.00 不变，比例 10% 不变）",
    ]


def test_a_shared_session_is_shared_otherwise(tmp_path: Path) -> None:
    """ann and ben were on air an hour each; ann's hour was two minutes in truth: of 310 sold, 10 are hers."""
    plan = TENTH.replace("commission:", "credit: {order_lines: share_of_minutes}\ncommission:")
    company = Company(tmp_path, plan)
    company.bring(**stream("s1", "2026-08-10", ("ann", [("l1", 310)]), ("ben", [])))
    company.lock("2026-08")
    company.bring(shifts=[shift("s1", "ann", at("2026-08-10 12:00"), at("2026-08-10 12:02"))])
    ann, ben = company.owed("2026-09")
    assert amounts([ann, ben]) == {("ann", "2026-08"): "-14.50", ("ben", "2026-08"): "14.50"}
    assert why(ben) == [
        "订单行 1 条的分摊改了，本人部分 ¥155.00 → ¥300.00",
        "更改班次记录 1 条",
        "销售提成：¥15.50 → ¥30.00（基数 ¥155.00 → ¥300.00，比例 10% 不变）",
    ]


def test_a_line_that_nobody_had(company: Company) -> None:
    """Before noon nobody was on air; a shift entered late has ben there."""
    company.unlock("2026-08")
    late = stream("s3", "2026-08-12", ("ben", [("l6", 20)]))
    company.bring(sessions=late["sessions"], order_lines=late["order_lines"])
    company.bring(shifts=[shift("s3", "ann", at("2026-08-12 12:30"), at("2026-08-12 13:00"))])
    company.lock("2026-08")
    company.bring(shifts=[shift("s3", "ben", at("2026-08-12 12:00"), at("2026-08-12 12:30"))])
    [owed] = company.owed("2026-09")
    assert why(owed)[0] == "订单行 1 条（¥20.00）改归本人，原未归属"


POOL = f"""{HEAD}pools:
  brand:
    label: {{zh: 专场, en: Brand day}}
    for: session.kind == "brand_day"
    base: effective_gmv
    rate: 10%
    split: {{anchor: 60%, operations: 40%}}
    within: equal
"""


def test_a_late_refund_in_a_pooled_session(tmp_path: Path) -> None:
    """100 sold by ann: pool 10, her part 6, 4 for olga of operations. A refund of 50 halves both."""
    company = Company(tmp_path, POOL)
    company.bring(people=[person("olga", "欧欧", role="operations")])
    facts = stream("s1", "2026-08-10", ("ann", [("l1", 100)]), kind="brand_day")
    facts["shifts"].append(shift("s1", "olga", at("2026-08-10 12:00"), at("2026-08-10 13:00"), "operations"))
    company.bring(**facts)
    company.lock("2026-08")
    company.bring(refunds=[refund("r1", "l1", "50")])
    owed = company.owed("2026-09")
    assert amounts(owed) == {("ann", "2026-08"): "-3.00", ("olga", "2026-08"): "-2.00"}
    assert why(owed[1]) == [
        "奖金池场次 s1：新增退款 1 笔，¥50.00",
        "专场 · s1 · 运营 40%：¥4.00 → ¥2.00（基数 ¥100.00 → ¥50.00，比例 10% 不变）",
    ]


TEAM = f"""{HEAD}commission:
  lead: {{label: {{zh: 组长提成, en: Lead}}, for: role == "operations", base: team.effective_gmv, rate: 1%}}
"""


def test_a_late_refund_of_the_team(tmp_path: Path) -> None:
    company = Company(tmp_path, TEAM)
    company.bring(
        people=[person("ann", "安安", team="one"), person("olga", "欧欧", role="operations", team="one")]
    )
    company.bring(**AUGUST)
    company.lock("2026-08")
    company.bring(refunds=[refund("r1", "l1", "100")])
    [owed] = company.owed("2026-09")
    assert amounts([owed]) == {("olga", "2026-08"): "-1.00"}
    assert why(owed)[0] == "团队 one：新增退款 1 笔，¥100.00"


def test_bonuses_are_paid_and_never_settled(company: Company) -> None:
    """What people decided about August stays paid: it is no part of what August comes to."""
    bonus = Addition("ann", "bonus", 10_000, "2026-08", "decision:1", Label("表现优秀", "well done"))
    amends = Addition("ben", "adjustment", 500, "2026-08", "decision:2", Label("补偿", "amends"))
    run = company.lock("2026-09", [bonus, amends])
    with company.opened(run) as opened:
        assert (statement(opened, "ann")["bonus"], statement(opened, "ben")["pay"]) == ("100.00", "5.00")
    company.bring(refunds=[refund("r1", "l1", "40")])
    assert amounts(company.owed("2026-10")) == {
        ("ann", "2026-08"): "-4.00",
    }


def runs_of(company: Company, label: str) -> set[str]:
    return {path.name for path in (company.workspace.runs / label).iterdir()}


def test_nothing_is_recomputed_twice_and_what_is_shown_stays(company: Company) -> None:
    shown = (company.workspace.runs / "2026-08" / "latest").read_text()
    company.owed("2026-09")
    assert len(runs_of(company, "2026-08")) == 2  # the locked run, and the pointer: nothing new is known
    company.bring(refunds=[refund("r1", "l1", "40")])
    first = company.run("2026-09")
    kept = runs_of(company, "2026-08")
    assert len(kept) == 3
    assert company.run("2026-09") == first
    assert runs_of(company, "2026-08") == kept
    assert (company.workspace.runs / "2026-08" / "latest").read_text() == shown
    [note] = first.manifest()["settled"]
    assert (note["period"], note["locked"]) == ("2026-08", company.locked[0].identity)
    assert note["known"] in kept


def test_a_locked_month_is_not_computed_anew(company: Company) -> None:
    with pytest.raises(AssertionError, match="locked"):
        company.run("2026-08")


def test_runs_without_locked_months_are_as_ever(company: Company) -> None:
    company.bring(refunds=[refund("r1", "l1", "40")])
    run = compute_run(company.workspace, month("2026-09"), read_plan(company.plan))
    assert "settled" not in run.manifest()
    with company.opened(run) as opened:
        assert statement(opened, "ann")["pay"] == "0.00"
