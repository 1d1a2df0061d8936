"""What pay itself puts on the board of a pay period: one function for each kind of thing.

Owns what is looked for and its words; weights are in `board`. Parts read the run, the pay periods and what
was kept when the run was calculated; they compute no pay.
"""

from __future__ import annotations

from boji.engine.plan.label import Label
from boji.engine.results.findings import findings
from boji.lake.snapshot import latest_snapshot
from boji.payouts.basis import Basis, changes, present_basis
from boji.payouts.board import Board, Entry, Link, Look, Part, Weight, board
from boji.payouts.checks import TWINS, entry_of_check
from boji.payouts.moving import month_name
from boji.payouts.order import unsettled_before
from boji.payouts.people import people_of
from boji.payouts.rules import WARNED_DAYS, State
from boji.plans.publishing import NoPlanInForce, plan_in_force
from boji.platform import company

NAMED = 12  # people named on the board; the table has all


def full_board(look: Look) -> Board:
    """Everything that stands between a run and pay day."""
    return board(look, PARTS)


def pay_day_near(look: Look) -> list[Entry]:
    """A warning from three working days before the pay day; after it, by how many days pay is late."""
    if look.pay_period.state == State.PAID:
        return []
    day = look.pay_period.pay_day
    late = (look.today - day).days
    mend = Label("完成下面的步骤并登记发放", "Finish the steps below and record the pay")
    if late > 0:
        title = Label(
            f"发薪日 {day} 已过 {late} 天，还没有发放", f"Pay is {late} days late: pay day was {day}"
        )
        return [Entry("late", Weight.LOOK, title, mend, late)]
    left = company.working_days().between(look.today, day)
    if left > WARNED_DAYS:
        return []
    title = (
        Label(f"今天是发薪日 {day}", f"Today, {day}, is pay day")
        if late == 0
        else Label(f"离发薪日 {day} 还有 {left} 个工作日", f"{left} working days until pay day, {day}")
    )
    return [Entry("pay_day", Weight.LOOK, title, mend, left)]


def month_not_over(look: Look) -> list[Entry]:
    last = look.pay_period.period.last_day
    if look.today > last:
        return []
    return [
        Entry(
            "not_over",
            Weight.MEND,
            Label(f"这个月到 {last} 才结束，数字还会变", f"The month ends on {last}; figures still change"),
            Label("月末之后再核算一次", "Calculate it again after the month's end"),
        )
    ]


def earlier_months(look: Look) -> list[Entry]:
    months = [month_name(one.label) for one in unsettled_before(look.pay_period.label)]
    if not months:
        return []
    zh, en = "、".join(one[0] for one in months), ", ".join(one[1] for one in months)
    first = unsettled_before(look.pay_period.label)[0]
    return [
        Entry(
            "earlier",
            Weight.MEND,
            Label(f"更早的月份还没有锁定：{zh}", f"Earlier months are not locked: {en}"),
            Label(
                "账期按先后锁定：先完成更早的月份",
                "Months are locked in order: finish the earlier ones first",
            ),
            len(months),
            link=Link("pay_period", Label("打开该月", "Open it"), (first.label,)),
        )
    ]


def basis_changed(look: Look) -> list[Entry]:
    if not look.pay_period.run or look.pay_period.is_settled:
        return []
    kept = Basis.from_json(look.pay_period.basis)
    found = changes(kept, present_basis(look.pay_period.period))
    return [
        Entry(
            "basis",
            Weight.MEND,
            Label(f"核算之后变了：{zh}", f"Changed since it was calculated: {en}"),
            Label("重新核算，让本月包含这些变化", "Calculate again, so that this month takes it in"),
        )
        for zh, en in found
    ]


def plan_changed(look: Look) -> list[Entry]:
    if look.run is None or look.pay_period.is_settled:
        return []
    try:
        plan = plan_in_force(look.workspace, look.pay_period.period).plan
    except NoPlanInForce:
        return []
    if plan.digest == look.run.manifest["plan_hash"]:
        return []
    return [
        Entry(
            "plan",
            Weight.WAIVE,
            Label(
                "核算之后发布了新的方案，本月数字仍按旧方案",
                "A plan was published since; these figures follow the one before",
            ),
            Label("重新核算即按新方案", "Calculate again to follow the new one"),
        )
    ]


def missing_runs(look: Look) -> list[Entry]:
    """Earlier runs that draws or streaks would have needed."""
    if look.run is None or not (months := look.run.manifest.get("missing_earlier", [])):
        return []
    draws = any(scheme.draw_fen is not None for scheme in look.run.plan.schemes)
    zh, en = "、".join(months), ", ".join(months)
    what = ("预支余额按 0 计", "what was drawn before counts as 0") if draws else (
        "连续考核无法判断", "streaks cannot be told"
    )  # fmt: skip
    return [
        Entry(
            "missing_runs",
            Weight.WAIVE if draws else Weight.KNOW,
            Label(f"{zh} 没有核算过，{what[0]}", f"{en} has no run: {what[1]}"),
            Label("先核算该月，再重新核算本月", "Calculate that month first, then this one again"),
            len(months),
        )
    ]


def incomplete_people(look: Look) -> list[Entry]:
    if look.run is None:
        return []
    names = [one.name for one in people_of(look.run) if one.incomplete]
    if not names:
        return []
    number = len(names)
    return [
        Entry(
            "incomplete",
            Weight.WAIVE,
            Label(f"{number} 人的考核数据不全，没有得分", f"{number} people lack data and have no score"),
            Label(
                "补齐数据后重新核算，或写明放行的原因",
                "Complete the data and calculate again, or say why it may pass",
            ),
            number,
            tuple(names[:NAMED]),
            link=Link(
                "pay_period",
                Label("只看这些人", "Show them"),
                (look.pay_period.label,),
                "only=incomplete#people",
            ),
        )
    ]


def nothing_to_pay(look: Look) -> list[Entry]:
    if look.run is None:
        return []
    names = [one.name for one in people_of(look.run) if one.is_empty]
    if not names:
        return []
    return [
        Entry(
            "empty",
            Weight.KNOW,
            Label(f"{len(names)} 人没有任何应发项目", f"{len(names)} people have no line at all"),
            Label(
                "没有适用的提成方案或底薪时属正常", "Right where no scheme and no base pay applies to them"
            ),
            len(names),
            tuple(names[:NAMED]),
        )
    ]


def run_findings(look: Look) -> list[Entry]:
    """What the run found in the facts, but for what a check of completeness says more fully."""
    if look.run is None:
        return []
    checked = {one["check"] for one in look.pay_period.checks}
    english = {one["code"]: one for one in findings(look.run, "en")}
    return [
        Entry(
            f"finding:{one['code']}",
            Weight.WAIVE if one["code"] in TWINS else Weight.LOOK,
            Label(one["text"], english[one["code"]]["text"]),
            Label("更正数据后重新核算", "Correct the facts and calculate again"),
            one["number"],
        )
        for one in findings(look.run, "zh")
        if TWINS.get(one["code"]) not in checked
    ]


def completeness(look: Look) -> list[Entry]:
    return [entry_of_check(one) for one in look.pay_period.checks] if look.run else []


def newer_facts(look: Look) -> list[Entry]:
    """Facts newer than the run: a remark only, as what they change becomes an adjustment."""
    if look.run is None:
        return []
    newest = latest_snapshot(look.workspace)
    if newest.digest == look.run.manifest["snapshot"]:
        return []
    number = newest.id - int(look.run.manifest["snapshot_id"])
    settled = look.pay_period.is_settled
    return [
        Entry(
            "newer_facts",
            Weight.KNOW,
            Label(
                f"核算之后又导入了数据（{number} 次），不改变这次核算",
                f"{number} imports came after the run; they do not change it",
            ),
            Label(
                "差额会自动成为下一个未锁定月份的调整",
                "What they change becomes an adjustment of the next month by itself",
            )
            if settled
            else Label(
                "重新核算可纳入；否则锁定后成为下月调整",
                "Calculate again to take them in; otherwise they become adjustments of the next month",
            ),
            number,
        )
    ]


PARTS: tuple[Part, ...] = (
    pay_day_near,
    month_not_over,
    earlier_months,
    basis_changed,
    plan_changed,
    incomplete_people,
    completeness,
    run_findings,
    missing_runs,
    nothing_to_pay,
    newer_facts,
)
