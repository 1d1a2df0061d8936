"""Metrics: formulas of the built-in catalogue, and their values over a set of credited pieces.

Owns the oracle's own reading of metrics. The formulas say what boji/engine/catalogue.yaml says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from .credit import Piece, World
from .formula import Aggregate, Binary, Literal, Name, Negate, Node, Value, evaluate, parse
from .values import Period

BUILT_IN = {
    "gmv": "sum(order_lines.paid_amount)",
    "refunds": "sum(order_lines.refunded)",
    "effective_gmv": "gmv - refunds",
    "platform_commission": "sum(order_lines.platform_commission)",
    "traffic_cost": 'sum(costs.amount where kind == "traffic")',
    "product_cost": "sum(order_lines.product_cost)",
    "net_gmv": "gmv - platform_commission - traffic_cost - product_cost",
    "return_rate": "refunds / gmv",
    "gross_margin": "(gmv - product_cost) / gmv",
    "orders": "count_distinct(order_lines.order_id)",
    "aov": "gmv / orders",
    "viewers": "sum(sessions.viewers)",
    "buyers": "sum(sessions.buyers)",
    "comments": "sum(sessions.comments)",
    "likes": "sum(sessions.likes)",
    "shares": "sum(sessions.shares)",
    "conversion": "buyers / viewers",
    "interaction_rate": "(comments + likes + shares) / viewers",
    "new_fans": "sum(sessions.new_fans)",
    "private_adds": "sum(sessions.private_adds)",
    "private_conversion": "private_adds / new_fans",
    "sessions": "count(sessions)",
    "innovation": "count(sessions where new_form) / count(sessions)",
    "violations": "count(violations)",
    "violation_rate": "violations / sessions",
    "valid_minutes": "sum(coalesce(sessions.valid_minutes, sessions.minutes))",
    # Where nobody recorded the accounts' fans, the sessions' own figures stand in.
    "fan_growth": "if count(fans) > 0 then sum(fans.gained) / before(fans.total)"
    " else sum(sessions.new_fans) / first(sessions.fans_before)",
    "fan_retention_7d": "sum(fans.retained_7d) / sum(fans.gained)",
    "plan_execution": "count(rundown where as_planned) / count(rundown)",
    "response_time": "mean(minutes_between(requests.asked_at, requests.acted_at))",
    "team_rating": 'mean(ratings.score where metric == "team_rating")',
    "content_quality": 'mean(ratings.score where metric == "content_quality")',
    "gift_income": "sum(sessions.gift_income)",
    "audience_retention": "sum(sessions.retained_viewers) / sum(sessions.viewers)",
    "complaints": "sum(coalesce(sessions.complaints, 0))",
    "complaint_rate": "complaints / orders",
    "valid_days": "count_distinct(sessions.business_day where sessions.minutes >= 60)",
    "csat": "mean(tickets.csat)",
}

parse_once = cache(parse)


def metric_formulas(plan: Mapping[str, Any]) -> dict[str, Node]:
    """Every metric's formula; the plan's own replace the catalogue's."""
    formulas = {name: parse_once(text) for name, text in BUILT_IN.items()}
    for name, metric in (plan.get("metrics") or {}).items():
        formulas[name] = parse_once(metric["formula"])
    return formulas


def is_additive(node: Node, formulas: Mapping[str, Node]) -> bool:
    """Whether a formula is sums or counts, added up or multiplied or divided by constants."""
    if isinstance(node, Aggregate):
        return node.function in ("sum", "count", "count_distinct")
    if isinstance(node, Name):
        name = node.path.removeprefix("team.")
        return name in formulas and is_additive(formulas[name], formulas)
    if isinstance(node, Negate):
        return is_additive(node.operand, formulas)
    if isinstance(node, Binary):
        left, right = is_additive(node.left, formulas), is_additive(node.right, formulas)
        if node.op in ("+", "-"):
            return left and right
        if node.op == "*":
            return (left and _constant(node.right)) or (right and _constant(node.left))
        return node.op == "/" and left and _constant(node.right)
    return False


def _constant(node: Node) -> bool:
    if isinstance(node, Negate):
        return _constant(node.operand)
    if isinstance(node, Binary):
        return _constant(node.left) and _constant(node.right)
    return isinstance(node, Literal)


@dataclass
class Scope:
    """What one formula is evaluated over: pieces of a period, attributes, and the team behind `team.`.

    In a scheme's base (`empty_is_zero`) figures that nobody recorded add nothing, so that the bases of
    segments always add up to the whole.
    """

    formulas: Mapping[str, Node]
    pieces: list[Piece]
    day_before: list[Piece] = field(default_factory=list)
    attributes: Mapping[str, Value] = field(default_factory=dict)
    session: Mapping[str, Value] = field(default_factory=dict)
    team: Callable[[], Scope] | None = None
    empty_is_zero: bool = False
    known: dict[str, Value] = field(default_factory=dict)

    def value(self, formula: str) -> Value:
        return evaluate(parse_once(formula), self)

    def figure(self, formula: str) -> Fraction | None:
        """The value of a formula that is a figure."""
        value = self.value(formula)
        assert value is None or isinstance(value, Fraction), formula
        return value

    def holds(self, condition: str) -> bool:
        return self.value(condition) is True

    def name(self, path: str) -> Value:
        if path.startswith("team."):
            return self.team().name(path.removeprefix("team.")) if self.team else None
        if path.startswith("session."):
            return self.session[path.removeprefix("session.")]
        if path in self.formulas:
            if path not in self.known:
                self.known[path] = evaluate(self.formulas[path], self)
            return self.known[path]
        return self.attributes[path]

    def aggregate(self, node: Aggregate) -> Value:
        source = self.day_before if node.function == "before" else self.pieces
        pieces = [piece for piece in source if piece.table == node.table]
        if node.where is not None:
            pieces = [p for p in pieces if evaluate(node.where, _RowNames(p, shared=False)) is True]
        if node.of is None:
            return Fraction(len(pieces))
        shared = node.function == "sum"
        rows = sorted(pieces, key=lambda piece: piece.order)
        cells = [evaluate(node.of, _RowNames(piece, shared)) for piece in rows]
        values = [value for value in cells if value is not None]
        if node.function == "count":
            return Fraction(len(values))
        if node.function == "count_distinct":
            return Fraction(len(set(values)))
        if node.function == "sum" and (not pieces or (self.empty_is_zero and not values)):
            return Fraction(0)
        if not values:
            return None
        if node.function == "first":
            return values[0]
        if node.function == "last":
            return values[-1]
        figures = [value for value in values if isinstance(value, Fraction)]
        if node.function in ("sum", "before"):
            return sum(figures, Fraction(0))
        if node.function == "mean":
            return sum(figures, Fraction(0)) / len(figures)
        return min(figures) if node.function == "min_of" else max(figures)


@dataclass
class _RowNames:
    """The columns of one piece: its share of figures, or the row's own values."""

    piece: Piece
    shared: bool

    def name(self, path: str) -> Value:
        column = path.rpartition(".")[2]
        if self.shared and column in self.piece.shares:
            return self.piece.shares[column]
        return self.piece.row.get(column)

    def aggregate(self, node: Aggregate) -> Value:
        raise ValueError("an aggregate inside an aggregate")


@dataclass
class Metrics:
    """Scopes of people and teams over the credited facts of a world."""

    world: World
    formulas: Mapping[str, Node]
    _people: dict[tuple[str, str], tuple[list[Piece], list[Piece], dict[str, Value]]] = field(
        default_factory=dict
    )
    _teams: dict[tuple[str, str], Scope] = field(default_factory=dict)

    def person(self, person: str, period: Period, attributes: Mapping[str, Value] | None = None) -> Scope:
        """A person's period; the attributes are those of its last day where not given."""
        if attributes is None:
            stint = self.world.stint_on(person, period.last)
            attributes = stint.attributes if stint else dict.fromkeys(_ATTRIBUTES)
        if (person, period.label) not in self._people:
            own = [piece for piece in self.world.pieces if piece.person == person]
            self._people[person, period.label] = (*_cut(own, period), {})
        pieces, before, _ = self._people[person, period.label]
        team = attributes.get("team")
        scope = Scope(self.formulas, pieces, before, attributes)
        if isinstance(team, str):  # without a team its figures are missing
            scope.team = lambda: self.team(team, period)
        return scope

    def team(self, team: str, period: Period) -> Scope:
        """A team's period: what people did on days on which they were in it."""
        if (team, period.label) not in self._teams:
            pieces, _ = _cut(
                (piece for piece in self.world.pieces if self.world.team_on(piece.person, piece.day) == team),
                period,
            )
            # What stood on the day before is brought in by those who begin the period in the team.
            _, before = _cut(
                (
                    piece
                    for piece in self.world.pieces
                    if self.world.team_on(piece.person, period.first) == team
                ),
                period,
            )
            attributes: dict[str, Value] = {**dict.fromkeys(_ATTRIBUTES), "team": team}
            scope = Scope(self.formulas, pieces, before, attributes)
            scope.team = lambda: scope
            self._teams[team, period.label] = scope
        return self._teams[team, period.label]


_ATTRIBUTES = ("person_id", "role", "tier", "team", "base_pay")


def _cut(pieces: Iterable[Piece], period: Period) -> tuple[list[Piece], list[Piece]]:
    """The pieces of a period, and those of the day before it."""
    inside, before = [], []
    day: date = period.day_before
    for piece in pieces:
        if piece.falls_in(period):
            inside.append(piece)
        if piece.day == day and piece.rating_period is None:
            before.append(piece)
    return inside, before
