"""Literals of a plan: `5%`, `10万`, `199999.99`, `2026-06-01`, `04:00`. Owns their reading, exactly.

Nothing here is a binary float. A literal that is not quite right is a `LiteralError` that says how to
write it.
"""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction

from boji.engine.plan.formula import Kind
from boji.engine.plan.label import Label

SUFFIXES = {"": Fraction(1), "%": Fraction(1, 100), "万": Fraction(10_000), "亿": Fraction(100_000_000)}
LARGEST = Fraction(10**15)  # far above any money, and far inside the engine's 128 bits

_NUMBER = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)(%|万|亿|)")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:[,\uff0c_' ][0-9]{3})+(?:\.[0-9]+)?(%|万|亿|)")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


class LiteralError(ValueError):
    """A text that is no literal of the kind asked for."""

    def __init__(self, problem: Label, mend: Label | None = None) -> None:
        super().__init__(problem.en)
        self.problem = problem
        self.mend = mend


def read_number(text: str) -> tuple[Fraction, Kind]:
    """The exact value, and RATIO where it is written with `%`, else NUMBER."""
    found = _NUMBER.fullmatch(text)
    if not found or len(text) > 40:
        raise LiteralError(Label(f"“{text}”不是数", f"“{text}” is not a number"), _mend_number(text))
    value = Fraction(found[1]) * SUFFIXES[found[2]]
    if abs(value) > LARGEST:
        raise LiteralError(Label(f"“{text}”太大", f"“{text}” is too large"))
    return value, Kind.RATIO if found[2] == "%" else Kind.NUMBER


def _mend_number(text: str) -> Label | None:
    if _THOUSANDS.fullmatch(text):
        plain = re.sub("[,\uff0c_' ]", "", text)
        return Label(f"不用千位分隔符，写 {plain}", f"Write it without thousands separators: {plain}")
    bare = re.sub("^[¥\uffe5]|(元|块|RMB|CNY)$", "", text.strip()).replace("\uff05", "%")
    if re.fullmatch(r"-?\.[0-9]+(%|万|亿|)", bare):
        bare = bare.replace(".", "0.", 1)
    bare = re.sub(r"^([0-9.]+)[wW]$", r"\1万", bare)
    if bare != text and _NUMBER.fullmatch(bare):
        return Label(f"写 {bare}", f"Write {bare}")
    return Label("数写作 5000、10万、1.2亿 或 5%", "Numbers are written 5000, 10万, 1.2亿 or 5%")


def read_plain_number(text: str) -> Fraction:
    """A number that is no percentage."""
    value, kind = read_number(text)
    if kind is Kind.RATIO:
        raise LiteralError(
            Label(
                f"“{text}”是百分比，这里要的是数", f"“{text}” is a percentage, a plain number is wanted here"
            ),
            Label(f"去掉 %，写 {text[:-1]}", f"Write it without %: {text[:-1]}"),
        )
    return value


def read_money(text: str) -> Fraction:
    """Yuan, with two decimals at most."""
    value = read_plain_number(text)
    if (value * 100).denominator != 1:
        raise LiteralError(
            Label(f"“{text}”不到一分", f"“{text}” has parts of a fen"),
            Label("金额最多两位小数（元）", "Money has two decimals at most (yuan)"),
        )
    return value


def read_ratio(text: str, *, decimals: int = 6) -> Fraction:
    """A share or rate: `5%`, or a bare number from 0 to 1; six decimals are kept, more is an error."""
    value, kind = read_number(text)
    if kind is Kind.NUMBER and not 0 <= value <= 1:
        raise LiteralError(
            Label(f"“{text}”不是百分比", f"“{text}” is not a percentage"),
            mend_percentage(text),
        )
    if (value * 10**decimals).denominator != 1:
        raise LiteralError(
            Label(f"“{text}”的小数位太多", f"“{text}” has too many decimals"),
            Label("比率最多六位小数，即 0.0001%", "Rates keep six decimals: no finer than 0.0001%"),
        )
    return value


def mend_percentage(text: str) -> Label:
    """How a percentage is written that stands there as a bare number."""
    right = f"{text}%" if text[-1:].isdigit() else "5%"
    return Label(f"百分比写作 {right}", f"A percentage is written {right}")


def read_figure(text: str, kind: Kind | None) -> Fraction:
    """A reference value of a metric of this kind: a target, the end of a band.

    Any number where the kind is not known, because the metric is itself wrong.
    """
    if kind is None:
        return read_number(text)[0]
    if kind is Kind.RATIO:
        return read_ratio(text)
    if kind is Kind.MONEY:
        return read_money(text)
    return read_plain_number(text)


def read_count(text: str) -> int:
    value = read_plain_number(text)
    if value.denominator != 1 or value < 0:
        raise LiteralError(Label(f"“{text}”不是个数", f"“{text}” is not a whole number"))
    return int(value)


def read_day(text: str) -> dt.date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return dt.date.fromisoformat(text)
    except ValueError as error:
        raise LiteralError(Label(f"没有 {text} 这一天", f"there is no day {text}")) from error
    parts = re.fullmatch(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?", text)
    mend = f"{int(parts[1]):04}-{int(parts[2]):02}-{int(parts[3]):02}" if parts else "2026-06-01"
    raise LiteralError(
        Label(f"“{text}”不是日期", f"“{text}” is not a date"),
        Label(f"写作 {mend}", f"Write it as {mend}"),
    )


def read_clock(text: str) -> int:
    """Minutes after midnight of `HH:MM`."""
    found = _CLOCK.fullmatch(text)
    if not found:
        raise LiteralError(
            Label(f"“{text}”不是时刻", f"“{text}” is not a time of day"),
            Label('写作 "04:00"', 'Write it as "04:00"'),
        )
    return int(found[1]) * 60 + int(found[2])
