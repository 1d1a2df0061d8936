"""How proposals are shown in their list."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from boji.outcomes.queries import Proposal
from boji.platform import formats
from boji.platform.components import Cell, Column, Row, Table
from boji.platform.words import language, say


def list_table(proposals: Iterable[Proposal]) -> Table:
    columns = (
        Column("name", say("人员", "Person")),
        Column("outcome", say("结果", "Outcome"), key=True),
        Column("period", say("账期", "Period")),
        Column("score", say("得分", "Score"), number=True),
        Column("rank", say("同组名次", "Rank in group"), number=True),
        Column("amount", say("奖金", "Bonus"), number=True),
        Column("decision", say("决定", "Decision"), key=True),
    )
    return Table(say("提议", "Proposals"), columns, tuple(_row(one) for one in proposals))


def _row(one: Proposal) -> Row:
    address = reverse("outcome", args=[one.period.label, one.outcome.name, one.person_id])
    return Row(
        (
            Cell(one.name, address, note=one.team),
            Cell(one.label),
            Cell(formats.period_name(one.period, language())),
            Cell(formats.score(one.score) if one.score is not None else "—"),
            Cell(f"{one.rank}/{one.people}"),
            Cell(formats.money(one.grant_fen) if one.grant_fen is not None else "—"),
            Cell("", status=one.status),
        )
    )
