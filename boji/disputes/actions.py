"""What is done in a dispute: raising it, words and evidence, the decision, reminders.

Owns that every move is one transaction with its entry and audit entry, and that a dispute moves only from
the state in which it was read: of two who decide at once, the second is told so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from boji.disputes import evidence
from boji.disputes.evidence import Upload
from boji.disputes.models import Dispute, Entry, Evidence
from boji.disputes.queries import sides
from boji.disputes.rules import MOVES, Move, State, open_moves, reminder_due
from boji.engine.periods import Period
from boji.engine.plan.model import Label
from boji.engine.results.statement import NoSuchPerson, statement
from boji.lake.ledger import ImportAbsent, ledger_line
from boji.payouts.granting import grant
from boji.payouts.queries import run_in_use
from boji.payouts.runs import RunAbsent
from boji.people.queries import person_on
from boji.platform import audit
from boji.platform.access import NotFound, demand
from boji.platform.audit import Actor
from boji.platform.company import working_days
from boji.platform.formats import fen_of_text
from boji.platform.roles import Right
from boji.workspace import Workspace

SHORTEST = 5  # characters; what is wrong, or why, must be said


class MoveRefused(Exception):
    """The move is not open to this account now, or lacks something; `place` is the field of its form."""

    def __init__(self, zh: str, en: str, place: str = "text") -> None:
        super().__init__(en)
        self.zh, self.en, self.place = zh, en, place

    def text(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Correction:
    """How an upheld dispute is put right: an amount in the next open month, an import, or both."""

    fen: int | None = None
    import_number: int | None = None


@dataclass(frozen=True)
class Disputed:
    """A figure as the statement shows it, when it is disputed."""

    run: str
    figure: str
    label: Label
    fen: int | None


def disputed(workspace: Workspace, period: Period, person_id: str, figure: str) -> Disputed:
    """The figure that is asked about: a line of the statement, the pay or the score. Raises NotFound."""
    try:
        run = run_in_use(workspace, period)
        paid, english = (statement(run, person_id, language) for language in ("zh", "en"))
    except (RunAbsent, NoSuchPerson) as absent:
        raise NotFound(person_id) from absent
    identity = run.manifest["id"]
    if figure == "pay":
        return Disputed(identity, figure, Label("应发", "pay"), fen_of_text(paid["pay"]))
    if figure == "score":
        return Disputed(identity, figure, Label("得分", "score"), None)
    pairs = zip(paid["lines"], english["lines"], strict=True)
    lines = {f"line {number}": pair for number, pair in enumerate(pairs, 1)}
    if figure not in lines:
        raise NotFound(figure)
    line, same = lines[figure]
    return Disputed(identity, figure, Label(line["label"], same["label"]), fen_of_text(line["amount"]))


def raise_dispute(
    actor: Actor,
    workspace: Workspace,
    period: Period,
    person_id: str,
    about: Disputed,
    text: str,
    files: Sequence[Upload],
    now: dt.datetime,
) -> Dispute:
    """Open a dispute about a figure. Raises MoveRefused and EvidenceRefused."""
    assert actor.user is not None, "a dispute is a person's"
    _demand_words(text)
    kept = evidence.keep(workspace, files)
    person = person_on(workspace, person_id, period.last_day)
    with transaction.atomic():
        dispute = Dispute.objects.create(
            period=period.label,
            person_id=person_id,
            name=person.name if person else person_id,
            figure=about.figure,
            label=about.label.zh,
            label_en=about.label.en,
            fen=about.fen,
            run=about.run,
            raised_by=actor.user,
            raised_at=now,
            due_on=_due(now),
        )
        _say(actor, dispute, Move.RAISE, text, kept, now)
    return dispute


def move(
    actor: Actor,
    workspace: Workspace,
    dispute: Dispute,
    step: Move,
    text: str,
    now: dt.datetime,
    *,
    files: Sequence[Upload] = (),
    correction: Correction | None = None,
) -> None:
    """Take a step in a dispute. Raises MoveRefused and EvidenceRefused."""
    assert actor.user is not None, "a move is a person's"
    _demand_words(text)
    if step not in open_moves(dispute.standing, sides(actor.user, workspace, dispute)):
        raise _not_now(dispute)
    if step is Move.UPHOLD and (correction is None or correction == Correction()):
        raise MoveRefused(
            "成立的疑问要写明怎样更正：金额，或更正数据的导入编号",
            "What is upheld needs its correction: an amount, or the import that mends the facts",
        )
    if correction is not None and correction.import_number is not None:
        _demand_import(workspace, correction.import_number)
    kept = evidence.keep(workspace, files)
    target = MOVES[step].target
    with transaction.atomic():
        moved = Dispute.objects.filter(pk=dispute.pk, state=dispute.state).update(
            state=target,
            closed_at=now if target.is_closed else None,
            due_on=_due(now) if step in (Move.ASK, Move.REOPEN) else dispute.due_on,
        )
        if not moved:
            raise _not_now(Dispute.objects.get(pk=dispute.pk))
        _say(actor, dispute, step, text, kept, now, correction or Correction())
        if correction is not None and correction.fen:
            demand(actor.user, Right.ANSWER_DISPUTES)
            grant(
                actor,
                dispute.person_id,
                correction.fen,
                Label(f"更正：{dispute.label}", f"correction: {dispute.label_en}"),
                text,
                kind="correction",
                about=dispute.period,
                source=f"dispute:{dispute.pk}:{dispute.entries.count()}",
                now=now,
            )


def remind(now: dt.datetime) -> int:
    """Leave a reminder in every dispute that must be answered soon, at most one a day; how many."""
    today = now.astimezone(settings.BOJI_ZONE).date()
    written = 0
    for dispute in Dispute.objects.filter(state=State.OPEN):
        last = dispute.entries.filter(move=Move.REMIND).last()
        last_day = last.at.astimezone(settings.BOJI_ZONE).date() if last else None
        if reminder_due(dispute.standing, dispute.due_on, today, last_day):
            Entry.objects.create(dispute=dispute, move=Move.REMIND, at=now)
            written += 1
    return written


def _say(
    actor: Actor,
    dispute: Dispute,
    step: Move,
    text: str,
    kept: Sequence[evidence.Kept],
    now: dt.datetime,
    correction: Correction = Correction(),  # frozen
) -> None:
    entry = Entry.objects.create(
        dispute=dispute,
        move=step,
        at=now,
        by=actor.user,
        text=text.strip(),
        correction_fen=correction.fen,
        correction_import=correction.import_number,
    )
    Evidence.objects.bulk_create(
        Evidence(entry=entry, name=one.name, sha256=one.sha256, size=one.size) for one in kept
    )
    audit.record(
        actor,
        f"dispute.{step}",
        f"dispute:{dispute.pk}",
        person_id=dispute.person_id,
        period=dispute.period,
        figure=dispute.figure,
    )


def _due(now: dt.datetime) -> dt.date:
    today = now.astimezone(settings.BOJI_ZONE).date()
    return working_days().after(today, settings.BOJI_DISPUTE_DAYS)


def _demand_import(workspace: Workspace, number: int) -> None:
    """The import that is said to mend the facts is in the ledger and in force."""
    try:
        undone = ledger_line(workspace, number).undone
    except ImportAbsent as absent:
        raise MoveRefused(
            f"第 {number} 条记录是撤销，不是导入；请填写更正数据的那次导入的编号"
            if absent.is_undo
            else f"导入台账中没有编号 {number}；请核对更正数据的那次导入的编号",
            f"Entry {number} is an undo, no import; name the import that mends the facts"
            if absent.is_undo
            else f"The ledger has no import {number}; check the number of the import that mends the facts",
            "import_number",
        ) from absent
    if undone is not None:
        raise MoveRefused(
            f"导入 {number} 已被第 {undone.number} 条记录撤销，数据没有因它而更正；请填写仍然生效的导入编号",
            f"Import {number} was undone by entry {undone.number} and mends nothing;"
            " name an import that is in force",
            "import_number",
        )


def _demand_words(text: str) -> None:
    if len(text.strip()) < SHORTEST:
        raise MoveRefused(
            f"请写清楚（至少 {SHORTEST} 个字）", f"Say it in words (at least {SHORTEST} characters)"
        )


def _not_now(dispute: Dispute) -> MoveRefused:
    state = dispute.standing
    return MoveRefused(
        f"这件疑问现在是“{state.text('zh')}”，不能这样做；请刷新查看",
        f"This dispute is “{state.text('en')}” now and cannot be moved so; reload to see it",
    )
