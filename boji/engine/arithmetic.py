"""Exact arithmetic as SQL text: every value is a fraction of two integers until it is rounded by name.

Owns how fractions are added, compared, cut and rounded in SQL. Knows nothing of plans or tables.

A `Ratio` stands for `factor * numerator / denominator`: numerator and denominator are SQL texts that
yield 128-bit integers, factor is a constant known while compiling. A money column in fen is
`Ratio("gmv", factor=Fraction(1, 100))` yuan. A denominator is positive or NULL, so that comparing two
ratios is comparing two products. NULL is missing, and spreads. Only `half_up` divides, once, at the
end of a figure. A product that leaves 128 bits is an error of the engine, never a wrong figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

WIDE = "HUGEINT"

COMPARISON_SQL = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


@dataclass(frozen=True)
class Ratio:
    """`factor * numerator / denominator`; both texts are closed: safe beside any operator."""

    numerator: str
    denominator: str = "1"
    factor: Fraction = Fraction(1)

    @property
    def is_constant(self) -> bool:
        return self.numerator == "1" and self.denominator == "1"


def constant(value: Fraction | int) -> Ratio:
    return Ratio("1", "1", Fraction(value))


def integer(text: str, *, scale: int = 0) -> Ratio:
    """An integer SQL text in units of 10^-scale; it is widened to 128 bits."""
    return Ratio(f"CAST({text} AS {WIDE})", factor=Fraction(1, 10**scale))


def kept(name: str, relation: str = "") -> Ratio:
    """A figure kept by an earlier step as the two wide columns `<name>_num` and `<name>_den`."""
    prefix = f"{relation}." if relation else ""
    return Ratio(prefix + quoted(f"{name}_num"), prefix + quoted(f"{name}_den"))


MISSING = Ratio(f"CAST(NULL AS {WIDE})")


def quoted(name: str) -> str:
    """The name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def text_literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def product(*parts: str | int) -> str:
    """The product of integer texts, constants first, ones left out; closed."""
    number = 1
    texts: list[str] = []
    for part in parts:
        if isinstance(part, int):
            number *= part
        elif part != "1":
            texts.append(part)
    if number != 1 or not texts:
        texts.insert(0, f"CAST({number} AS {WIDE})")
    return texts[0] if len(texts) == 1 else f"({' * '.join(texts)})"


def add(left: Ratio, right: Ratio) -> Ratio:
    """left + right, over a common denominator."""
    if left.is_constant and right.is_constant:
        return constant(left.factor + right.factor)
    if right.is_constant and right.factor == 0:
        return left
    if left.is_constant and left.factor == 0:
        return right
    same = left.denominator == right.denominator
    unit = Fraction(1, lcm(left.factor.denominator, right.factor.denominator))
    first = product(int(left.factor / unit), left.numerator, "1" if same else right.denominator)
    second = product(int(right.factor / unit), right.numerator, "1" if same else left.denominator)
    denominator = left.denominator if same else product(left.denominator, right.denominator)
    return Ratio(f"({first} + {second})", denominator, unit)


def negate(value: Ratio) -> Ratio:
    return Ratio(value.numerator, value.denominator, -value.factor)


def subtract(left: Ratio, right: Ratio) -> Ratio:
    return add(left, negate(right))


def multiply(left: Ratio, right: Ratio) -> Ratio:
    return Ratio(
        product(left.numerator, right.numerator),
        product(left.denominator, right.denominator),
        left.factor * right.factor,
    )


def divide(left: Ratio, right: Ratio) -> Ratio:
    """left / right; missing where right is zero."""
    if right.factor == 0:
        return MISSING
    if right.is_constant:
        return Ratio(left.numerator, left.denominator, left.factor / right.factor)
    divisor, dividend = right.numerator, product(left.numerator, right.denominator)
    return Ratio(
        f"(CASE WHEN {divisor} < 0 THEN -{dividend} WHEN {divisor} > 0 THEN {dividend} END)",
        product(left.denominator, f"nullif(abs({divisor}), 0)"),
        left.factor / right.factor,
    )


def compare(operator: str, left: Ratio, right: Ratio) -> str:
    """An SQL condition, exact; NULL where either side is missing."""
    steps, units = (
        left.factor.numerator * right.factor.denominator,
        right.factor.numerator * left.factor.denominator,
    )
    shared = Fraction(steps, units) if units else None
    if shared is not None and units > 0:
        steps, units = shared.numerator, shared.denominator
    same = left.denominator == right.denominator
    first = product(steps, left.numerator, "1" if same else right.denominator)
    second = product(units, right.numerator, "1" if same else left.denominator)
    return f"({first} {COMPARISON_SQL[operator]} {second})"


def choose(cases: Sequence[tuple[str, Ratio]], otherwise: Ratio | None = None) -> Ratio:
    """The ratio of the first condition that holds; without `otherwise`, missing where none does."""
    results = [result for _, result in cases] + ([otherwise] if otherwise else [])
    unit = Fraction(1, lcm(*(result.factor.denominator for result in results)))

    def branches(texts: list[str]) -> str:
        whens = " ".join(
            f"WHEN {condition} THEN {text}" for (condition, _), text in zip(cases, texts, strict=False)
        )
        last = f" ELSE {texts[-1]}" if otherwise else ""
        return f"(CASE {whens}{last} END)"

    numerators = [product(int(result.factor / unit), result.numerator) for result in results]
    denominators = [result.denominator for result in results]
    if len(set(denominators)) == 1:
        return Ratio(branches(numerators), denominators[0], unit)
    return Ratio(branches(numerators), branches([product(text) for text in denominators]), unit)


def clamp(value: Ratio, low: Ratio | None, high: Ratio | None) -> Ratio:
    """The value, not below low and not above high; missing stays missing."""
    cases = []
    if low is not None:
        cases.append((compare("<", value, low), low))
    if high is not None:
        cases.append((compare(">", value, high), high))
    return choose(cases, value) if cases else value


def absolute(value: Ratio) -> Ratio:
    return Ratio(f"abs({value.numerator})", value.denominator, abs(value.factor))


def half_up(value: Ratio, decimals: int) -> str:
    """The value in whole units of 10^-decimals, rounded half away from zero; an integer SQL text."""
    factor = value.factor * 10**decimals
    if value.denominator == "1" and factor.denominator == 1:
        return product(factor.numerator, value.numerator)
    dividend = product(factor.numerator, value.numerator)
    divisor = product(factor.denominator, value.denominator)
    return half_up_integer(dividend, divisor)


def half_up_integer(dividend: str, divisor: str) -> str:
    """dividend / divisor (positive) rounded half away from zero.

    The division is taken of the absolute value, because engines differ in dividing negatives. The dividend
    says its 128 bits: by that a division is told apart from those of 64 (`boji.engine.dialects`).
    """
    rounded = f"CAST(2 * abs({dividend}) + {divisor} AS {WIDE}) // (2 * {divisor})"
    return f"(CASE WHEN {dividend} < 0 THEN -({rounded}) ELSE {rounded} END)"
