"""What-if on drawn companies: it is the run where nothing is given, and the oracle's pay where figures are.

The oracle judges with the same figures in its own hands: bases cut into segments, and what conditions look
at, are put where it has those of the facts, and it pays by its own rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boji.engine.results.statement import statements
from boji.engine.run import Run
from boji.engine.what_if import Lever, WhatIf, levers, needed, next_steps, what_if
from boji.engine.what_if.case import case_of
from tests.oracle.credit import build_world
from tests.oracle.metrics import Metrics, Scope, metric_formulas
from tests.oracle.pay import Payroll, SchemeMonth, Segment
from tests.oracle.strategies import debts, facts, plans
from tests.oracle.values import period_of
from tests.properties.compare import Case, engine_run
from tests.properties.effort import effort

MONTHS = ("2026-04", "2026-05", "2026-06")


@st.composite
def companies(draw: st.DrawFn) -> Case:
    plan = draw(plans())
    company = draw(facts(plan))
    return Case(plan, company, draw(st.sampled_from(MONTHS)), (), draw(debts(plan, company)))


def lines_of(found: WhatIf) -> list[dict[str, object]]:
    """The lines in the form of a statement."""
    return [
        {name: cell for name, cell in line.items() if name not in ("before", "why")}
        for line in found.as_json()["lines"]
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
@effort(12)
@given(case=companies())
def test_with_nothing_given_it_is_the_statement(language: str, case: Case) -> None:
    with engine_run(case) as run:
        for paid in statements(run, language):
            person = paid["person_id"]
            now = {
                lever.name: lever.value for lever in levers(run, person, language) if lever.value is not None
            }
            for given_figures in ({}, now):
                found = what_if(run, person, given_figures, language)
                assert lines_of(found) == paid["lines"]
                assert (found.gone, found.why, found.difference_fen) == ((), (), 0)


@effort(12)
@given(case=companies(), factor=st.fractions(0, 4), share=st.fractions(0, 1))
def test_every_answer_adds_up(case: Case, factor: Fraction, share: Fraction) -> None:
    """Lines add up to the pay, changes to the difference; bases to what was given; what differs says why."""
    with engine_run(case) as run:
        for paid in statements(run):
            person = paid["person_id"]
            for lever in levers(run, person):
                value = (lever.value or 0) * factor + share * lever.high
                found = what_if(run, person, {lever.name: value})
                both = (*found.lines, *found.gone)
                changes = sum(line.amount_fen - (line.before_fen or 0) for line in both)
                assert found.pay_fen - found.pay_before_fen == found.difference_fen == changes
                for line in both:
                    assert line.changed or line.amount_fen == line.before_fen
                if lever.schemes:
                    taken = round_half_up(value / lever.grain) * lever.grain
                    assert whole_base(run, person, found, lever) == taken
                    later = next(one for one in levers(run, person) if one.name == lever.name)
                    assert later == lever


def whole_base(run: Run, person: str, found: WhatIf, lever: Lever) -> Fraction:
    """The base of the lever's scheme with most days, as the program saw it."""
    case = case_of(run, person)
    (trial,) = case.statements([found.given])
    number = case.handle(lever.name).schemes[0]
    return int(trial.months[number]["base"]) * lever.grain


def round_half_up(value: Fraction) -> int:
    whole = int(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole


@effort(8)
@given(case=companies())
def test_next_steps_are_what_what_if_says(case: Case) -> None:
    with engine_run(case) as run:
        for paid in statements(run):
            steps = next_steps(run, paid["person_id"])
            assert [step.gain_fen for step in steps] == sorted(
                (step.gain_fen for step in steps), reverse=True
            )
            for step in steps:
                found = what_if(run, paid["person_id"], step.given)
                assert (found.pay_fen, found.difference_fen) == (step.pay_fen, step.gain_fen)
                assert step.gain_fen > 0


@effort(6)
@given(case=companies(), more=st.integers(-3000, 20_000))
def test_needed_is_reached_and_not_a_step_before(case: Case, more: int) -> None:
    with engine_run(case) as run:
        for paid in statements(run):
            person = paid["person_id"]
            for lever in levers(run, person):
                wanted = what_if(run, person, {}).pay_fen + more
                found = needed(run, person, wanted, lever.name)
                if found.value is None:
                    assert found.statement.pay_fen < wanted
                    continue
                assert what_if(run, person, {lever.name: found.value}).pay_fen >= wanted
                before = found.value + (lever.grain if lever.better == "lower" else -lever.grain)
                if lever.low <= before <= lever.high:
                    assert what_if(run, person, {lever.name: before}).pay_fen < wanted


# The oracle as judge


@effort(25)
@given(case=companies(), seed=st.integers(0, 2**32))
def test_the_oracle_pays_the_same(case: Case, seed: int) -> None:
    dice, judge = Random(seed), Judge(case)
    with engine_run(case) as run:
        for paid in statements(run):
            person = paid["person_id"]
            # Figures of several teams at once are not told to the oracle.
            found = [lever for lever in levers(run, person) if "/" not in lever.name]
            moves = {
                lever: some_value(lever, dice) for lever in dice.sample(found, dice.randint(0, len(found)))
            }
            answer = what_if(run, person, {lever.name: value for lever, value in moves.items()})
            got = [
                (line.kind, line.scheme or "", line.base_fen, line.rate or 0, line.amount_fen)
                for line in answer.lines
            ]
            assert got == judge.lines(person, moves)


def some_value(lever: Lever, dice: Random) -> Fraction:
    """At and around thresholds, in proportion, or anywhere; a base in whole units."""
    near = [mark.value + step * lever.grain for mark in lever.marks for step in (-1, 0, 1)]
    times = [(lever.value or Fraction(0)) * factor for factor in (0, 1, 2, 3, Fraction(1, 3), -1)]
    somewhere = dice.randint(0, int(lever.high / lever.grain)) * lever.grain
    value = dice.choice([*near, *times, somewhere])
    return round_half_up(value / lever.grain) * lever.grain if lever.schemes else value


class Judge:
    """The oracle's payroll of a month, told other figures."""

    def __init__(self, case: Case) -> None:
        world = build_world(case.facts, case.plan, "Asia/Shanghai")
        self.plan, self.debts = case.plan, case.debts
        self.month = period_of(case.period)
        self.formulas = metric_formulas(case.plan)
        self.payroll = Payroll(case.plan, Metrics(world, self.formulas), self.month)

    def lines(self, person: str, moves: Mapping[Lever, Fraction]) -> list[tuple[object, ...]]:
        kept = dict(self.payroll._months)
        for name in self.plan["commission"]:
            month = self.payroll.scheme_month(person, name, self.month)
            if month is not None:
                self.payroll._months[person, name, self.month.label] = self.moved(person, name, month, moves)
        statement = self.payroll.statement(person, self.debts).as_dict()
        self.payroll._months = kept
        return [
            (line["kind"], line["scheme"], int(line["base"] * 100), line["rate"], int(line["amount"] * 100))
            for line in statement["lines"]
        ]

    def moved(
        self, person: str, name: str, month: SchemeMonth, moves: Mapping[Lever, Fraction]
    ) -> SchemeMonth:
        scope = self.as_it_is(month.scope)
        base, segments = month.base, month.segments
        for lever, value in moves.items():
            path = self.plan["commission"][lever.schemes[0]]["base"] if lever.schemes else lever.name
            self.shift(scope, path, value if not lever.schemes else None, value - (lever.value or 0))
            if name in lever.schemes:
                base = self.follow(base, lever, value)
                segments = self.cut(month.segments, base, lever.grain)
        return SchemeMonth(month.month, segments, base, scope)

    def follow(self, base: Fraction, lever: Lever, value: Fraction) -> Fraction:
        """The base of a scheme that has all days of the lever's, or some of them."""
        assert lever.value is not None
        if base == lever.value or lever.value <= 0:
            return base + value - lever.value
        return round_half_up(base * value / lever.value / lever.grain) * lever.grain

    def as_it_is(self, scope: Scope) -> Scope:
        """A copy that knows all its figures, so that moving one moves no other."""
        known = {name: scope.name(name) for name in self.formulas}
        copy = replace(scope, known=known)
        if scope.team is not None:
            team = replace(scope.team(), known={name: scope.team().name(name) for name in self.formulas})
            copy.team = lambda: team
        return copy

    def shift(self, scope: Scope, path: str, value: Fraction | None, by: Fraction) -> None:
        """Give the figure that value, or move it by so much."""
        of = scope.team() if path.startswith("team.") and scope.team else scope
        name = path.removeprefix("team.")
        if name in of.known and (value is not None or by):
            before = of.known[name]
            assert before is None or isinstance(before, Fraction)
            of.known[name] = value if value is not None else (before or 0) + by

    def cut(self, segments: list[Segment], base: Fraction, unit: Fraction) -> list[Segment]:
        """The segments in proportion, in whole units; what is left goes to the largest remainders."""
        whole, units = sum(segment.base for segment in segments) / unit, int(base / unit)
        if whole <= 0 or units < 0:
            plain = [segment for segment in segments if segment.campaigns or segment.gates]
            rest = base - sum(segment.base for segment in plain)
            found = [*plain, Segment((), (), rest)]
        else:
            exact = [segment.base / unit * units / whole for segment in segments]
            parts = [share // 1 for share in exact]
            by_rest = sorted(range(len(parts)), key=lambda at: parts[at] - exact[at])
            for at in by_rest[: int(units - sum(parts))]:
                parts[at] += 1
            found = [
                replace(segment, base=part * unit) for segment, part in zip(segments, parts, strict=True)
            ]
        found = [segment for segment in found if segment.base != 0] or [Segment((), (), Fraction(0))]
        return sorted(found, key=self.payroll._place)
