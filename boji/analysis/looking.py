"""What an address asks of a page of figures: which metric, which days, in which steps, who of them.

Owns reading it. Whatever makes no sense is said in words, and the usual stands in its place, so that any
address shows a page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from boji.analysis.keeping.basis import Known
from boji.engine.compile.grains import Subject
from boji.engine.grains import available_metrics
from boji.engine.periods import DAY, Period
from boji.engine.plan.issues import nearest_word
from boji.engine.plan.model import Metric, Plan
from boji.platform.words import say

Step = Literal["day", "week", "month"]
STEPS: tuple[Step, ...] = ("day", "week", "month")
USUAL_DAYS = 28
MOST_POINTS = 62
USUAL = ("gmv", "gift_income", "viewers")


@dataclass(frozen=True)
class Looking:
    """`days` is the stretch that is looked at; `problems` are what of the address was not understood."""

    metric: Metric
    metrics: tuple[Metric, ...]
    days: Period
    each: Step
    words: str = ""
    team: str = ""
    tier: str = ""
    problems: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        return (self.days.end_day - self.days.first_day).days

    @property
    def before(self) -> Period:
        """As many days, right before."""
        return Period.stretch(self.days.first_day - self.length * DAY, self.days.first_day - DAY)

    @property
    def steps(self) -> tuple[Period, ...]:
        """The days, weeks or months inside; the first and last may be cut by the stretch."""
        found, day = [], self.days.first_day
        while day < self.days.end_day:
            whole = Period.containing(self.each, day)
            found.append(Period.stretch(day, min(whole.last_day, self.days.last_day)))
            day = whole.end_day
        return tuple(found)

    def address(self, **changed: object) -> str:
        """The query of this look, with some of it changed."""
        values = {
            "metric": self.metric.name,
            "first": self.days.first_day.isoformat(),
            "last": self.days.last_day.isoformat(),
            "each": self.each,
            **{
                name: value
                for name, value in (("q", self.words), ("team", self.team), ("tier", self.tier))
                if value
            },
        }
        return urlencode(values | {name: str(value) for name, value in changed.items()})


def looking(asked: Mapping[str, str], plan: Plan, by: Subject, known: Known) -> Looking:
    """What the query of an address asks, within the days of which the facts know something."""
    metrics = tuple(one.metric for one in available_metrics(plan, by) if one.available)
    problems: list[str] = []
    metric = _metric(asked.get("metric", ""), metrics, problems)
    days = _days(asked, known, problems)
    each = _step(asked.get("each", ""), days, problems)
    return Looking(
        metric,
        metrics,
        days,
        each,
        asked.get("q", "").strip()[:60],
        asked.get("team", "")[:80],
        asked.get("tier", "")[:80],
        tuple(problems),
    )


def _metric(name: str, metrics: Sequence[Metric], problems: list[str]) -> Metric:
    named = {one.name: one for one in metrics}
    usual = next((named[one] for one in USUAL if one in named), metrics[0])
    if name and name not in named:
        nearest = nearest_word(name[:80], named)
        guess = (
            say(
                "，是不是“{one}”？",
                "; did you mean “{one}”?",
                one=named[nearest].label.text("zh" if say("zh", "en") == "zh" else "en"),
            )
            if nearest
            else ""
        )
        problems.append(
            say(
                "没有可用的指标“{name}”{guess}。下面是{usual}",
                "There is no metric “{name}” here{guess}. Shown is {usual}",
                name=name[:40], guess=guess, usual=usual.label.text(say("zh", "en")),
            )
        )  # fmt: skip
    return named.get(name, usual)


def _days(asked: Mapping[str, str], known: Known, problems: list[str]) -> Period:
    last = _day(asked.get("last", ""), problems) or known.last
    first = _day(asked.get("first", ""), problems) or min(last, known.last) - (USUAL_DAYS - 1) * DAY
    if first > last:
        problems.append(
            say("结束日早于开始日，已对调", "The last day was before the first; they are swapped")
        )
        first, last = last, first
    edges = Period.containing("month", known.first).first_day, known.last
    within = max(first, edges[0]), min(last, edges[1])
    if within[0] > within[1]:
        problems.append(
            say(
                "数据只有 {first} 至 {last}，下面是最近的日子",
                "The facts reach from {first} to {last}; shown are the newest days",
                first=known.first, last=known.last,
            )
        )  # fmt: skip
        within = max(edges[0], known.last - (USUAL_DAYS - 1) * DAY), known.last
    return Period.stretch(*within)


def _day(text: str, problems: list[str]) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        problems.append(
            say(
                "“{text}”不是日期，请写成 2026-09-30",
                "“{text}” is no date; write 2026-09-30",
                text=text[:20],
            )
        )
        return None


def _step(text: str, days: Period, problems: list[str]) -> Step:
    """The step that was asked for, unless that gives more points than a chart can show."""
    length = (days.end_day - days.first_day).days
    usual: Step = "day" if length <= MOST_POINTS else "week" if length <= 7 * MOST_POINTS else "month"
    chosen = next((one for one in STEPS if one == text), None)
    if text and chosen is None:
        problems.append(say("只能按日、周或月看", "Steps are day, week or month"))
    if chosen is None or STEPS.index(chosen) < STEPS.index(usual):
        return usual
    return chosen
