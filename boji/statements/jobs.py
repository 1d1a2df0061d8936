"""Long work of statements in the background: everybody's of a month in one file, and clearing old files.

Owns how it is asked for. A file is written beside and moved into place, so that it is there whole or not at
all; a job that is done again makes the same one.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from django.urls import reverse

from boji.engine.periods import Period
from boji.payouts.queries import run_in_use
from boji.platform import audit
from boji.platform.access import demand, reach
from boji.platform.audit import Actor
from boji.platform.company import workspace
from boji.platform.formats import period_name
from boji.platform.jobs.actions import enqueue
from boji.platform.jobs.kinds import Done, Refusal, Work, job
from boji.platform.jobs.models import Job
from boji.platform.roles import Right
from boji.platform.words import language
from boji.statements.bundles import KIND, Form, file_of, throw_away_old, title_words
from boji.statements.explained import Subject
from boji.statements.paper.bundling import write_pdf, write_zip
from boji.statements.paper.papers import paper_of
from boji.statements.paper.sheet import Detail, Paper
from boji.statements.queries import PersonPay, people_paid


def ask_for_bundle(actor: Actor, period: Period, form: Form, detail: Detail) -> Job:
    """Ask for the file of a month; the one that is on its way already where there is one."""
    assert actor.user is not None, "files are made for people"
    arguments = {
        "period": period.label,
        "form": form.value,
        "detail": detail.value,
        "key": secrets.token_hex(8),
    }
    once = f"{KIND}:{period.label}:{form}:{detail}:{actor.user.pk}"
    return enqueue(actor, KIND, arguments, once=once)


@job(KIND, "打印全部提成单", "Printing all statements")
def bundle(work: Work, period: str, form: str, detail: str, key: str) -> Done:
    """The statements of everybody. Raises NotFound, RunAbsent and Refusal."""
    user, month = work.actor.user, Period.parse(period)
    assert user is not None, "files are made for people"
    demand(user, Right.SEE_PAY)
    run = run_in_use(workspace(), month)
    people = sorted(
        people_paid(run, reach(user, Right.SEE_PAY)), key=lambda one: (one.team, one.name, one.person_id)
    )
    if not people:
        raise Refusal("这个月没有人有提成单", "Nobody has a statement this month")
    target = file_of(workspace(), key, Form(form))
    target.parent.mkdir(exist_ok=True)
    draft = target.with_name(f".{target.name}")
    papers = _papers(work, month, str(run.manifest["id"]), people, Detail(detail))
    if form == Form.PDF:
        write_pdf(papers, draft, title_words(month))
    else:
        write_zip(papers, draft)
    draft.chmod(0o600)
    draft.replace(target)
    audit.record(work.actor, "statements.made", f"period:{period}", people=len(people), form=form)
    return Done(
        f"{period_name(period, 'zh')}{len(people)} 人的提成单已做好",
        f"Statements of {len(people)} people for {period_name(period, 'en')} are here",
        link=reverse("statement_bundles", args=[period]),
        figures={"people": len(people)},
    )


def _papers(work: Work, month: Period, run: str, people: list[PersonPay], detail: Detail) -> Iterator[Paper]:
    """The papers one by one, each made when it is asked for."""
    user = work.actor.user
    assert user is not None, "files are made for people"
    for number, one in enumerate(people):
        work.progress(
            f"第 {number + 1}/{len(people)} 人：{one.name}",
            f"{number + 1} of {len(people)}: {one.name}",
            number / len(people),
        )
        yield paper_of(user, Subject(workspace(), month, run, one.person_id, language()), detail)


@job("statements.forget", "清理提成单文件", "Throwing away files of statements")
def forget(work: Work) -> Done:  # noqa: ARG001 # asks for nothing
    """Files that are older than a week."""
    number = throw_away_old(workspace())
    return Done(f"清理了 {number} 个文件", f"{number} files thrown away", figures={"files": number})
