"""A figure beside what it is compared with: target, own past, peers of the same tier, a benchmark.

Owns what is compared with what. The past is as many days right before, with refunds known as long after
payment as those of now (X14). Peers have the same role and tier; their rate is sums over sums (X13), what
adds up is the mean of a person, and groups of few are not shown. All are figures of the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from boji.analysis.keeping.asking import Question, answers, split
from boji.analysis.keeping.basis import Basis
from boji.analysis.looking import Looking
from boji.analysis.subjects import KindOfSubject, Known
from boji.engine.compile.grains import Subject
from boji.engine.grains import MetricValue
from boji.engine.kept_figures import reads_refunds
from boji.engine.periods import Period
from boji.engine.plan.model import Metric
from boji.engine.targets import targets
from boji.people.queries import Person

FEWEST_PEERS = 5
EVERYBODY = "all"
Values = dict[str, MetricValue]
GroupKey = tuple[str, str]


@dataclass(frozen=True)
class Compared:
    """One subject's figure with what it is compared with; None where there is nothing."""

    known: Known
    now: MetricValue
    past: Fraction | None = None
    target: Fraction | None = None
    peers: Fraction | None = None
    benchmark: Fraction | None = None

    @property
    def value(self) -> Fraction | None:
        return self.now.value

    @property
    def change(self) -> Fraction | None:
        return None if self.value is None or self.past is None else self.value - self.past

    @property
    def attainment(self) -> Fraction | None:
        """Of the target, where more is better."""
        if self.value is None or not self.target:
            return None
        return self.value / self.target


@dataclass(frozen=True)
class Peers:
    """What peers reach, by role and tier, and how many they are; `size` counts everybody of the group."""

    figures: Mapping[GroupKey, Fraction | None]
    sizes: Mapping[GroupKey, int]

    def of(self, person: Person | None) -> Fraction | None:
        key = group_of(person)
        return self.figures.get(key) if key else None


def values_of(
    basis: Basis,
    looking: Looking,
    by: Subject,
    *,
    stretches: Sequence[Period],
    subjects: Iterable[str] | None = None,
) -> list[MetricValue]:
    return answers(
        basis,
        Question(
            (looking.metric.name,), by, tuple(stretches), tuple(subjects) if subjects is not None else None
        ),
    )


def has_past(basis: Basis, looking: Looking) -> bool:
    known = basis.known
    return known is not None and looking.before.first_day >= known.first.replace(day=1)


def refunds_back(basis: Basis, looking: Looking) -> int:
    """By how many days less refunds are known of the past than now; 0 where the metric reads none."""
    return looking.length if reads_refunds(basis.plan, looking.metric.name) else 0


def past_question(basis: Basis, looking: Looking, by: Subject, stretches: Sequence[Period]) -> Question:
    back = refunds_back(basis, looking)
    return Question((looking.metric.name,), by, tuple(stretches), refunds_back=back)


def past_of(basis: Basis, looking: Looking, by: Subject) -> Values:
    """The figures of the stretch before; nothing where the facts do not reach so far back."""
    if not has_past(basis, looking):
        return {}
    return {one.subject: one for one in answers(basis, past_question(basis, looking, by, [looking.before]))}


def targets_of(
    basis: Basis, kind: KindOfSubject, metric: Metric, days: Period, subjects: Iterable[Known]
) -> dict[str, Fraction]:
    listed = [one.attributes for one in subjects]
    if kind.by not in ("person", "team") or not listed:
        return {}
    return targets(basis.plan, metric.name, days, listed, of_team=kind.by == "team")


def group_of(person: Person | None) -> GroupKey | None:
    return (person.role, person.tier) if person is not None and person.here and person.role else None


def peers_of(
    basis: Basis, looking: Looking, people: Mapping[str, Person], figures: Values | None = None
) -> Peers:
    """What groups reach: those who are here on the last day and have a figure, FEWEST_PEERS at least.

    Fewer could be told apart by somebody who knows their own figure.
    """
    if figures is None:
        asked = values_of(basis, looking, "person", stretches=[looking.days])
        figures = {one.subject: one for one in asked}
    groups: dict[GroupKey, list[str]] = {}
    for key, one in people.items():
        group = group_of(one)
        if group is not None and key in figures and figures[key].value is not None:
            groups.setdefault(group, []).append(key)
    large = {key: sorted(members) for key, members in groups.items() if len(members) >= FEWEST_PEERS}
    found = _group_figures(basis, looking, large, figures)
    return Peers(found, {key: len(members) for key, members in large.items()})


def _group_figures(
    basis: Basis, looking: Looking, groups: Mapping[GroupKey, Sequence[str]], figures: Values
) -> dict[GroupKey, Fraction | None]:
    metric = looking.metric
    if split(basis, [metric.name])[0]:
        labels = {f"{role}\n{tier}": (role, tier) for role, tier in groups}
        wanted = tuple((label, tuple(groups[key])) for label, key in labels.items())
        if not wanted:
            return {}
        asked = Question((metric.name,), "person", (looking.days,), groups=wanted)
        whole = {labels[one.subject]: one.value for one in answers(basis, asked)}
        return {key: _of_one(metric, value, len(groups[key])) for key, value in whole.items()}
    return {
        key: together(metric, [figures[one] for one in members if one in figures])
        for key, members in groups.items()
    }


def _of_one(metric: Metric, whole: Fraction | None, size: int) -> Fraction | None:
    """Of what adds up the mean of a person."""
    return whole / size if metric.additive and whole is not None else whole


def together(metric: Metric, figures: Sequence[MetricValue]) -> Fraction | None:
    """Several people together where days cannot be merged: the mean of sums, rates as sums over sums."""
    known = [one for one in figures if one.value is not None]
    if metric.additive and known:
        return sum((one.value or Fraction(0) for one in known), Fraction(0)) / len(figures)
    over = [one.numerator for one in known if one.numerator is not None]
    under = [one.denominator for one in known if one.denominator is not None]
    if not under or len(over) != len(known) or not sum(under):
        return None
    return sum(over, Fraction(0)) / sum(under, Fraction(0))


def whole_of(basis: Basis, question: Question, subjects: Iterable[str]) -> list[MetricValue]:
    """The figure of all these subjects together for each stretch; nothing where they cannot be merged."""
    if not split(basis, question.metrics)[0]:
        return []
    groups = ((EVERYBODY, tuple(sorted(subjects))),)
    return answers(
        basis,
        Question(question.metrics, question.by, question.stretches, None, groups, question.refunds_back),
    )
