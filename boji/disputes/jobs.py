"""Background jobs of disputes: reminders before an answer is late."""

from __future__ import annotations

from boji.disputes import actions
from boji.platform import clock
from boji.platform.jobs.kinds import Done, Work, job


@job("disputes.remind", "提醒未答复的疑问", "Reminding of unanswered disputes")
def remind(work: Work) -> Done:  # noqa: ARG001 # asks for nothing
    """At most one reminder a day in each dispute, however often it runs."""
    written = actions.remind(clock.now())
    return Done(
        f"提醒了 {written} 项", f"{written} reminders", link="/disputes/", figures={"reminders": written}
    )
