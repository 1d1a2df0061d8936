"""Exact figures as text. Owns how money, rates and scores are written, for programs and for people."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from boji.engine.compile.figures import Figure
from boji.engine.plan.model import Metric
from boji.engine.plan.units import UNITS

SCORE_UNIT = 10**4
EXACT_DECIMALS = 12


def money_text(fen: int) -> str:
    """`8520.00`: yuan with two decimals.

    >>> money_text(-5), money_text(852000)
    ('-0.05', '8520.00')
    """
    return f"{Decimal(fen).scaleb(-2):.2f}"


def money_words(fen: int) -> str:
    """`¥8,520.00`, with a true minus sign.

    >>> money_words(-4000)
    '−¥40.00'
    """
    sign = "−" if fen < 0 else ""
    return f"{sign}¥{Decimal(abs(fen)).scaleb(-2):,.2f}"


def rate_text(rate: Fraction) -> str:
    """A ratio as a decimal: exact where it ends within 12 decimals, else half up to 12.

    >>> rate_text(Fraction(1, 40)), rate_text(Fraction(0)), rate_text(Fraction(1, 3))
    ('0.025', '0', '0.333333333333')
    """
    return _trimmed(_half_up(rate, EXACT_DECIMALS), EXACT_DECIMALS)


def percent_words(rate: Fraction, decimals: int = 4) -> str:
    """`2.5%`.

    >>> percent_words(Fraction(1, 40))
    '2.5%'
    """
    return f"{_trimmed(_half_up(rate * 100, decimals), decimals)}%"


def yuan_words(yuan: Fraction) -> str:
    """Like `money_words`, with up to six decimals where an amount has parts of a fen.

    >>> yuan_words(Fraction(-5)), yuan_words(Fraction("1218.63741"))
    ('−¥5.00', '¥1,218.63741')
    """
    if (yuan * 100).denominator == 1:
        return money_words(int(yuan * 100))
    sign = "−" if yuan < 0 else ""
    return f"{sign}¥{Decimal(number_text(abs(yuan), 6)):,}"


def score_text(score: int | None) -> str | None:
    """A kept score with its four decimals."""
    return None if score is None else f"{Decimal(score).scaleb(-4):.4f}"


def score_words(score: int | None, language: str) -> str:
    """A score as shown: one decimal, half up."""
    if score is None:
        return "未完成" if language == "zh" else "incomplete"
    return f"{Decimal(_half_up(Fraction(score, SCORE_UNIT), 1)).scaleb(-1):.1f}"


def number_text(value: Fraction, decimals: int = EXACT_DECIMALS) -> str:
    return _trimmed(_half_up(value, decimals), decimals)


def metric_text(value: Fraction | None) -> str | None:
    """A metric's value for programs: a decimal, a percentage as a ratio."""
    return None if value is None else number_text(value)


def metric_words(metric: Metric, value: Fraction | None, language: str) -> str:
    """A metric's value as people write it: `¥184,000.00`, `5.4%`, `4,800 分钟`."""
    if value is None:
        return "缺失" if language == "zh" else "missing"
    return unit_words(metric.unit, value, language)


def unit_words(unit: str, value: Fraction, language: str) -> str:
    if unit == "yuan":
        return money_words(_half_up(value, 2))
    if unit == "percent":
        return percent_words(value, 2 if abs(value) >= Fraction(1, 100) else 4)

    word = UNITS[unit].label.text(language) if unit in UNITS else ""
    text = f"{Decimal(number_text(value, 2)):,}"
    return f"{text} {word}".strip()


def figure_value(figure: Figure, row: dict[str, object]) -> Fraction | None:
    """The exact value of a kept figure in a row; None where it is missing."""
    top = row[figure.column]
    if top is None:
        return None
    under = row[figure.denominator] if figure.denominator else 1
    if under is None:
        return None
    return figure.factor * Fraction(int(str(top)), int(str(under)))


def _half_up(value: Fraction, decimals: int) -> int:
    """The value in units of 10^-decimals, half away from zero."""
    scaled: Fraction = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return -whole if value < 0 else whole


def _trimmed(units: int, decimals: int) -> str:
    text = f"{Decimal(units).scaleb(-decimals):.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
