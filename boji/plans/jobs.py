"""Background jobs of plans: reminding those who have not acknowledged a version."""

from __future__ import annotations

from boji.plans.announcing import remind_late
from boji.platform import clock
from boji.platform.company import workspace
from boji.platform.jobs.kinds import Done, Work, job


@job("plans.remind", "提醒未确认的方案", "Reminding of plans not acknowledged")
def remind(work: Work) -> Done:  # noqa: ARG001 # asks for nothing
    """Each person at most once in a few days, however often it runs."""
    written = remind_late(workspace(), clock.now(), clock.today())
    return Done(
        f"提醒了 {written} 人", f"{written} reminders", link="/plans/", figures={"reminders": written}
    )
