"""Pay periods as JSON: the one form in which programs get them, from the command line and the HTTP API."""

from __future__ import annotations

from typing import Any

from boji.engine.results.texts import money_text
from boji.payouts.board import Entry
from boji.payouts.models import PayFile
from boji.payouts.period_list import Month
from boji.payouts.period_page import PeriodPage


def month_json(one: Month) -> dict[str, Any]:
    """A month of the list."""
    return {
        "period": one.period.label,
        "state": one.state.value,
        "people": one.people,
        "pay": None if one.fen is None else money_text(one.fen),
        "pay_day": one.pay_day.isoformat(),
        "paid_on": one.paid_on.isoformat() if one.paid_on else None,
        "next": one.next.value if one.next else None,
    }


def page_json(page: PeriodPage, language: str) -> dict[str, Any]:
    """A month: figures, what stands in its way, and who took which step."""
    return {
        "period": page.period.label,
        "state": page.state.value,
        "run": page.one.run or None,
        "people": page.totals.people,
        "pay": money_text(page.totals.pay),
        "pay_day": page.one.pay_day.isoformat(),
        "next": page.next.value if page.next else None,
        "board": [_entry_json(entry, language) for entry in page.board.entries],
        "steps": [
            {
                "step": taken.step,
                "at": taken.at.isoformat(),
                "by": taken.by.username if taken.by else None,
                "run": taken.run,
                "reason": taken.reason,
                "waived": taken.waived,
            }
            for taken in page.history
        ],
    }


def file_figures(kept: PayFile) -> dict[str, Any]:
    """What is in a pay file."""
    return {"people": kept.people, "total": money_text(kept.fen), "sha256": kept.sha256}


def _entry_json(entry: Entry, language: str) -> dict[str, Any]:
    return {
        "code": entry.code,
        "weight": entry.weight.value,
        "title": entry.title.text(language),
        "mend": entry.mend.text(language),
        "number": entry.number,
        "people": list(entry.people),
    }
