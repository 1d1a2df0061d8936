"""Asking kept figures: any metrics of any subjects for any stretches of days.

Owns which pieces hold the answer. `Wanting` says which are not made yet. An answer is what `metric_values` of
the engine gives for the same question; its facts never change, so it is remembered.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from boji.analysis.keeping.basis import Basis
from boji.analysis.keeping.pieces import Piece, days_kind
from boji.engine.compile.grains import Subject
from boji.engine.grains import MetricValue
from boji.engine.kept_figures import adds_up_from_days, kept_values, merged_values, reads_refunds
from boji.engine.periods import Period

REMEMBERED = 128  # answers; those of 2,000 people have about 1 MB

Groups = tuple[tuple[str, tuple[str, ...]], ...]


class Wanting(Exception):
    """Pieces that are needed and not made yet."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        super().__init__(", ".join(one.name for one in pieces))
        self.pieces = tuple(pieces)


@dataclass(frozen=True)
class Question:
    """What is asked; `subjects` None are all. `refunds_back` as in `Piece`, of metrics that read refunds.

    `groups` take subjects together, each under a name: only of metrics that add up from days.
    """

    metrics: tuple[str, ...]
    by: Subject
    stretches: tuple[Period, ...]
    subjects: tuple[str, ...] | None = None
    groups: Groups | None = None
    refunds_back: int = 0


Answers = list[MetricValue]
_remembered: OrderedDict[tuple[str, Question], Answers] = OrderedDict()
_lock = threading.Lock()


def answers(basis: Basis, question: Question) -> Answers:
    """The figures, by subject, stretch and metric as `metric_values` orders them. Raises Wanting."""
    key = (f"{basis.workspace.path} {basis.key}", question)
    with _lock:
        if key in _remembered:
            _remembered.move_to_end(key)
            return _remembered[key]
    found = _answers(basis, question)
    with _lock:
        _remembered[key] = found
        while len(_remembered) > REMEMBERED:
            _remembered.popitem(last=False)
    return found


def _answers(basis: Basis, question: Question) -> Answers:
    wanting = [one for one in pieces_of(basis, question) if not one.is_kept(basis)]
    if wanting:
        raise Wanting(wanting)
    from_days, others = split(basis, question.metrics)
    if question.by == "session":
        from_days, others = [], list(question.metrics)
    found: Answers = []
    if from_days:
        found += merged_values(
            basis.plan,
            [one.path(basis) for one in _day_pieces(question)],
            from_days,
            by=question.by,
            stretches=question.stretches,
            subjects=question.subjects,
            groups=dict(question.groups) if question.groups is not None else None,
        )
    if others:
        assert question.groups is None, "what is taken over all rows at once has no groups"
        for piece, periods in _value_pieces(basis, question).items():
            found += kept_values(
                basis.plan,
                piece.path(basis),
                others,
                by=question.by,
                periods=periods,
                subjects=question.subjects,
            )
    return found if not (from_days and others) else _in_order(found, question)


def _in_order(found: Answers, question: Question) -> Answers:
    """As if all metrics had been asked at once."""
    stretch = {one.label: place for place, one in enumerate(question.stretches)}
    metric = {name: place for place, name in enumerate(question.metrics)}
    return sorted(found, key=lambda one: (one.subject, stretch.get(one.period, 0), metric[one.metric]))


def split(basis: Basis, metrics: Iterable[str]) -> tuple[list[str], list[str]]:
    """Those that add up from days, and the others."""
    listed = list(dict.fromkeys(metrics))
    from_days = [one for one in listed if adds_up_from_days(basis.plan, one)]
    return from_days, [one for one in listed if one not in from_days]


def pieces_of(basis: Basis, question: Question) -> list[Piece]:
    """The pieces that hold the answer."""
    from_days, others = split(basis, question.metrics)
    if question.by == "session":
        return list(_value_pieces(basis, question))
    assert not question.refunds_back or all(reads_refunds(basis.plan, one) for one in question.metrics)
    return [
        *(_day_pieces(question) if from_days else []),
        *(_value_pieces(basis, question) if others else {}),
    ]


def _day_pieces(question: Question) -> list[Piece]:
    by = days_kind(question.by)
    first = min(one.first_day for one in question.stretches)
    last = max(one.last_day for one in question.stretches)
    if question.refunds_back:
        return [Piece("days", by, "stretch", first, last, question.refunds_back)]
    months = Period.stretch(first, last).months
    return [Piece("days", by, "month", one.first_day, one.last_day) for one in months]


def _value_pieces(basis: Basis, question: Question) -> Mapping[Piece, list[Period]]:
    """The pieces with the periods that each answers."""
    found: dict[Piece, list[Period]] = {}
    for one in question.stretches:
        found.setdefault(_value_piece(basis, question, one), []).append(one)
    return found


def _value_piece(basis: Basis, question: Question, stretch: Period) -> Piece:
    back, known = question.refunds_back, basis.known
    assert known is not None, "without facts nothing is asked"
    if question.by == "session":
        return Piece("values", "session", "day", known.first, known.last)
    if stretch.kind in ("week", "month") and not back:
        each = "week" if stretch.kind == "week" else "month"
        if known.first < stretch.end_day and stretch.first_day <= known.last:
            return Piece("values", question.by, each, known.first, known.last)  # type: ignore[arg-type]
    if stretch.kind == "day" and not back:
        month = Period.containing("month", stretch.first_day)
        return Piece("values", question.by, "day", month.first_day, month.last_day)
    return Piece("values", question.by, "stretch", stretch.first_day, stretch.last_day, back)
