"""Worked examples of a plan, executed: what is given goes through the same steps as facts do.

Owns putting given figures where a run has figures made from facts. From the tier on, everything is the
program of `boji.engine.compile.commission`, so that an example cannot pass by other rules than a payslip.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from boji.engine.additions import load_additions
from boji.engine.arithmetic import MISSING, Ratio, constant, half_up, product, quoted, text_literal
from boji.engine.compile.bases import product_gates
from boji.engine.compile.commission import (
    MONEY_DECIMALS,
    Commission,
    campaigns_changing,
    commission_relations,
)
from boji.engine.compile.figures import Figure, Figures
from boji.engine.compile.metrics import in_order, metric_names
from boji.engine.compile.pools import pool_amount, share_relations
from boji.engine.compile.scores import SCORE_DECIMALS, Metrics, scorecard, scorecard_relation
from boji.engine.compile.statements import statement_relations
from boji.engine.compile.window import window_of
from boji.engine.execute import Execution
from boji.engine.formulas import Scope, holds, value
from boji.engine.periods import Period
from boji.engine.plan.formula import Aggregate, Aggregation, Formula, MetricName
from boji.engine.plan.model import Example, Plan, Scheme
from boji.engine.program import Program, Relation
from boji.engine.rates import Ladder

_FEN = Fraction(1, 100)
_COUNTING = (Aggregation.SUM, Aggregation.COUNT, Aggregation.COUNT_DISTINCT)


@dataclass(frozen=True)
class Verdict:
    """One expectation of an example against what came out; values are yuan or ratios."""

    example: str
    line: int
    figure: str
    expected: Fraction
    got: Fraction | None

    @property
    def holds(self) -> bool:
        return self.got == self.expected


def check_examples(plan: Plan) -> list[Verdict]:
    """Every expectation of every example, in the order written."""
    if not plan.examples:
        return []
    work = _Examples(plan)
    with Execution() as execution:
        execution.load_rows("debts", {"person_id": "VARCHAR", "scheme": "VARCHAR", "debt": "BIGINT"}, ())
        load_additions(execution, ())
        execution.perform(Program(tuple(work.relations())))
        got = _results(execution)
        for card in work.cards:
            for row in execution.rows(f"SELECT person_id, score FROM {scorecard_relation(plan, card)}"):
                if row["score"] is not None:
                    got[row["person_id"], "score"] = Fraction(row["score"], 10**SCORE_DECIMALS)
    return [
        Verdict(example.name, example.line, figure, expected, got.get((_person(number), figure)))
        for number, example in enumerate(plan.examples)
        for figure, expected in example.expect
    ]


def _person(number: int) -> str:
    """Each example is a person of its own (and the only one of a team, and a session)."""
    return f"example {number}"


class _Examples:
    """The relations that stand for the examples' facts."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.schemes = (*plan.schemes, *plan.example_schemes)
        # A quarter's first month: alone in its quarter, so that nothing is trued up or composed.
        self.month = Period.month(plan.effective_from.year, 1)
        self.cards = [
            card for card in plan.scorecards if any(one.scorecard == card.name for one in plan.examples)
        ]
        self.figures: Figures = {
            metric.name: Figure(f"{metric.name}_num", f"{metric.name}_den", Fraction(1))
            for metric in in_order(plan, self._names())
        }

    def _names(self) -> set[str]:
        """Everything that conditions and bases of the plan look at, of the person or of the team."""
        formulas: list[Formula] = [gate.when for gate in self.plan.gates]
        formulas += [pool.base for pool in self.plan.pools]
        for scheme in self.schemes:
            formulas += [scheme.base, *(point.when for point in scheme.points)]
            if isinstance(scheme.rate, Ladder):
                formulas += [row.when for row in scheme.rate.rows]
        items = {item.metric for card in self.cards for item in card.items if item.metric is not None}
        deductions = {deduction.each for card in self.cards for deduction in card.deductions}
        return items | deductions | metric_names(formulas) | metric_names(formulas, of_team=True)

    def relations(self) -> Iterator[Relation]:
        plan = self.plan
        work = Commission(
            plan,
            self.schemes,
            dict.fromkeys((scheme.name for scheme in self.schemes), _FEN),
            self.figures,
            self.figures,
            (self.month,),
        )
        yield self._metrics("person_metrics", "person_id", of_team=False)
        yield self._metrics("team_metrics", "team", of_team=True)
        yield self._finders()
        yield self._segments()
        yield from commission_relations(work)
        if plan.pools:
            yield self._pools()
            yield self._pool_people()
            yield from share_relations(plan)
        yield self._base_pays()
        yield Relation(
            "stints",
            "SELECT CAST(NULL AS VARCHAR) AS person_id, DATE '2000-01-01' AS starts_on,"
            " DATE '2000-01-01' AS ends_on WHERE FALSE",
        )
        yield from statement_relations(plan, work)
        yield self._appraised()
        window = window_of(plan, self.month)
        for card in self.cards:
            yield scorecard(plan, window, card, Metrics(self.figures, self.figures))

    def _each(self) -> Iterator[tuple[int, Example]]:
        return enumerate(self.plan.examples)

    def _given(self, example: Example, *, of_team: bool) -> Scope:
        """What the figures of an example are: given, or made by their formula from given ones.

        Sums and counts of what is not given are 0, as where nothing was recorded; the rest is missing.
        """
        given = dict(example.given)

        def metric(name: MetricName) -> Ratio:
            key = f"team.{name.name}" if of_team or name.of_team else name.name
            found = given.get(key)
            if isinstance(found, Fraction):
                return constant(found)
            return value(self.plan.metrics[name.name].formula, scope)

        def aggregate(one: Aggregate) -> Ratio:
            return constant(0) if one.aggregation in _COUNTING else MISSING

        scope = Scope(metric=metric, aggregate=aggregate)
        return scope

    def _metrics(self, name: str, key: str, *, of_team: bool) -> Relation:
        rows = []
        for number, example in self._each():
            scope = self._given(example, of_team=of_team)
            items = [f"{text_literal(_person(number))} AS {key}", f"{self._unit} AS period"]
            for metric, figure in self.figures.items():
                ratio = value(_name(self.plan, metric), scope)
                assert figure.denominator is not None
                items.append(f"{product(ratio.factor.numerator, ratio.numerator)} AS {quoted(figure.column)}")
                under = product(ratio.factor.denominator, ratio.denominator)
                items.append(f"{under} AS {quoted(figure.denominator)}")
            rows.append(f"SELECT {', '.join(items)}")
        return Relation(name, " UNION ALL ".join(rows))

    @property
    def _unit(self) -> str:
        return text_literal(self.month.label)

    def _scheme_of(self, example: Example) -> tuple[int, Scheme] | None:
        for number, scheme in enumerate(self.schemes, 1):
            if scheme.name == example.scheme:
                return number, scheme
        return None

    def _scheme_rows(self, template: str) -> str:
        """The template for each example of a scheme; no row where there is none."""
        rows = []
        for number, example in self._each():
            if (found := self._scheme_of(example)) is None:
                continue
            scheme_number, scheme = found
            scope = self._given(example, of_team=False)
            base = half_up(value(scheme.base, scope), MONEY_DECIMALS)
            mean = dict(example.given).get("quarter_mean")
            finder = half_up(constant(mean), MONEY_DECIMALS) if isinstance(mean, Fraction) else base
            rows.append(
                template.format(
                    person=text_literal(_person(number)),
                    scheme=scheme_number,
                    unit=self._unit,
                    base=base,
                    finder=finder,
                    months=example.months_in_scheme or 1,
                    campaigns=self._campaigns(example, scheme),
                    gates=self._gates(scope),
                    base_pay=scheme.base_pay_fen,
                )
            )
        if not rows:
            nothing = template.format(
                person="CAST(NULL AS VARCHAR)", scheme=0, unit=self._unit, base=0, finder=0, months=1,
                campaigns=0, gates=0, base_pay=0,
            )  # fmt: skip
            return f"SELECT * FROM ({nothing}) AS nothing WHERE FALSE"
        return " UNION ALL ".join(rows)

    def _finders(self) -> Relation:
        return Relation(
            "finders",
            self._scheme_rows(
                "SELECT {person} AS person_id, {scheme} AS scheme, {unit} AS unit,"
                " CAST(NULL AS VARCHAR) AS role, CAST(NULL AS VARCHAR) AS tier, {person} AS team,"
                " CAST(NULL AS BIGINT) AS base_pay,"
                " {months} AS months_in_scheme, {base} AS base, {finder} AS finder_sum, 1 AS finder_months,"
                " {finder} AS final_sum, 1 AS final_months"
            ),
        )

    def _segments(self) -> Relation:
        return Relation(
            "scheme_segments",
            self._scheme_rows(
                "SELECT {person} AS person_id, {scheme} AS scheme, {unit} AS unit, {campaigns} AS campaigns,"
                " {gates} AS gates, {base} AS base"
            ),
        )

    def _base_pays(self) -> Relation:
        rows = self._scheme_rows(
            "SELECT {person} AS person_id, 1 AS stint, DATE '2000-01-01' AS from_day, 1 AS days,"
            " CAST(1 AS BIGINT) AS days_in_month, CAST({base_pay} AS BIGINT) AS monthly,"
            " CAST({base_pay} AS BIGINT) AS amount"
        )
        return Relation("base_pays", f"SELECT * FROM ({rows}) AS paid WHERE monthly <> 0")

    def _appraised(self) -> Relation:
        """The person of each example of a scorecard, with the attributes given."""
        rows = []
        for number, example in self._each():
            if example.scorecard is None:
                continue
            given = dict(example.given)
            attributes = ", ".join(
                f"{text_literal(text)} AS {name}"
                if isinstance(text := given.get(name), str)
                else f"CAST(NULL AS VARCHAR) AS {name}"
                for name in ("role", "tier")
            )
            names = [card.name for card in self.plan.scorecards]
            card = names.index(example.scorecard) + 1
            rows.append(
                f"SELECT {text_literal(_person(number))} AS person_id, {self._unit} AS period, {attributes},"
                f" {text_literal(_person(number))} AS team, CAST(NULL AS BIGINT) AS base_pay,"
                f" {card} AS scorecard"
            )
        nothing = (
            "SELECT '' AS person_id, '' AS period, '' AS role, '' AS tier, '' AS team,"
            " CAST(NULL AS BIGINT) AS base_pay, 0 AS scorecard WHERE FALSE"
        )
        return Relation("appraised", " UNION ALL ".join(rows or [nothing]))

    def _campaigns(self, example: Example, scheme: Scheme) -> int:
        if example.on is None:
            return 0
        active = sum(
            1 << number
            for number, campaign in enumerate(self.plan.campaigns)
            if campaign.first_day <= example.on <= campaign.last_day
        )
        return active & campaigns_changing(self.plan, scheme)

    def _gates(self, scope: Scope) -> str:
        """Product gates as if all of the example were one product."""
        bits = [
            f"CASE WHEN {holds(gate.when, scope)} THEN {1 << number} ELSE 0 END"
            for number, gate in product_gates(self.plan)
        ]
        return " + ".join(bits) or "0"

    def _pools(self) -> Relation:
        rows = [
            f"SELECT {text_literal(_person(number))} AS session_id, {at} AS pool, '' AS title,"
            f" {pool_amount(pool, value(pool.base, self._given(example, of_team=False)))}"
            for number, example in self._each()
            for at, pool in enumerate(self.plan.pools, 1)
            if pool.name == example.pool
        ]
        nothing = (
            "SELECT '' AS session_id, 0 AS pool, '' AS title, CAST(0 AS BIGINT) AS base_fen,"
            " CAST(0 AS BIGINT) AS amount WHERE FALSE"
        )
        return Relation("pools", " UNION ALL ".join(rows or [nothing]))

    def _pool_people(self) -> Relation:
        """One person in each role of the pool."""
        rows = [
            f"SELECT {text_literal(_person(number))} AS session_id, {text_literal(role)} AS role,"
            f" {text_literal(f'{_person(number)} {role}')} AS person_id, CAST(1 AS BIGINT) AS on_air_us,"
            " TRUE AS known"
            for number, example in self._each()
            for pool in self.plan.pools
            if pool.name == example.pool
            for role, _ in pool.split
        ]
        nothing = (
            "SELECT '' AS session_id, '' AS role, '' AS person_id, CAST(1 AS BIGINT) AS on_air_us,"
            " TRUE AS known WHERE FALSE"
        )
        return Relation("pool_people", " UNION ALL ".join(rows or [nothing]))


def _name(plan: Plan, metric: str) -> MetricName:
    formula = plan.metrics[metric].formula
    return MetricName(metric, plan.metrics[metric].kind, formula.span)


def _results(execution: Execution) -> dict[tuple[str, str], Fraction]:
    """(example, figure): what came out."""
    got: dict[tuple[str, str], Fraction] = {}
    for row in execution.rows("SELECT person_id, base_fen, rate_num, rate_den FROM segments"):
        person = row["person_id"]
        got[person, "base"] = row["base_fen"] * _FEN
        got[person, "rate"] = Fraction(int(row["rate_num"]), int(row["rate_den"]))
    for row in execution.rows("SELECT * FROM statements"):
        for figure in ("commission", "pay"):
            got[row["person_id"], figure] = row[figure] * _FEN
    tables = {
        row["name"] for row in execution.rows("SELECT table_name AS name FROM information_schema.tables")
    }
    if "pools" in tables:
        for row in execution.rows("SELECT session_id, base_fen, amount FROM pools"):
            got[row["session_id"], "pool"] = row["amount"] * _FEN
            got[row["session_id"], "base"] = row["base_fen"] * _FEN
        for row in execution.rows("SELECT session_id, role, amount FROM pool_shares"):
            got[row["session_id"], row["role"]] = row["amount"] * _FEN
    return got
