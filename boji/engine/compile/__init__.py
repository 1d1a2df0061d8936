"""The compiler: a checked plan and a period become one program of named relations.

A pure function: the same plan and period give the same text. What a run looks at is `window`; facts are
credited (`credit`), summed (`sums`), become metrics (`metrics`), scores (`scores`), commission (`bases`,
`commission`, `pools`) and statements (`statements`); `outcomes` proposes what follows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from boji.engine.compile.bases import Bases, base_aggregates, base_relations, gate_metrics, product_gates
from boji.engine.compile.commission import Commission, commission_relations, finder_relations
from boji.engine.compile.credited import credited_sums
from boji.engine.compile.figures import Figures
from boji.engine.compile.findings import findings_relation
from boji.engine.compile.metrics import in_order, metric_names, metric_relations
from boji.engine.compile.no_schemes import no_commission_relations
from boji.engine.compile.outcomes import outcome_relations
from boji.engine.compile.pools import pool_relations
from boji.engine.compile.scores import Metrics, score_relations
from boji.engine.compile.statements import base_pay_relation, statement_relations
from boji.engine.compile.sums import aggregates_of
from boji.engine.compile.window import Window, window_of
from boji.engine.periods import Period
from boji.engine.plan.formula import Aggregate, Formula
from boji.engine.plan.model import Plan, Scheme
from boji.engine.program import Program, Relation
from boji.engine.scoring.members import Members


@dataclass(frozen=True)
class Compiled:
    """A program with what its readers need to find figures in it."""

    program: Program
    window: Window
    metrics: Metrics
    commission: Commission | None
    product_figures: Figures


def compile_run(plan: Plan, period: Period, *, pays: bool = False) -> Compiled:
    """The program of a run: pay, scores and outcomes of a month; scores and outcomes of other periods.

    `pays` makes statements also where the plan has neither schemes nor pools.
    """
    window = window_of(plan, period)
    paid = period.kind == "month" and bool(plan.schemes or plan.pools or pays)
    person_names, team_names = _person_metrics(plan, paid), _team_metrics(plan, paid)
    relations = _sums(plan, window, person_names | team_names, paid)
    person_relations, person = metric_relations(plan, window, "person", person_names)
    team_relations, team = metric_relations(plan, window, "team", team_names) if team_names else ([], {})
    metrics = Metrics(person, team)
    relations += [*person_relations, *team_relations, *score_relations(plan, window, metrics)]
    work: Commission | None = None
    products: Figures = {}
    if paid:
        bases = base_relations(plan, window) if plan.schemes else Bases([], {}, {})
        products = bases.products
        work = Commission(plan, plan.schemes, bases.factors, person, team, window.units)
        pools = pool_relations(plan, window) if plan.pools else []
        relations += [
            *bases.relations,
            *_commission(work),
            *pools,
            base_pay_relation(work),
            *statement_relations(plan, work),
        ]
    relations += outcome_relations(plan, window, metrics)
    relations.append(findings_relation(plan, window, relations))
    return Compiled(Program(tuple(relations)), window, metrics, work, products)


def _commission(work: Commission) -> list[Relation]:
    if not work.schemes:
        return no_commission_relations()
    return [*finder_relations(work), *commission_relations(work)]


def conditions_of(plan: Plan, schemes: Iterable[Scheme]) -> list[Formula]:
    """Everything that points, person gates and ladders of these schemes look at."""
    conditions = [gate.when for gate in plan.gates if not gate.per_product]
    for scheme in schemes:
        conditions += [*(point.when for point in scheme.points), *scheme.rate.conditions()]
    return conditions


def _person_metrics(plan: Plan, paid: bool) -> set[str]:
    cards = [card for card in plan.scorecards if not card.of_team]
    names = {item.metric for card in cards for item in card.items if item.metric and not item.of_team}
    names |= {deduction.each for card in cards for deduction in card.deductions}
    names |= {
        item.method.weighted_by
        for card in plan.scorecards
        for item in card.items
        if isinstance(item.method, Members) and item.method.weighted_by
    }
    formulas = [outcome.when for outcome in plan.outcomes if outcome.when is not None]
    return names | metric_names(formulas) | (pay_metrics(plan) if paid else set())


def pay_metrics(plan: Plan) -> set[str]:
    """The metrics of a person that decide their pay: of bases, points, gates and ladders."""
    bases = [scheme.base for scheme in plan.schemes]
    return metric_names([*conditions_of(plan, plan.schemes), *bases]) | gate_metrics(plan)


def team_pay_metrics(plan: Plan) -> set[str]:
    """The metrics of a person's team that decide the person's pay."""
    return metric_names(
        [*conditions_of(plan, plan.schemes), *(scheme.base for scheme in plan.schemes)], of_team=True
    )


def pay_aggregates(plan: Plan) -> list[Aggregate]:
    """Every sum that pay is made of: of people, their teams, and the sessions of pools."""
    bases = [*(scheme.base for scheme in plan.schemes), *(pool.base for pool in plan.pools)]
    names = pay_metrics(plan) | team_pay_metrics(plan) | metric_names(bases)
    return aggregates_of([*bases, *(metric.formula for metric in in_order(plan, names))])


def _team_metrics(plan: Plan, paid: bool) -> set[str]:
    names = {item.metric for card in plan.scorecards for item in card.items if item.metric and item.of_team}
    for card in plan.scorecards:
        if card.of_team:
            names |= {item.metric for item in card.items if item.metric}
            names |= {deduction.each for deduction in card.deductions}
    formulas = [outcome.when for outcome in plan.outcomes if outcome.when is not None]
    return names | metric_names(formulas, of_team=True) | (team_pay_metrics(plan) if paid else set())


def _sums(plan: Plan, window: Window, names: set[str], paid: bool) -> list[Relation]:
    """People, credit, and the sums by span of every aggregate that the run reads."""
    needed = aggregates_of(metric.formula for metric in in_order(plan, names))
    gated = paid and bool(product_gates(plan))
    if paid:
        needed += [one for scheme in plan.schemes for one in base_aggregates(plan, scheme.base)]
        gates = in_order(plan, gate_metrics(plan))
        needed += aggregates_of(metric.formula for metric in gates)
    return credited_sums(plan, window, needed, by_product=gated)
