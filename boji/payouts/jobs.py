"""Background jobs of pay periods: a calculation that somebody asked for, and the running month every morning.

Both may be repeated: a run of the same facts, plan and basis is the same run.
"""

from __future__ import annotations

from boji.engine.execute import Progress
from boji.engine.periods import Period
from boji.payouts import actions
from boji.payouts.basis import given_lines, locked_runs, present_basis
from boji.payouts.queries import pay_period
from boji.payouts.rules import State
from boji.payouts.runs import compute_run
from boji.plans.publishing import plan_in_force
from boji.platform import clock
from boji.platform.company import workspace
from boji.platform.formats import period_name
from boji.platform.jobs.kinds import Done, Work, job


@job("period.calculate", "核算账期", "Calculating a pay period")
def calculate(work: Work, period: str) -> Done:
    """A pay period, in the name of who asked. Raises StepRefused, NotFound."""
    month = Period.parse(period)
    found = actions.calculate(work.actor, workspace(), month, _telling(work))
    return Done(
        f"{period_name(month, 'zh')}已核算",
        f"{period_name(month, 'en')} is calculated",
        link=f"/periods/{period}/",
        figures={"run": found.run},
    )


@job("period.so_far", "核算当月至今", "Calculating the month so far")
def so_far(work: Work) -> Done:
    """The running month from the facts there are, to look at; nothing of it is settled."""
    today, company = clock.today(), workspace()
    month = Period.parse(f"{today:%Y-%m}")
    known = pay_period(month)
    if known is not None and known.state != State.OPEN:
        return Done("这个月已经由人核算", "People have calculated this month already")
    basis = present_basis(month)
    run = compute_run(
        company,
        month,
        plan_in_force(company, month).plan,
        _telling(work),
        locked=locked_runs(company, basis),
        bonuses=given_lines(basis),
    )
    return Done("已更新", "Brought up to date", figures={"run": run.identity})


def _telling(work: Work) -> Progress:
    """The progress of a run as that of its job."""
    return lambda step, part: work.progress(f"计算 {step}", f"Computing {step}", part)
