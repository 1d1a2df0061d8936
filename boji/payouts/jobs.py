"""Long work of pay periods in the background: calculating a month, previewing it, and the running one daily.

Owns how it is asked for and what a page learns of it. The work itself is that of `actions`; where no worker
lives, as in a small installation without one, the caller does it at once. All may be repeated: a run of the
same facts, plan and basis is the same run.
"""

from __future__ import annotations

from django.urls import reverse

from boji.completeness import Severity
from boji.engine.execute import Progress
from boji.engine.periods import Period
from boji.payouts import actions
from boji.payouts.checks import kept_findings
from boji.payouts.lateness import warn_by_mail
from boji.payouts.models import PeriodStep
from boji.payouts.moving import NOTHING_SEEN, Seen
from boji.payouts.queries import pay_period
from boji.payouts.rules import State as PeriodState
from boji.plans.fact_checks import check_facts
from boji.platform import clock
from boji.platform.audit import Actor
from boji.platform.company import workspace
from boji.platform.formats import period_name
from boji.platform.jobs.actions import enqueue
from boji.platform.jobs.kinds import Done, Work, job
from boji.platform.jobs.models import Job
from boji.platform.jobs.queries import JobView, living_workers, view_of
from boji.platform.jobs.rules import State


@job("period.calculate", "核算账期", "Calculating a pay period")
def calculate(work: Work, period: str, version: int | None = None) -> Done:
    """A pay period, in the name of who asked. Raises StepRefused, NotFound."""
    seen = Seen(version=version)
    found = actions.calculate(work.actor, workspace(), Period.parse(period), _telling(work), seen=seen)
    return Done(
        f"{period_name(period, 'zh')}已核算",
        f"{period_name(period, 'en')} is calculated",
        link=reverse("pay_period", args=[period]),
        figures={"run": found.run},
    )


@job("period.preview", "预览账期", "Previewing a pay period")
def preview(work: Work, period: str) -> Done:
    """A month to look at; nothing of it is settled."""
    actions.preview(work.actor, workspace(), Period.parse(period), _telling(work))
    return Done(
        f"{period_name(period, 'zh')}的预览已算好",
        f"A preview of {period_name(period, 'en')} is here",
        link=reverse("pay_period", args=[period]),
    )


@job("period.so_far", "核算当月至今", "Calculating the month so far")
def so_far(work: Work) -> Done:
    """The running month from the facts there are; people may have calculated it already."""
    month = Period.containing("month", clock.today())
    known = pay_period(month)
    if known is not None and known.state != PeriodState.OPEN:
        return Done("这个月已经由人核算", "People have calculated this month already")
    run = actions.compute_so_far(workspace(), month, _telling(work))
    return Done("已更新", "Brought up to date", figures={"run": run.manifest["id"]})


@job("period.warn", "提醒快到发薪日的账期", "Warning of pay days that come near")
def warn(work: Work) -> Done:
    """At most one mail for each month and step, however often it runs; pages say it as long as it is so."""
    sent = warn_by_mail(work.actor, clock.today())
    return Done(f"发出 {sent} 封邮件", f"{sent} mails sent", figures={"mails": sent})


@job("facts.check", "每日数据检查", "The daily check of facts")
def check_of_day(work: Work) -> Done:
    """The running month, and the one before it as long as it is not locked."""
    month = Period.containing("month", clock.today())
    known = pay_period(month.before)
    settled = known is not None and known.is_settled
    found = {}
    for period in (month,) if settled else (month.before, month):
        report, _ = check_facts(workspace(), period, clock.now(), _checking(work))
        found[period.label] = kept_findings(report)
    problems = sum(one["severity"] == Severity.PROBLEM.value for kept in found.values() for one in kept)
    return Done(
        f"检查完成，{problems} 项要处理",
        f"Checked: {problems} to be mended",
        link="/",
        figures={"months": found},
    )


def _checking(work: Work) -> Progress:
    return lambda check, part: work.progress(f"检查 {check}", f"Checking {check}", part)


def _telling(work: Work) -> Progress:
    """The progress of a run as that of its job."""
    return lambda step, part: work.progress(f"计算 {step}", f"Computing {step}", part)


def ask_for(actor: Actor, kind: str, period: Period, seen: Seen = NOTHING_SEEN) -> Job | None:
    """Ask a worker for it, once for each month; None where no worker lives."""
    if not living_workers():
        return None
    arguments: dict[str, object] = {"period": period.label}
    if kind == calculate.name:
        arguments["version"] = seen.version
    return enqueue(actor, kind, arguments, once=f"period:{period.label}")


def job_of(period: Period) -> JobView | None:
    """The newest job of a month while it runs, or where it failed and nothing was done since."""
    kinds = [calculate.name, preview.name]
    newest = Job.objects.filter(kind__in=kinds, arguments__period=period.label).order_by("-id").first()
    if newest is None or newest.state in (State.DONE, State.CANCELLED):
        return None
    if newest.state == State.FAILED and newest.ended_at is not None:
        later = PeriodStep.objects.filter(pay_period__label=period.label, at__gte=newest.ended_at)
        if later.exists():
            return None
    return view_of(newest)
