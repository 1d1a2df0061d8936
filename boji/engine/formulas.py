"""Formulas as SQL: a typed tree becomes an exact `Ratio`, a condition, or a text.

Owns the meaning of operators and of missing values (three-valued logic, missing spreads). What a
name stands for is said by the `Scope` of the place where the formula is used.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from boji.engine.arithmetic import (
    COMPARISON_SQL,
    Ratio,
    absolute,
    add,
    choose,
    compare,
    constant,
    divide,
    half_up,
    multiply,
    negate,
    subtract,
    text_literal,
)
from boji.engine.plan.formula import (
    Aggregate,
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

_ARITHMETIC = {"+": add, "-": subtract, "*": multiply, "/": divide}
_WORDS = (Kind.TEXT, Kind.DAY, Kind.INSTANT, Kind.FLAG)


def _unknown(name: object) -> Ratio:
    raise AssertionError(f"{name} has no meaning here; the plan reader lets no such name through")


@dataclass(frozen=True)
class Scope:
    """What names mean: figures as ratios, texts, days and flags as SQL texts."""

    metric: Callable[[MetricName], Ratio] = _unknown
    attribute: Callable[[Attribute], Ratio | str] = _unknown
    column: Callable[[FactColumn], Ratio | str] = _unknown
    aggregate: Callable[[Aggregate], Ratio] = _unknown


def value(formula: Formula, scope: Scope) -> Ratio:
    """The figure that a formula yields; NULL where it is missing."""
    match formula:
        case Number(value=number):
            return constant(number)
        case MetricName():
            return scope.metric(formula)
        case Attribute():
            return _figure(scope.attribute(formula))
        case FactColumn():
            return _figure(scope.column(formula))
        case Aggregate():
            return scope.aggregate(formula)
        case Unary(operator="-", operand=operand):
            return negate(value(operand, scope))
        case Binary(operator=operator, left=left, right=right) if operator in _ARITHMETIC:
            return _ARITHMETIC[operator](value(left, scope), value(right, scope))
        case Conditional(condition=test, chosen=chosen, otherwise=otherwise):
            return choose([(condition(test, scope), value(chosen, scope))], value(otherwise, scope))
        case Call():
            return _call(formula, scope)
    raise AssertionError(f"{formula} is no figure")


def _figure(meaning: Ratio | str) -> Ratio:
    assert isinstance(meaning, Ratio), f"{meaning} is no figure"
    return meaning


def _call(call: Call, scope: Scope) -> Ratio:
    if call.function == "minutes_between":
        return _minutes_between(call, scope)
    values = [value(argument, scope) for argument in call.arguments]
    match call.function:
        case "abs":
            return absolute(values[0])
        case "round":
            decimals = int(values[1].factor) if len(values) > 1 else 0
            return Ratio(half_up(values[0], decimals), factor=Fraction(1, 10**decimals))
        case "coalesce":
            known = [(compare("==", part, part), part) for part in values[:-1]]
            return choose(known, values[-1])
        case "min" | "max":
            best = values[0]
            for other in values[1:]:
                better = "<=" if call.function == "min" else ">="
                worse = ">" if call.function == "min" else "<"
                best = choose([(compare(better, best, other), best), (compare(worse, best, other), other)])
            return best
    raise AssertionError(f"no function {call.function}")


def _minutes_between(call: Call, scope: Scope) -> Ratio:
    start, end = (_sql(argument, scope) for argument in call.arguments)
    return Ratio(f"CAST(epoch_us({end}) - epoch_us({start}) AS HUGEINT)", factor=Fraction(1, 60_000_000))


def condition(formula: Formula, scope: Scope) -> str:
    """An SQL condition of three values: true, false or NULL for missing; closed."""
    match formula:
        case Unary(operator="not", operand=operand):
            return f"(NOT {condition(operand, scope)})"
        case Binary(operator="and" | "or" as operator, left=left, right=right):
            return f"({condition(left, scope)} {operator.upper()} {condition(right, scope)})"
        case Binary(operator=operator, left=left, right=right) if operator in COMPARISON_SQL:
            if left.kind in _WORDS:
                return f"({_sql(left, scope)} {COMPARISON_SQL[operator]} {_sql(right, scope)})"
            return compare(operator, value(left, scope), value(right, scope))
    return _sql(formula, scope)


def holds(formula: Formula, scope: Scope) -> str:
    """The condition as true or false: what is missing does not hold."""
    return f"coalesce({condition(formula, scope)}, FALSE)"


def _sql(formula: Formula, scope: Scope) -> str:
    """A text, day or flag as SQL."""
    match formula:
        case Text(value=text):
            return f"CAST({text_literal(text)} AS DATE)" if formula.kind is Kind.DAY else text_literal(text)
        case Flag(value=flag):
            return "TRUE" if flag else "FALSE"
        case Attribute():
            meaning = scope.attribute(formula)
        case FactColumn():
            meaning = scope.column(formula)
        case Conditional(condition=test, chosen=chosen, otherwise=otherwise):
            test_sql = condition(test, scope)
            return f"(CASE WHEN {test_sql} THEN {_sql(chosen, scope)} ELSE {_sql(otherwise, scope)} END)"
        case Call(function="coalesce", arguments=arguments):
            return f"coalesce({', '.join(_sql(argument, scope) for argument in arguments)})"
        case Unary() | Binary() if formula.kind is Kind.FLAG:
            return condition(formula, scope)
        case _:
            raise AssertionError(f"{formula} is neither text, day nor flag")
    assert isinstance(meaning, str), f"{formula} is a figure"
    return meaning


def text_of(formula: Formula) -> str:
    """The formula as it would be written in a plan; equal formulas have equal texts."""
    match formula:
        case Number(text=text):
            return text
        case Text(value=text):
            return f'"{text}"'
        case Flag(value=flag):
            return "true" if flag else "false"
        case MetricName(name=name, of_team=of_team):
            return f"team.{name}" if of_team else name
        case Attribute(name=name, of_session=of_session):
            return f"session.{name}" if of_session else name
        case FactColumn(table=table, name=name):
            return f"{table}.{name}"
        case Aggregate(aggregation=aggregation, table=table, value=inner, where=where):
            read = text_of(inner) if inner is not None else table
            return f"{aggregation.value}({read}{f' where {text_of(where)}' if where is not None else ''})"
        case Unary(operator=operator, operand=operand):
            return f"{operator} {text_of(operand)}" if operator == "not" else f"-{text_of(operand)}"
        case Binary(operator=operator, left=left, right=right):
            return f"({text_of(left)} {operator} {text_of(right)})"
        case Conditional(condition=test, chosen=chosen, otherwise=otherwise):
            return f"(if {text_of(test)} then {text_of(chosen)} else {text_of(otherwise)})"
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join(text_of(argument) for argument in arguments)})"
