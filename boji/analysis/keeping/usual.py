"""Which figures are kept before anybody asks: all days, weeks and months, sessions, and the usual stretches.

Owns the list. Whatever else is asked for is made then, and kept in the same way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from boji.analysis.keeping.basis import Basis, Known
from boji.analysis.keeping.pieces import Piece
from boji.engine.compile.grains import SUBJECTS, Subject
from boji.engine.kept_figures import KINDS_TOGETHER, metrics_kept, reads_refunds
from boji.engine.periods import DAY, Period

LAST_DAYS = (28, 7)  # stretches that end with the newest day
_SINGLE: tuple[Subject, ...] = tuple(one for one in SUBJECTS if one != "session")


def usual_pieces(basis: Basis) -> list[Piece]:
    """In order of need: what the first look at each page asks for comes first. None without facts."""
    known = basis.known
    return [] if known is None else list(dict.fromkeys(_pieces(basis, known)))


def _pieces(basis: Basis, known: Known) -> Iterator[Piece]:
    months = Period.stretch(known.first, known.last).months
    yield Piece("values", "session", "day", known.first, known.last)
    for month in reversed(months):
        for kinds in KINDS_TOGETHER:
            yield Piece("days", kinds[0], "month", month.first_day, month.last_day)
    for stretch in _stretches(known):
        yield from _of_stretch(basis, known, stretch)
    for by in _SINGLE:
        if metrics_kept(basis.plan, by, from_days=False):
            yield Piece("values", by, "month", known.first, known.last)
            yield Piece("values", by, "week", known.first, known.last)
            for month in reversed(months):
                yield Piece("values", by, "day", month.first_day, month.last_day)


def _stretches(known: Known) -> Iterator[Period]:
    for days in LAST_DAYS:
        yield Period.stretch(known.last - (days - 1) * DAY, known.last)
    month = Period.containing("month", known.last)
    yield month.before
    yield Period.stretch(month.first_day, known.last)


def _of_stretch(basis: Basis, known: Known, stretch: Period) -> Iterator[Piece]:
    """The stretch and the one before it, which is as long and knows as little of refunds."""
    yield Piece("baskets", "product", "stretch", stretch.first_day, stretch.last_day)
    length = (stretch.end_day - stretch.first_day).days
    before = Period.stretch(stretch.first_day - length * DAY, stretch.first_day - DAY)
    if before.first_day < known.first.replace(day=1):
        return
    for kinds in KINDS_TOGETHER:
        if _aged(basis, kinds[0], from_days=True):
            yield _piece("days", kinds[0], before, length)
    for by in _SINGLE:
        if metrics_kept(basis.plan, by, from_days=False):
            yield from (_piece("values", by, one, 0) for one in (stretch, before) if one.kind == "stretch")


def _aged(basis: Basis, by: Subject, *, from_days: bool) -> bool:
    return any(reads_refunds(basis.plan, one) for one in metrics_kept(basis.plan, by, from_days=from_days))


def _piece(form: str, by: Subject, stretch: Period, back: int) -> Piece:
    first: dt.date = stretch.first_day
    return Piece("days" if form == "days" else "values", by, "stretch", first, stretch.last_day, back)
