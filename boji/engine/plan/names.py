"""Which names may stand in which formula of a plan. Owns the uses and the lookup of names.

A scheme's `for` asks what a person is, a gate what a person did, a pool what a session is: a name
that belongs to another use is an error that says where it belongs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import lark

from boji.engine.plan.columns import COLUMNS, PERSON_ATTRIBUTES, SESSION_ATTRIBUTES
from boji.engine.plan.formula import Attribute, Formula, Kind, MetricName, Span
from boji.engine.plan.issues import listed, nearest_word
from boji.engine.plan.label import Label

if TYPE_CHECKING:
    from boji.engine.plan.typecheck import Checker

ROLES = ("anchor", "operations", "planner", "controller", "customer_service")


class Use(Enum):
    """What a formula is for."""

    METRIC = "metric"  # a metric's definition: aggregates and other metrics
    BASE = "base"  # a scheme's or pool's base: the same, and the team's metrics
    CONDITION = "condition"  # points, gates, ladders: metrics of the person and the team
    OUTCOME = "outcome"  # the same, and what the person is
    PERSON = "person"  # whom a scheme or scorecard is for
    TEAM = "team"  # which teams a team scorecard is for
    SESSION = "session"  # which sessions a pool is for
    GRANT = "grant"  # what an outcome grants, from what the person is


_AGGREGATES = (Use.METRIC, Use.BASE)
_METRICS = (Use.METRIC, Use.BASE, Use.CONDITION, Use.OUTCOME)
_TEAM_METRICS = (Use.BASE, Use.CONDITION, Use.OUTCOME)
_ATTRIBUTES: dict[Use, tuple[str, ...]] = {
    Use.OUTCOME: tuple(PERSON_ATTRIBUTES),
    Use.PERSON: tuple(PERSON_ATTRIBUTES),
    Use.GRANT: tuple(PERSON_ATTRIBUTES),
    Use.TEAM: ("team",),
}

ReportAt = Callable[[Span, Label, Label | None, str | None], None]


@dataclass
class Names:
    """The names that one formula can use. A metric of kind None is itself broken: no second report."""

    use: Use
    metrics: Mapping[str, Kind | None]
    roles: tuple[str, ...]
    report_at: ReportAt

    def bare(self, checker: Checker, name: lark.Token) -> Formula | None:
        """What a name without a dot stands for."""
        attributes = _ATTRIBUTES.get(self.use, ())
        if name in attributes:
            return Attribute(str(name), PERSON_ATTRIBUTES[name], checker.span(name))
        if name in self.metrics and self.use in _METRICS:
            kind = self.metrics[name]
            return kind and MetricName(str(name), kind, checker.span(name))
        self._unknown(checker, name, str(name))
        return None

    def dotted(self, checker: Checker, first: lark.Token, second: lark.Token) -> Formula | None:
        """What `team.gmv` or `session.kind` stands for."""
        if first == "team" and self.use in _TEAM_METRICS:
            return self._team_metric(checker, first, second)
        if first == "session" and self.use is Use.SESSION:
            return self._session_attribute(checker, first, second)
        self._unknown(checker, first, f"{first}.{second}")
        return None

    def _team_metric(self, checker: Checker, first: lark.Token, second: lark.Token) -> Formula | None:
        if second not in self.metrics:
            problem = Label(f"没有指标“{second}”", f"there is no metric “{second}”")
            checker.wrong(second, problem, None, nearest_word(second, self.metrics))
            return None
        kind = self.metrics[second]
        return kind and MetricName(str(second), kind, checker.span(first), of_team=True)

    def _session_attribute(self, checker: Checker, first: lark.Token, second: lark.Token) -> Formula | None:
        if second not in SESSION_ATTRIBUTES:
            known = listed(SESSION_ATTRIBUTES, 40)
            checker.wrong(
                second,
                Label(f"场次没有属性“{second}”", f"a session has no “{second}”"),
                Label(f"可用的：{known}", f"Known: {known}"),
                nearest_word(second, SESSION_ATTRIBUTES),
            )
            return None
        return Attribute(str(second), SESSION_ATTRIBUTES[second], checker.span(first), of_session=True)

    def allow_aggregate(self, checker: Checker, name: lark.Token) -> bool:
        """Whether aggregates may stand here; reports where not."""
        if self.use in _AGGREGATES:
            return True
        checker.wrong(
            name,
            Label(f"这里不能直接汇总（{name}）", f"{name} cannot be used here"),
            Label(
                "在 metrics: 下定义一个指标，这里用它的名字",
                "Define a metric under metrics: and use its name here",
            ),
        )
        return False

    def texts_of(self, named: Formula) -> tuple[str, ...]:
        """The texts that an attribute can have, where they are a closed list."""
        return self.roles if isinstance(named, Attribute) and named.name == "role" else ()

    # Names that are wrong

    def usable(self) -> list[str]:
        """Every name that may stand here."""
        metrics = list(self.metrics) if self.use in _METRICS else []
        session = [f"session.{name}" for name in SESSION_ATTRIBUTES] if self.use is Use.SESSION else []
        return [*_ATTRIBUTES.get(self.use, ()), *session, *metrics]

    def _unknown(self, checker: Checker, token: lark.Token, written: str) -> None:
        elsewhere = self._belongs_elsewhere(written)
        if elsewhere is not None:
            checker.wrong(token, *elsewhere)
            return
        usable = self.usable()
        shown = [name for name in usable if name not in self.metrics]
        mend = (
            Label(f"这里可用的：{listed(shown, 40)}", f"Known here: {listed(shown, 40)}") if shown else None
        )
        if self.use in _METRICS:
            problem = Label(f"没有指标“{written}”", f"there is no metric “{written}”")
        else:
            problem = Label(f"没有“{written}”", f"“{written}” does not exist")
        checker.wrong(token, problem, mend, nearest_word(written, usable))

    def _belongs_elsewhere(self, written: str) -> tuple[Label, Label | None] | None:
        """The words for a name that exists but not here."""
        first, _, second = written.partition(".")
        if first == "session" and second:
            return (
                Label(
                    f"“{written}”是场次的属性，这里不能用",
                    f"“{written}” is a session attribute and cannot be used here",
                ),
                Label("场次属性只用于 pools 的 for", "Session attributes are for the `for` of pools"),
            )
        if first in COLUMNS:
            return (
                Label(f"“{written}”是数据列，要先汇总", f"“{written}” is data and must be added up first"),
                Label(f"例如 sum({first}.…)", f"As in sum({first}.…)"),
            )
        if first == "team" and second in self.metrics:
            return (Label("这里不能用团队指标", "metrics of the team cannot be used here"), None)
        if written in PERSON_ATTRIBUTES:
            return (
                Label(
                    f"“{written}”是人员属性，这里不能用",
                    f"“{written}” is an attribute of people and cannot be used here",
                ),
                Label(_usable_words(self.usable())[0], _usable_words(self.usable())[1]),
            )
        if written in self.metrics:
            return (
                Label(f"“{written}”是指标，这里不能用", f"“{written}” is a metric and cannot be used here"),
                Label(_usable_words(self.usable())[0], _usable_words(self.usable())[1]),
            )
        return None


def _usable_words(usable: Iterable[str]) -> tuple[str, str]:
    return (f"这里可用的：{listed(usable)}", f"Known here: {listed(usable)}")
