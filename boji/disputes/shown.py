"""How disputes are shown: the rows of their list and the entries of a thread, as components take them.

Owns the words of moves and the shape of states. What may be done is `rules`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from boji.disputes.models import Dispute, Entry, Evidence
from boji.disputes.queries import is_overdue
from boji.disputes.rules import Move, State
from boji.platform import formats
from boji.platform.components import Cell, Column, Kind, Row, Status, Table
from boji.platform.words import language, say

KINDS = {
    State.OPEN: Kind.WAITING,
    State.ANSWERED: Kind.ACTIVE,
    State.UPHELD: Kind.DONE,
    State.REJECTED: Kind.DONE,
    State.WITHDRAWN: Kind.DRAFT,
}

# What a button says, and what the thread says was done.
MOVE_WORDS: dict[Move, tuple[tuple[str, str], tuple[str, str]]] = {
    Move.RAISE: (("提出", "Raise"), ("提出疑问", "raised it")),
    Move.ASK: (("补充说明", "Add"), ("补充", "added")),
    Move.ANSWER: (("答复", "Answer"), ("答复", "answered")),
    Move.UPHOLD: (("成立，更正", "Uphold and correct"), ("认为成立，更正", "upheld it")),
    Move.REJECT: (("不成立", "Reject"), ("认为不成立", "rejected it")),
    Move.WITHDRAW: (("撤回", "Withdraw"), ("撤回", "withdrew it")),
    Move.REOPEN: (("重新提出", "Reopen"), ("重新提出", "reopened it")),
    Move.REMIND: (("提醒", "Remind"), ("提醒：还没有答复", "reminds: no answer yet")),
}
ICONS = {Move.UPHOLD: "circle-check", Move.REJECT: "circle-x", Move.REMIND: "clock"}


@dataclass(frozen=True)
class Said:
    """One entry of a thread in the reader's words."""

    who: str
    when: str
    did: str
    icon: str
    text: str
    correction: str
    import_number: int | None
    files: list[Evidence]


def standing(dispute: Dispute) -> Status:
    return Status(KINDS[dispute.standing], dispute.standing.text(language()))


def due_words(dispute: Dispute, today: dt.date) -> str:
    """Until when it must be answered; nothing once it was."""
    if dispute.standing is not State.OPEN:
        return ""
    day = formats.short_day(dispute.due_on, language())
    if is_overdue(dispute, today):
        return say("已逾期，期限是 {day}", "overdue, due on {day}", day=day)
    return say("{day} 前答复", "answer due by {day}", day=day)


def list_table(disputes: Iterable[Dispute], today: dt.date) -> Table:
    columns = (
        Column("name", say("人员", "Person")),
        Column("figure", say("项目", "Figure"), key=True),
        Column("period", say("账期", "Period")),
        Column("amount", say("金额", "Amount"), number=True),
        Column("state", say("状态", "State"), key=True),
        Column("due", say("答复期限", "Answer due")),
    )
    return Table(say("疑问", "Disputes"), columns, tuple(_row(one, today) for one in disputes))


def _row(one: Dispute, today: dt.date) -> Row:
    return Row(
        (
            Cell(one.name, reverse("dispute", args=[one.pk]), note=f"#{one.pk}"),
            Cell(one.called(language())),
            Cell(formats.period_name(one.period, language())),
            Cell(formats.money(one.fen) if one.fen is not None else "—"),
            Cell("", status=standing(one)),
            Cell(due_words(one, today) or "—"),
        )
    )


def said(entry: Entry) -> Said:
    move = Move(entry.move)
    return Said(
        str(entry.by) if entry.by else say("播绩", "Boji"),
        formats.moment(entry.at.astimezone(settings.BOJI_ZONE), language()),
        say(*MOVE_WORDS[move][1]),
        ICONS.get(move, ""),
        entry.text,
        formats.change(entry.correction_fen) if entry.correction_fen else "",
        entry.correction_import,
        list(entry.evidence.all()),
    )


def button(move: Move) -> str:
    return say(*MOVE_WORDS[move][0])
