"""Formulas in words: labels instead of names, `超过` and `more than` instead of signs.

Owns the wording of formulas, for the handbook, the comparison of plans and the explanation.
"""

from __future__ import annotations

from dataclasses import dataclass

from boji.engine.plan import vocabulary as words
from boji.engine.plan.formula import (
    COMPARISONS,
    Aggregate,
    Aggregation,
    Attribute,
    Binary,
    Call,
    Conditional,
    FactColumn,
    Flag,
    Formula,
    Kind,
    MetricName,
    Number,
    Text,
    Unary,
)
from boji.engine.plan.model import Plan
from boji.engine.plan.units import decimal_words, figure_words, money_words, percent_words

_SIGNS = {
    ">": ("超过", "more than"),
    ">=": ("达到", "at least"),
    "<": ("低于", "less than"),
    "<=": ("不超过", "at most"),
    "==": ("是", "is"),
    "!=": ("不是", "is not"),
}
_MIRRORED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
_OPERATORS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_STRENGTH = {"or": 1, "and": 2, "+": 4, "-": 4, "*": 5, "/": 5} | dict.fromkeys(COMPARISONS, 3)

_AGGREGATES = {
    Aggregation.SUM: ("{value}之和", "the sum of {value}"),
    Aggregation.COUNT: ("{table}的数量", "the number of {table}"),
    Aggregation.COUNT_DISTINCT: ("不同{value}的数量", "the number of different {value}"),
    Aggregation.MEAN: ("{value}的平均", "the mean of {value}"),
    Aggregation.MIN: ("{value}的最小值", "the lowest {value}"),
    Aggregation.MAX: ("{value}的最大值", "the highest {value}"),
    Aggregation.FIRST: ("最早一次的{value}", "the first {value}"),
    Aggregation.LAST: ("最近一次的{value}", "the last {value}"),
    Aggregation.BEFORE: ("期初前一天的{value}", "{value} on the day before the period"),
}

_CALLS = {
    "min": ("{list}中的最小值", "the lowest of {list}"),
    "max": ("{list}中的最大值", "the highest of {list}"),
    "abs": ("{first}的绝对值", "the size of {first}"),
    "round": ("{first}四舍五入", "{first} rounded"),
    "coalesce": ("{first}（缺失时用{rest}）", "{first} (where missing: {rest})"),
    "minutes_between": ("从{first}到{rest}的分钟数", "the minutes from {first} to {rest}"),
}


def formula_words(formula: Formula, plan: Plan, language: str) -> str:
    """The formula as a person would say it."""
    return _Speaker(plan, language).say(formula)


@dataclass(frozen=True)
class _Speaker:
    plan: Plan
    language: str

    def pick(self, pair: tuple[str, str]) -> str:
        return pair[0] if self.language == "zh" else pair[1]

    def say(self, formula: Formula) -> str:
        match formula:
            case Number() | Text() | Flag():
                return self._literal(formula)
            case MetricName() | Attribute() | FactColumn():
                return self._name(formula)
            case Aggregate():
                return self._aggregate(formula)
            case Unary(operator="not", operand=operand):
                return self.pick((f"不满足（{self.say(operand)}）", f"not ({self.say(operand)})"))
            case Unary(operand=operand):
                return f"−{self._closed(operand, 6)}"
            case Binary():
                return self._binary(formula)
            case Conditional(condition=condition, chosen=chosen, otherwise=otherwise):
                test, yes, no = self.say(condition), self.say(chosen), self.say(otherwise)
                return self.pick((f"若{test}，则{yes}，否则{no}", f"if {test}, {yes}, otherwise {no}"))
            case Call(function=function, arguments=arguments):
                said = [self.say(argument) for argument in arguments]
                comma = self.pick(("、", ", "))
                template = self.pick(_CALLS[function])
                return template.format(list=comma.join(said), first=said[0], rest=comma.join(said[1:]))

    def _literal(self, formula: Number | Text | Flag) -> str:
        if isinstance(formula, Number):
            is_ratio = formula.kind is Kind.RATIO
            return percent_words(formula.value) if is_ratio else decimal_words(formula.value)
        if isinstance(formula, Flag):
            return self.pick(("是", "yes")) if formula.value else self.pick(("否", "no"))
        return f"“{formula.value}”" if formula.kind is Kind.TEXT else formula.value

    def _name(self, formula: MetricName | Attribute | FactColumn) -> str:
        if isinstance(formula, MetricName):
            label = self.plan.metrics[formula.name].label.text(self.language)
            return self.pick(("团队", "the team's ")) + label if formula.of_team else label
        if isinstance(formula, FactColumn) or formula.of_session:
            label = words.said(words.COLUMNS, formula.name, self.language)
            whose = "" if isinstance(formula, FactColumn) else self.pick(("场次", "the session's "))
            return whose + label
        return words.said(words.ATTRIBUTES, formula.name, self.language)

    def _aggregate(self, formula: Aggregate) -> str:
        table = words.said(words.TABLES, formula.table, self.language)
        value = self.say(formula.value) if formula.value is not None else ""
        said = self.pick(_AGGREGATES[formula.aggregation]).format(value=value, table=table)
        if formula.where is None:
            return said
        where = self.say(formula.where)
        return self.pick((f"{said}（{where}的{table}）", f"{said} ({table} where {where})"))

    def _binary(self, formula: Binary) -> str:
        strength = _STRENGTH[formula.operator]
        if formula.operator in COMPARISONS:
            return self._comparison(formula)
        left = self._closed(formula.left, strength)
        right = self._closed(formula.right, strength + (formula.operator in ("-", "/")))
        if formula.operator in ("and", "or"):
            joint = {"and": ("，且", " and "), "or": ("，或", " or ")}[formula.operator]
            return left + self.pick(joint) + right
        return f"{left} {_OPERATORS[formula.operator]} {right}"

    def _closed(self, formula: Formula, strength: int) -> str:
        """In brackets where it binds less than what stands around it."""
        weaker = isinstance(formula, Binary) and _STRENGTH[formula.operator] < strength
        said = self.say(formula)
        return self.pick((f"（{said}）", f"({said})")) if weaker or isinstance(formula, Conditional) else said

    def _comparison(self, formula: Binary) -> str:
        left, right, operator = formula.left, formula.right, formula.operator
        if isinstance(left, Number) and not isinstance(right, Number):
            left, right, operator = right, left, _MIRRORED.get(operator, operator)
        sign = self.pick(_SIGNS[operator])
        if operator == "==" and left.kind not in (Kind.TEXT, Kind.FLAG):
            sign = self.pick(("等于", "is"))
        said = self._compared(right, left)
        gap = "" if self.language == "zh" else " "
        spaced = gap or (" " if said[:1].isascii() and not said[:1].isdigit() else "")
        verb = self.pick(("", "is ")) if operator not in ("==", "!=") else ""
        return f"{self.say(left)}{gap}{verb}{sign}{spaced}{said}"

    def _compared(self, formula: Formula, other: Formula) -> str:
        """A literal in the unit of what it is compared with; a role or tier in words."""
        if isinstance(formula, Number):
            if isinstance(other, MetricName):
                metric = self.plan.metrics[other.name]
                return figure_words(formula.value, metric.kind, metric.unit, self.language)
            if other.kind is Kind.MONEY:
                return money_words(formula.value, self.language)
        if isinstance(formula, Text) and isinstance(other, Attribute) and not other.of_session:
            return attribute_words(other.name, formula.value, self.language)
        return self.say(formula)


def attribute_words(attribute: str, value: str, language: str) -> str:
    """The value of a person's attribute in words: `anchor` is 主播."""
    known = {"role": words.ROLES, "tier": words.TIERS}.get(attribute, {})
    return words.said(known, value, language)
