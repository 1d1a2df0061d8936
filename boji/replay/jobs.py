"""A replay in the background: asked for once, told how far it is, kept for whoever asks the same."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from boji.engine.plan.issues import PlanRefused
from boji.lake.snapshot import SnapshotAbsent
from boji.payouts.runs import WrongZone
from boji.plans.publishing import NoPlanInForce
from boji.platform.audit import Actor
from boji.platform.company import workspace
from boji.platform.formats import period_name
from boji.platform.jobs.actions import enqueue
from boji.platform.jobs.kinds import Done, Refusal, Work, job
from boji.platform.jobs.models import Job
from boji.platform.jobs.queries import JobView, living_workers, pending, view_of
from boji.replay.chosen import Chosen
from boji.replay.question import Unanswerable
from boji.replay.replaying import replay

REFUSALS = (NoPlanInForce, PlanRefused, SnapshotAbsent, Unanswerable, WrongZone)


@job("plan.replay", "方案回测", "Replaying a plan")
def compute(work: Work, drafts: list[str], against: str, first: str, last: str) -> Done:
    """The answer with its runs; nothing of it is settled."""
    chosen = Chosen.of(drafts, against, first, last)

    def tell(label: str, part: float | None) -> None:
        zh, en = (label if label == "GMV" else period_name(label, one) for one in ("zh", "en"))
        work.progress(f"正在回测 {zh}", f"Replaying {en}", part)

    try:
        replay(workspace(), chosen.question(workspace()), tell, with_runs=True)
    except REFUSALS as refusal:
        raise Refusal(refusal.text("zh"), refusal.text("en")) from refusal
    return Done("回测已算好", "The replay is here", link=address_of(chosen))


def address_of(chosen: Chosen) -> str:
    asked = {"draft": chosen.drafts, "against": chosen.against}
    asked |= {"first": chosen.first.label, "last": chosen.last.label}
    return f"{reverse('replay')}?{urlencode(asked, doseq=True)}"


def ask_for(actor: Actor, key: str, chosen: Chosen) -> Job | None:
    """Ask a worker for it, once for each question; None where no worker lives."""
    if not living_workers():
        return None
    return enqueue(actor, compute.name, chosen.arguments(), once=_once(key))


def job_of(key: str) -> JobView | None:
    """The job that works on the question now."""
    found = pending(_once(key))
    return view_of(found) if found else None


def _once(key: str) -> str:
    return f"replay:{key}"
