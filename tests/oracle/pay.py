"""Commission and pay of a month: segments, rates, true-ups, guarantees, pools, cap, draws, base pay.

Amounts are fen; bases are exact yuan until a line is rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .credit import Piece, Row, Stint, World, counts, instant, refunds_of, text
from .formula import Value, names_in
from .metrics import Metrics, Scope, parse_once
from .values import Period, decimal, half_up, months_of, number, quarter_of, share

Plan = Mapping[str, Any]
ZERO = Fraction(0)


@dataclass(frozen=True)
class Line:
    kind: str
    scheme: str
    period: str
    fen: int
    base: Fraction = ZERO
    rate: Fraction = ZERO
    campaigns: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "scheme": self.scheme,
            "period": self.period,
            "campaigns": self.campaigns,
            "gates": self.gates,
            "base": decimal(self.base, 2),
            "rate": self.rate,
            "amount": yuan(self.fen),
        }


@dataclass
class Segment:
    campaigns: tuple[int, ...]  # places in the plan's list
    gates: tuple[int, ...]
    base: Fraction


@dataclass
class SchemeMonth:
    """A person under one scheme in one month."""

    month: Period
    segments: list[Segment]
    base: Fraction
    scope: Scope  # the person's month, with the attributes of the last stint in the scheme


@dataclass
class Statement:
    lines: list[Line] = field(default_factory=list)
    debts: dict[str, int] = field(default_factory=dict)

    def total(self, *kinds: str) -> int:
        return sum(line.fen for line in self.lines if line.kind in kinds)

    def as_dict(self) -> dict[str, Any]:
        base_pay = self.total("base_pay")
        pay = sum(line.fen for line in self.lines)
        return {
            "lines": [line.as_dict() for line in self.lines],
            "commission": yuan(pay - base_pay),
            "base_pay": yuan(base_pay),
            "pay": yuan(pay),
            "debts": dict(self.debts),
        }


def yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def to_fen(amount: Fraction) -> int:
    return int(half_up(amount, 2) * 100)


def label_of(entry: Plan) -> str:
    """A label as one string: the Chinese one where there are two."""
    label = entry.get("label", entry.get("name", ""))
    return str(label["zh"] if isinstance(label, Mapping) else label)


class Payroll:
    """The statements of one month."""

    def __init__(self, plan: Plan, metrics: Metrics, month: Period) -> None:
        self.plan = plan
        self.metrics = metrics
        self.world: World = metrics.world
        self.month = month
        self.schemes: Mapping[str, Plan] = plan.get("commission") or {}
        self.campaigns: list[Plan] = list(plan.get("campaigns") or ())
        self.gates: list[Plan] = list(plan.get("gates") or ())
        self.pool_of: dict[str, str] = {}
        for session in self.world.tables["sessions"]:
            pool = self._pool_of(session)
            if pool is not None:
                self.pool_of[str(session["session_id"])] = pool
        self.pool_lines = self._pool_lines()
        self._months: dict[tuple[str, str, str], SchemeMonth | None] = {}

    # Who falls under what

    def matches(self, stint: Stint, scheme: Plan) -> bool:
        if "for" not in scheme:
            return True
        return Scope(self.metrics.formulas, [], attributes=stint.attributes).holds(scheme["for"])

    def stints_in(self, person: str, scheme: Plan, month: Period) -> list[Stint]:
        return [
            stint
            for stint in self.world.stints.get(person, [])
            if stint.days_in(month) > 0 and self.matches(stint, scheme)
        ]

    # Bases and segments

    def _pooled(self, piece: Piece) -> bool:
        return str(piece.row.get("session_id")) in self.pool_of

    def _base_pieces(self, person: str, stints: list[Stint], month: Period, of_team: bool) -> list[Piece]:
        found = []
        for piece in self.world.pieces:
            if piece.table not in ("order_lines", "sessions", "costs"):
                continue
            if piece.day not in month or self._pooled(piece):
                continue
            stint = next((stint for stint in stints if piece.day in stint), None)
            if stint is None:
                continue
            if of_team:
                team = self.world.team_on(piece.person, piece.day)
                if team is not None and team == stint.team:
                    found.append(piece)
            elif piece.person == person:
                found.append(piece)
        return found

    def _base(self, formula: str, pieces: list[Piece]) -> Fraction:
        scope = Scope(self.metrics.formulas, pieces, empty_is_zero=True)
        scope.team = lambda: scope
        return scope.figure(formula) or ZERO

    def active_campaigns(self, scheme_name: str, day: date) -> tuple[int, ...]:
        """The campaigns of that day that change this scheme, in the order written."""
        active = []
        for i, campaign in enumerate(self.campaigns):
            start = date.fromisoformat(campaign["from"]) if "from" in campaign else date.min
            end = date.fromisoformat(campaign["to"]) if "to" in campaign else date.max
            changes = [path.split(".")[0] for path in campaign.get("change") or {}]
            if start <= day <= end and scheme_name in changes:
                active.append(i)
        return tuple(active)

    def product_gates(self, person: str, month: Period, product: str) -> tuple[int, ...]:
        """The product gates that hold, over all of the person's lines of that product in the month."""
        whole = self.metrics.person(person, month)
        own = [
            piece
            for piece in whole.pieces
            if piece.table == "order_lines" and text(piece.row, "product_id") == product
        ]
        scope = Scope(self.metrics.formulas, own, attributes=whole.attributes, team=whole.team)
        return tuple(
            i
            for i, gate in enumerate(self.gates)
            if gate.get("per") == "product" and scope.holds(gate["when"])
        )

    def scheme_month(self, person: str, name: str, month: Period) -> SchemeMonth | None:
        """The person's base under a scheme, cut into segments; None where they do not fall under it."""
        key = (person, name, month.label)
        if key not in self._months:
            self._months[key] = self._scheme_month(person, name, month)
        return self._months[key]

    def _scheme_month(self, person: str, name: str, month: Period) -> SchemeMonth | None:
        scheme = self.schemes[name]
        stints = self.stints_in(person, scheme, month)
        if not stints:
            return None
        formula = scheme["base"]
        of_team = any(path.startswith("team.") for path in names_in(parse_once(formula)))
        cut: dict[tuple[tuple[int, ...], tuple[int, ...]], list[Piece]] = {}
        gates: dict[str, tuple[int, ...]] = {}
        pieces = self._base_pieces(person, stints, month, of_team)
        for piece in pieces:
            product = text(piece.row, "product_id") if piece.table == "order_lines" else None
            held: tuple[int, ...] = ()
            if product is not None and not of_team:
                if product not in gates:
                    gates[product] = self.product_gates(person, month, product)
                held = gates[product]
            cut.setdefault((self.active_campaigns(name, piece.day), held), []).append(piece)
        segments = [
            Segment(campaigns, held, self._base(formula, part)) for (campaigns, held), part in cut.items()
        ]
        segments = [segment for segment in segments if segment.base != 0] or [Segment((), (), ZERO)]
        segments.sort(key=self._place)
        whole = sum((segment.base for segment in segments), ZERO)
        assert whole == self._base(formula, pieces)  # an additive base: the parts are the whole
        scope = self.metrics.person(person, month, stints[-1].attributes)
        return SchemeMonth(month, segments, whole, scope)

    def _place(self, segment: Segment) -> tuple[bool, ...]:
        """Campaign by campaign, then gate by gate: what is under it stands before what is not."""
        return (
            *(at not in segment.campaigns for at in range(len(self.campaigns))),
            *(at not in segment.gates for at in range(len(self.gates))),
        )

    # Rates

    def tier_rate(
        self, name: str, tier_value: Fraction, campaigns: tuple[int, ...], scope: Scope
    ) -> Fraction:
        """The scheme's rate under those campaigns, before points and gates."""
        rate: Any = self.schemes[name]["rate"]
        for i in campaigns:
            for path, value in self.campaigns[i]["change"].items():
                if path.split(".")[0] == name:
                    rate = _changed(rate, path.split(".", 3)[1:], value)
        if not isinstance(rate, Mapping):
            return number(rate)
        if "ladder" in rate:
            held = (number(row["rate"]) for row in rate["ladder"] if scope.holds(row["when"]))
            return next(held, ZERO)
        if rate.get("applies_to", "whole") == "each_band":
            return _each_band(rate["tiers"], tier_value)
        lower = rate.get("boundary", "upper") == "lower"
        for end, of_tier in rate["tiers"]:
            if end == "above" or tier_value < number(end) or (tier_value == number(end) and not lower):
                return number(of_tier)
        return ZERO

    def segment_lines(self, name: str, found: SchemeMonth, tier_value: Fraction) -> list[Line]:
        """One line for each segment, its tier found from `tier_value`."""
        points = ZERO
        for point in self.schemes[name].get("points") or ():
            if found.scope.holds(point["when"]):
                points += number(point["add"])
        person_gates = [
            i
            for i, gate in enumerate(self.gates)
            if gate.get("per") == "person" and found.scope.holds(gate["when"])
        ]
        lines = []
        for segment in found.segments:
            rate = self.tier_rate(name, tier_value, segment.campaigns, found.scope) + points
            held = sorted([*segment.gates, *person_gates])
            for i in held:
                rate *= number(self.gates[i]["times"])
            if found.base < 0:
                rate = ZERO
            lines.append(
                Line(
                    "commission",
                    name,
                    found.month.label,
                    to_fen(segment.base * rate),
                    segment.base,
                    rate,
                    tuple(label_of(self.campaigns[i]) for i in segment.campaigns),
                    tuple(label_of(self.gates[i]) for i in held),
                )
            )
        return lines

    def scheme_lines(self, person: str, name: str) -> list[Line]:
        """The month's lines of one scheme: segments, true-ups, guarantee."""
        scheme = self.schemes[name]
        found = self.scheme_month(person, name, self.month)
        if found is None:
            return []
        if scheme.get("per") == "quarter_mean":
            months = months_of(quarter_of(self.month))
            so_far = [
                self.scheme_month(person, name, month) for month in months if month.first <= self.month.first
            ]
            under = [month for month in so_far if month is not None]
            lines = self.segment_lines(name, found, _mean_base(under))
            if self.month == months[-1]:
                for i, earlier in enumerate(under[:-1]):
                    final = sum(line.fen for line in self.segment_lines(name, earlier, _mean_base(under)))
                    paid_at_mean = _mean_base(under[: i + 1])
                    paid = sum(line.fen for line in self.segment_lines(name, earlier, paid_at_mean))
                    bases = sum(to_fen(segment.base) for segment in earlier.segments)
                    lines.append(
                        Line("true_up", name, earlier.month.label, final - paid, Fraction(bases, 100))
                    )
        else:
            lines = self.segment_lines(name, found, found.base)
        if "guarantee" in scheme:
            guarantee = scheme["guarantee"]
            earned = sum(line.fen for line in lines)
            short = to_fen(number(guarantee["amount"])) - earned
            if short > 0 and self._guaranteed(person, scheme, guarantee):
                lines.append(Line("guarantee", name, self.month.label, short, Fraction(earned, 100)))
        return lines

    def _guaranteed(self, person: str, scheme: Plan, guarantee: Plan) -> bool:
        if "first_months" not in guarantee:
            return True
        start = next(s.first for s in self.world.stints[person] if self.matches(s, scheme))
        month = (self.month.first.year - start.year) * 12 + self.month.first.month - start.month + 1
        return month <= int(guarantee["first_months"])

    # Pools

    def _pool_of(self, session: Row) -> str | None:
        for name, pool in (self.plan.get("pools") or {}).items():
            scope = Scope(self.metrics.formulas, [], session=_with_all_columns(session))
            if "for" not in pool or scope.holds(pool["for"]):
                return str(name)
        return None

    def _session_pieces(self, session_id: str) -> list[Piece]:
        """All that belongs to a session, whoever was on air: whole rows."""
        pieces = []
        for table in ("order_lines", "sessions", "costs"):
            for row in self.world.tables[table]:
                if row.get("session_id") != session_id or (table == "order_lines" and not counts(row)):
                    continue
                whole = dict(row)
                if table == "order_lines":
                    whole["refunded"] = refunds_of(self.world, row["line_id"])
                pieces.append(Piece(table, whole, whole, "", self.month.first, ()))
        return pieces

    def _pool_lines(self) -> dict[str, list[Line]]:
        lines: dict[str, list[Line]] = {}
        for session_id in sorted(self.pool_of):
            session = self.world.session(session_id)
            assert session is not None
            started = instant(session, "started_at")
            assert started is not None
            if self.world.business_day(started) not in self.month:
                continue
            name = self.pool_of[session_id]
            pool = self.plan["pools"][name]
            base = self._base(pool["base"], self._session_pieces(session_id))
            rate = number(pool["rate"])
            fen = to_fen(base * rate) if base > 0 else 0
            roles = list(pool["split"])
            parts = share(fen, [number(pool["split"][role]) for role in roles])
            for role, part in zip(roles, parts, strict=True):
                people = self._people_of_role(session, role)
                if not people:
                    continue  # not paid, and reported
                equal = pool.get("within", "equal") == "equal"
                weights = [Fraction(1) if equal else seconds for seconds in people.values()]
                for person, own in zip(people, share(part, weights), strict=True):
                    if person in self.world.stints:
                        line = Line("pool", name, self.month.label, own, base, rate)
                        lines.setdefault(person, []).append(line)
        return lines

    def _people_of_role(self, session: Row, role: str) -> dict[str, Fraction]:
        session_id = str(session["session_id"])
        if self.world.shifts(session_id):
            return self.world.seconds_in(session_id, role)
        person = self.world.account_person(session)
        return {person: Fraction(1)} if role == "anchor" and person is not None else {}

    # The statement

    def statement(self, person: str, debts: Mapping[tuple[str, str], int]) -> Statement:
        """The lines of one person, in the order in which they stand."""
        out = Statement(debts={scheme: fen for (who, scheme), fen in debts.items() if who == person})
        for name in self.schemes:
            out.lines += self.scheme_lines(person, name)
        out.lines += self.pool_lines.get(person, [])
        month = self.month.label
        draws = []
        for name, scheme in self.schemes.items():
            if "draw" not in scheme or self.scheme_month(person, name, self.month) is None:
                continue
            commission = sum(line.fen for line in out.lines if line.scheme == name and line.kind != "pool")
            amount, debt = to_fen(number(scheme["draw"]["amount"])), out.debts.get(name, 0)
            move = amount - commission if commission < amount else -min(debt, commission - amount)
            if move:
                draws.append(Line("draw", name, month, move, Fraction(commission, 100)))
            out.debts[name] = debt + move
        cap = (self.plan.get("limits") or {}).get("commission_cap")
        if cap is not None:
            total, limit = sum(line.fen for line in out.lines), to_fen(number(cap["amount"]))
            if total > limit:
                out.lines.append(Line("cap", "", month, limit - total, Fraction(total, 100)))
        out.lines += draws
        for stint in self.world.stints.get(person, []):
            days = stint.days_in(self.month)
            monthly = self._monthly_base_pay(stint)
            if days and monthly:
                part = Fraction(days, self.month.days)
                out.lines.append(Line("base_pay", "", month, to_fen(monthly * part), monthly, part))
        return out

    def _monthly_base_pay(self, stint: Stint) -> Fraction:
        if stint.base_pay is not None:
            return stint.base_pay
        matched = (scheme for scheme in self.schemes.values() if self.matches(stint, scheme))
        return sum((number(scheme.get("base_pay", "0")) for scheme in matched), ZERO)


def _with_all_columns(session: Row) -> dict[str, Value]:
    columns: dict[str, Value] = dict.fromkeys(("platform", "room_id", "title", "kind", "form", "new_form"))
    return {**columns, **session}


def _mean_base(months: list[SchemeMonth]) -> Fraction:
    return sum((month.base for month in months), ZERO) / len(months)


def _each_band(tiers: list[list[str]], whole: Fraction) -> Fraction:
    """The mean rate of a value of which each band pays its own."""
    if whole <= 0:
        return ZERO
    paid, start = ZERO, ZERO
    for end, rate in tiers:
        top = whole if end == "above" else min(whole, number(end))
        if top > start:
            paid += (top - start) * number(rate)
            start = top
    return paid / whole


def _changed(rate: Any, path: list[str], value: str) -> Any:
    """The rate after a campaign's change: `rate`, `rate.tiers.END` or `rate.ladder.ROW`."""
    if path[0] != "rate":
        raise ValueError(f"a campaign cannot change {path}")
    if len(path) == 1:
        return value
    if path[1] == "ladder":
        rows = [
            {**row, "rate": value} if str(number) == path[2] else row
            for number, row in enumerate(rate["ladder"], 1)
        ]
        return {**rate, "ladder": rows}
    end = path[2]

    def is_tier(written: str) -> bool:
        return written == end or ("above" not in (written, end) and number(written) == number(end))

    tiers = [[e, value if is_tier(e) else old] for e, old in rate["tiers"]]
    return {**rate, "tiers": tiers}
