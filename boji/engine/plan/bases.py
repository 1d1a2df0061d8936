"""What a formula is made of, down to the facts: whether it adds up over days, and which tables it reads.

Owns these derivations. `resolve` looks up a metric's formula by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from boji.engine.plan.formula import (
    Aggregate,
    Aggregation,
    Attribute,
    Binary,
    FactColumn,
    Formula,
    MetricName,
    Unary,
    walk,
)
from boji.engine.plan.kinds import is_constant
from boji.engine.plan.label import Label

Resolve = Callable[[str], Formula]

BASE_TABLES = ("order_lines", "sessions", "costs")
_COUNTS = (Aggregation.COUNT, Aggregation.COUNT_DISTINCT)


def is_additive(formula: Formula, metric_is_additive: Callable[[str], bool]) -> bool:
    """Whether it is a sum or a count, also multiplied or divided by a constant, also added up."""
    match formula:
        case Aggregate(aggregation=aggregation):
            return aggregation is Aggregation.SUM or aggregation in _COUNTS
        case MetricName(name=name):
            return metric_is_additive(name)
        case Unary(operator="-", operand=operand):
            return is_additive(operand, metric_is_additive)
        case Binary(operator="+" | "-", left=left, right=right):
            return is_additive(left, metric_is_additive) and is_additive(right, metric_is_additive)
        case Binary(operator="*", left=left, right=right):
            scaled, factor = (right, left) if is_constant(left) else (left, right)
            return is_constant(factor) and is_additive(scaled, metric_is_additive)
        case Binary(operator="/", left=left, right=right):
            return is_constant(right) and is_additive(left, metric_is_additive)
        case _:
            return False


def facts_of(formula: Formula, resolve: Resolve) -> Iterator[Aggregate]:
    """Every aggregate that the formula rests on, through the metrics it names."""
    for part in walk(formula):
        if isinstance(part, Aggregate):
            yield part
        elif isinstance(part, MetricName):
            yield from facts_of(resolve(part.name), resolve)


def is_of_team(formula: Formula) -> bool:
    return any(isinstance(part, MetricName) and part.of_team for part in walk(formula))


def base_problem(
    formula: Formula, resolve: Resolve, metric_is_additive: Callable[[str], bool]
) -> tuple[Label, Label] | None:
    """Why a formula cannot be the base of a commission: problem and mend, or None where it can."""
    if not is_additive(formula, metric_is_additive):
        return (
            Label(
                "计提基数必须能按订单相加，而这个公式不能（比率、平均、条件都不能）",
                "a base must add up over lines, and this formula does not (ratios, means, conditions)",
            ),
            Label(
                "用总额类指标，如 gmv、effective_gmv、net_gmv",
                "Use a total, such as gmv, effective_gmv, net_gmv",
            ),
        )
    for fact in facts_of(formula, resolve):
        if fact.table not in BASE_TABLES or fact.aggregation is not Aggregation.SUM:
            written = f"{fact.aggregation.value}({fact.table}…)"
            return (
                Label(f"计提基数不能用 {written}", f"a base cannot rest on {written}"),
                Label(
                    "基数只能是订单行、场次和费用各列的 sum",
                    "A base is made of sums of order_lines, sessions and costs",
                ),
            )
    metrics = [part for part in walk(formula) if isinstance(part, MetricName)]
    if len({part.of_team for part in metrics}) > 1 or (
        is_of_team(formula)
        and any(isinstance(part, (Aggregate, Attribute, FactColumn)) for part in walk(formula))
    ):
        return (
            Label("基数不能同时用个人和团队的数", "a base cannot mix figures of the person and of the team"),
            Label("分成两个提成方案", "Make two schemes of it"),
        )
    return None


def product_problem(formula: Formula, resolve: Resolve) -> tuple[Label, Label] | None:
    """Why a condition cannot be asked of each product, or None where it can."""
    if is_of_team(formula):
        return (
            Label("按商品的条件不能用团队指标", "a condition on products cannot use the team's metrics"),
            Label("去掉 team.", "Leave out team."),
        )
    for fact in facts_of(formula, resolve):
        if fact.table != "order_lines":
            return (
                Label(
                    f"按商品的条件不能用 {fact.table} 的数",
                    f"a condition on products cannot rest on {fact.table}",
                ),
                Label(
                    "只有订单行分商品；或改为 per: person",
                    "Only order lines have products; or write per: person",
                ),
            )
    return None
