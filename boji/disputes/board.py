"""What the board of a pay period says of disputes: a part that `BOJI_BOARD_PARTS` names."""

from __future__ import annotations

from boji.disputes.queries import going_on_names
from boji.engine.plan.label import Label
from boji.payouts.board import Entry, Link, Look, Weight


def open_disputes(look: Look) -> list[Entry]:
    """One entry where disputes about the month are not decided; it may pass with a reason."""
    names = going_on_names(look.pay_period.period)
    if not names:
        return []
    return [
        Entry(
            "disputes",
            Weight.WAIVE,
            Label(f"{len(names)} 件疑问未决定", f"{len(names)} disputes are not decided"),
            Label("先答复并决定，或写明为什么可以先发放", "Decide them, or say why pay need not wait"),
            number=len(names),
            people=tuple(names),
            link=Link("disputes", Label("查看疑问", "See them"), query=f"period={look.pay_period.label}"),
        )
    ]
