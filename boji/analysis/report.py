"""What a page of figures shows: all subjects of a kind side by side, or one of them over time.

Owns which questions are asked of the kept figures, and nothing of how they look. Raises Wanting where some
are not made yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from boji.analysis.benchmarks import Benchmarks
from boji.analysis.comparing import (
    Compared,
    Peers,
    has_past,
    past_of,
    past_question,
    peers_of,
    refunds_back,
    targets_of,
    values_of,
    whole_of,
)
from boji.analysis.keeping.asking import Question, answers, split
from boji.analysis.keeping.basis import Basis
from boji.analysis.looking import Looking
from boji.analysis.subjects import KindOfSubject, Known
from boji.engine.grains import MetricValue
from boji.engine.periods import Period
from boji.people.queries import Person, people_on
from boji.platform.access import NotFound

BESIDE = (
    "gmv",
    "effective_gmv",
    "viewers",
    "conversion",
    "interaction_rate",
    "return_rate",
    "new_fans",
    "live_minutes",
)


@dataclass(frozen=True)
class Point:
    """One step of a chart: its figure, and that of the step that lies as far in the stretch before."""

    step: Period
    now: MetricValue
    past: Fraction | None


@dataclass(frozen=True)
class Whole:
    """All subjects of a page together; None where the metric cannot be merged."""

    value: Fraction | None
    past: Fraction | None


@dataclass(frozen=True)
class Overview:
    """All subjects of a kind, with all of them together over time where that can be had."""

    rows: tuple[Compared, ...]
    whole: Whole | None
    points: tuple[Point, ...]
    peers: Peers | None
    refunds_back: int


@dataclass(frozen=True)
class Single:
    """One subject: its figure, what it is compared with, its course, and other figures of the same days."""

    compared: Compared
    points: tuple[Point, ...]
    peers_size: int
    target_each: tuple[Fraction | None, ...]
    beside: tuple[tuple[str, MetricValue], ...]
    refunds_back: int


def overview(basis: Basis, looking: Looking, kind: KindOfSubject, subjects: Mapping[str, Known]) -> Overview:
    """Those of the subjects that the engine knows, with what each is compared with."""
    now = {one.subject: one for one in values_of(basis, looking, kind.by, stretches=[looking.days])}
    past = past_of(basis, looking, kind.by)
    shown = [one for key, one in subjects.items() if key in now]
    wanted = targets_of(basis, kind, looking.metric, looking.days, shown)
    people = people_on(basis.workspace, looking.days.last_day)
    peers = peers_of(basis, looking, people, now) if kind.by == "person" else None
    marks = Benchmarks(looking.metric, looking.days)
    rows = tuple(
        Compared(
            one,
            now[one.id],
            past[one.id].value if one.id in past else None,
            wanted.get(one.id),
            peers.of(one.person) if peers else None,
            _benchmark(marks, kind, one.person),
        )
        for one in shown
    )
    whole, points = _together(basis, looking, kind, [one.id for one in shown])
    return Overview(rows, whole, points, peers, refunds_back(basis, looking))


def _benchmark(marks: Benchmarks, kind: KindOfSubject, person: Person | None) -> Fraction | None:
    """Benchmarks are of people."""
    return marks.of(person.tier) if kind.by == "person" and person else None


def _together(
    basis: Basis, looking: Looking, kind: KindOfSubject, subjects: list[str]
) -> tuple[Whole | None, tuple[Point, ...]]:
    if not subjects or not split(basis, [looking.metric.name])[0]:
        return None, ()

    def asked(stretches: tuple[Period, ...]) -> list[MetricValue]:
        return whole_of(basis, Question((looking.metric.name,), kind.by, stretches), subjects)

    def asked_before(stretches: tuple[Period, ...]) -> list[MetricValue]:
        return whole_of(basis, past_question(basis, looking, kind.by, stretches), subjects)

    past = has_past(basis, looking)
    now = asked((looking.days,))
    before = asked_before((looking.before,)) if past else []
    if not now:
        return None, ()
    whole = Whole(now[0].value, before[0].value if before else None)
    steps = looking.steps
    olds = asked_before(_shifted(looking)) if past and len(steps) > 1 else []
    return whole, _points(steps, asked(steps) if len(steps) > 1 else [], olds, _shifted(looking))


def _shifted(looking: Looking) -> tuple[Period, ...]:
    """The steps of the stretch before: each as many days earlier as the stretch is long."""
    back = looking.days.first_day - looking.before.first_day
    return tuple(Period.stretch(one.first_day - back, one.last_day - back) for one in looking.steps)


def _points(
    steps: tuple[Period, ...], now: list[MetricValue], past: list[MetricValue], shifted: tuple[Period, ...]
) -> tuple[Point, ...]:
    by_label = {one.period: one for one in now}
    before = {one.period: one.value for one in past}
    return tuple(
        Point(step, by_label[step.label], before.get(old.label))
        for step, old in zip(steps, shifted, strict=True)
        if step.label in by_label
    )


def single(basis: Basis, looking: Looking, kind: KindOfSubject, known: Known) -> Single:
    """One subject; of a metric that must be taken at once, steps that are whole days, weeks or months."""
    found = values_of(basis, looking, kind.by, stretches=[looking.days], subjects=[known.id])
    if not found:
        raise NotFound(known.id)
    now = found[0]
    past = past_of(basis, looking, kind.by).get(known.id)
    people = people_on(basis.workspace, looking.days.last_day)
    peers = peers_of(basis, looking, people) if kind.by == "person" else None
    wanted = targets_of(basis, kind, looking.metric, looking.days, [known])
    compared = Compared(
        known,
        now,
        past.value if past else None,
        wanted.get(known.id),
        peers.of(known.person) if peers else None,
        _benchmark(Benchmarks(looking.metric, looking.days), kind, known.person),
    )
    points = _course(basis, looking, kind, known)
    target_each = tuple(
        targets_of(basis, kind, looking.metric, one.step, [known]).get(known.id) for one in points[:1]
    )
    size = peers.sizes.get((known.person.role, known.person.tier), 0) if peers and known.person else 0
    return Single(
        compared,
        points,
        size,
        target_each,
        _beside(basis, looking, kind, known),
        refunds_back(basis, looking),
    )


def _course(basis: Basis, looking: Looking, kind: KindOfSubject, known: Known) -> tuple[Point, ...]:
    from_days = bool(split(basis, [looking.metric.name])[0])
    steps = looking.steps
    if not from_days:
        steps = tuple(one for one in steps if one.kind != "stretch")
    if len(steps) < 2:  # one point is no course
        return ()
    now = values_of(basis, looking, kind.by, stretches=steps, subjects=[known.id])
    if not from_days:
        return _points(steps, now, [], steps)
    olds: list[MetricValue] = []
    if has_past(basis, looking):
        asked = past_question(basis, looking, kind.by, _shifted(looking))
        olds = answers(
            basis, Question(asked.metrics, asked.by, asked.stretches, (known.id,), None, asked.refunds_back)
        )
    return _points(steps, now, olds, _shifted(looking))


def _beside(
    basis: Basis, looking: Looking, kind: KindOfSubject, known: Known
) -> tuple[tuple[str, MetricValue], ...]:
    """A few other figures of the same days, of those that are at hand."""
    available = {one.name for one in looking.metrics}
    names = [one for one in BESIDE if one in available and one != looking.metric.name]
    names = split(basis, names)[0]
    if not names:
        return ()
    found = answers(basis, Question(tuple(names), kind.by, (looking.days,), (known.id,)))
    return tuple((one.metric, one) for one in found)
