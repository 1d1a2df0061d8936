"""Units of metrics: which kinds of figure they fit, and how a figure is written in words.

Owns units and the writing of single figures; whole sentences are `boji.engine.plan.words`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from boji.engine.plan.formula import Kind
from boji.engine.plan.label import Label


@dataclass(frozen=True)
class Unit:
    """`fits`: kinds of formula that may carry this unit; `becomes`: the kind that the metric then has,
    None where it stays that of the formula."""

    label: Label
    fits: tuple[Kind, ...]
    becomes: Kind | None = None


UNITS: dict[str, Unit] = {
    "yuan": Unit(Label("元", "yuan"), (Kind.MONEY,)),
    "percent": Unit(Label("%", "%"), (Kind.RATIO, Kind.NUMBER), Kind.RATIO),
    "count": Unit(Label("", ""), (Kind.COUNT, Kind.NUMBER), Kind.COUNT),
    "times": Unit(Label("次", "times"), (Kind.COUNT, Kind.NUMBER), Kind.COUNT),
    "people": Unit(Label("人", "people"), (Kind.COUNT, Kind.NUMBER), Kind.COUNT),
    "orders": Unit(Label("单", "orders"), (Kind.COUNT, Kind.NUMBER), Kind.COUNT),
    "sessions": Unit(Label("场", "sessions"), (Kind.COUNT, Kind.NUMBER), Kind.COUNT),
    "days": Unit(Label("天", "days"), (Kind.COUNT, Kind.DURATION, Kind.NUMBER)),
    "hours": Unit(Label("小时", "hours"), (Kind.DURATION,)),
    "minutes": Unit(Label("分钟", "minutes"), (Kind.DURATION,)),
    "seconds": Unit(Label("秒", "seconds"), (Kind.DURATION,)),
    "points": Unit(Label("分", "points"), (Kind.NUMBER,)),
    "number": Unit(Label("", ""), (Kind.NUMBER, Kind.RATIO, Kind.COUNT), Kind.NUMBER),
}

KIND_WORDS: dict[Kind, Label] = {
    Kind.MONEY: Label("金额", "money"),
    Kind.RATIO: Label("百分比", "a percentage"),
    Kind.COUNT: Label("个数", "a count"),
    Kind.DURATION: Label("时长", "a duration"),
    Kind.NUMBER: Label("数", "a number"),
    Kind.TEXT: Label("文字", "a text"),
    Kind.DAY: Label("日期", "a date"),
    Kind.FLAG: Label("条件", "a condition"),
    Kind.INSTANT: Label("时刻", "a point in time"),
}


def decimal_words(value: Fraction, decimals: int = 6) -> str:
    """`12345.5`: the value as a decimal, exact up to `decimals`, without zeros at the end.

    >>> decimal_words(Fraction(1, 40)), decimal_words(Fraction(120))
    ('0.025', '120')
    """
    scaled = round(abs(value) * 10**decimals)
    whole, rest = divmod(scaled, 10**decimals)
    text = f"{whole}.{rest:0{decimals}d}".rstrip("0").rstrip(".") if decimals else str(whole)
    return f"-{text}" if value < 0 else text


def percent_words(value: Fraction) -> str:
    """`2.5%`

    >>> percent_words(Fraction(1, 40))
    '2.5%'
    """
    return f"{decimal_words(value * 100)}%"


def money_words(yuan: Fraction, language: str) -> str:
    """`30万元` and `¥300,000`.

    >>> money_words(Fraction(300_000), "zh"), money_words(Fraction(19999999, 100), "en")
    ('30万元', '¥199,999.99')
    """
    if language == "zh":
        if abs(yuan) >= 10_000 and (yuan / 100).denominator == 1:
            return f"{decimal_words(yuan / 10_000)}万元"
        return f"{decimal_words(yuan)}元"
    whole, point, rest = decimal_words(abs(yuan)).partition(".")
    return f"{'-' if yuan < 0 else ''}¥{int(whole):,}{point}{rest}"


def figure_words(value: Fraction, kind: Kind, unit: str, language: str) -> str:
    """A value of a metric with its unit: `3%`, `30万元`, `4800分钟`."""
    if kind is Kind.RATIO:
        return percent_words(value)
    if kind is Kind.MONEY:
        return money_words(value, language)
    word = UNITS[unit].label.text(language) if unit in UNITS else ""
    gap = " " if language == "en" and word else ""
    return f"{decimal_words(value)}{gap}{word}"
