"""Benchmarks: entering one, and which holds for whom on a day.

Owns the order in which they are found: the one of the tier before the one for all, of these the newest that
has begun. What adds up grows with the days that are looked at, as a plan's targets do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from boji.analysis.models import MONTH, SESSION, Benchmark
from boji.engine.periods import Period
from boji.engine.plan.model import Metric
from boji.platform import audit
from boji.platform.access import demand
from boji.platform.audit import Actor
from boji.platform.roles import Right


@dataclass(frozen=True)
class NewBenchmark:
    """What is entered; `figure` in the unit of the metric, a percentage as a ratio."""

    metric: str
    tier: str
    per: str
    figure: Decimal
    from_day: dt.date
    source: str


def enter(actor: Actor, new: NewBenchmark, now: dt.datetime) -> Benchmark:
    """Keep a benchmark, with its entry in the audit trail. Raises NotFound without the right."""
    assert actor.user is not None, "a benchmark is entered by a person"
    demand(actor.user, Right.SET_BENCHMARKS)
    with transaction.atomic():
        made = Benchmark.objects.create(
            metric=new.metric,
            tier=new.tier,
            per=new.per,
            figure=new.figure,
            from_day=new.from_day,
            source=new.source,
            entered_by=actor.user,
            entered_at=now,
        )
        audit.record(
            actor,
            "benchmark.entered",
            f"benchmark:{made.pk}",
            metric=new.metric,
            tier=new.tier,
            figure=f"{new.figure.normalize():f}",
            source=new.source,
        )
    return made


def all_benchmarks() -> list[Benchmark]:
    return list(Benchmark.objects.select_related("entered_by"))


class Benchmarks:
    """Those of one metric that hold on a day, by tier."""

    def __init__(self, metric: Metric, days: Period, *, per: str = MONTH) -> None:
        known = Benchmark.objects.filter(metric=metric.name, per=per, from_day__lte=days.last_day)
        self._scale = days.length_in_months if metric.additive and per == MONTH else Fraction(1)
        self._by_tier: dict[str, Benchmark] = {}
        for one in known.order_by("from_day", "id"):
            self._by_tier[one.tier] = one

    def of(self, tier: str) -> Fraction | None:
        found = self._by_tier.get(tier) or self._by_tier.get("")
        return None if found is None else Fraction(found.figure) * self._scale


def session_benchmarks(metrics: Iterable[Metric], day: dt.date) -> dict[str, Fraction]:
    """What a session should reach, by metric."""
    one_day = Period.stretch(day, day)
    found = {one.name: Benchmarks(one, one_day, per=SESSION).of("") for one in metrics}
    return {name: value for name, value in found.items() if value is not None}
