"""How figures, days and periods are written for people, in both languages.

Owns the written forms of ui and PDF alike. Exact values come in; nothing is rounded here but where a form
says so.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from boji.engine.periods import Period

WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MINUS = "−"


def money(fen: int) -> str:
    """¥12,345.67 with all its fen; a true minus sign.

    >>> money(-123456789)
    '−¥1,234,567.89'
    """
    return f"{MINUS if fen < 0 else ''}¥{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def money_of_text(text: str) -> str:
    """The same of an exact text in yuan, as statements have it: 12345.67.

    >>> money_of_text("12345.67")
    '¥12,345.67'
    """
    return money(fen_of_text(text))


def fen_of_text(text: str) -> int:
    """Fen of an exact text in yuan with at most two decimals."""
    fen = Decimal(text) * 100
    assert fen == fen.to_integral_value(), f"{text} has parts of a fen"
    return int(fen)


def change(fen: int) -> str:
    """A signed amount: +¥890.00 or −¥40.00; ¥0.00 has no sign."""
    return f"+{money(fen)}" if fen > 0 else money(fen)


def short_money(fen: int, language: str = "zh") -> str:
    """For charts and cards, rounded: 1.23万 or ¥12.3k.

    >>> short_money(123456_00), short_money(123456_00, "en"), short_money(987_00)
    ('¥12.35万', '¥123.5k', '¥987.00')
    """
    unit, name, places = (1_000_000, "万", "0.01") if language == "zh" else (100_000, "k", "0.1")
    if abs(fen) < unit:
        return money(fen)
    size = (Decimal(abs(fen)) / unit).quantize(Decimal(places), ROUND_HALF_UP)
    return f"{MINUS if fen < 0 else ''}¥{size:,}{name}"


def count(number: int) -> str:
    return f"{number:,}".replace("-", MINUS)


def percent(rate: str | Decimal) -> str:
    """A rate as text, 0.025, as 2.5%; no digit is dropped.

    >>> percent("0.025"), percent("0.1")
    ('2.5%', '10%')
    """
    text = f"{Decimal(rate) * 100:f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"


def score(text: str | Decimal) -> str:
    """A score with one decimal, half up.

    >>> score("83.8415"), score("74.95")
    ('83.8', '75.0')
    """
    return f"{Decimal(text).quantize(Decimal('0.1'), ROUND_HALF_UP)}"


def day(value: dt.date, language: str, *, year: bool = False) -> str:
    """10月3日 周六 or Sat, 3 Oct."""
    if language == "zh":
        whole = f"{value.year}年" if year else ""
        return f"{whole}{value.month}月{value.day}日 周{WEEKDAYS['zh'][value.weekday()]}"
    whole = f" {value.year}" if year else ""
    return f"{WEEKDAYS['en'][value.weekday()]}, {value.day} {MONTHS[value.month - 1]}{whole}"


def short_day(value: dt.date, language: str) -> str:
    """10月3日 or 3 Oct."""
    if language == "zh":
        return f"{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]}"


def moment(value: dt.datetime, language: str) -> str:
    """A moment that is in the reader's zone already: 10月3日 18:05 or 3 Oct 18:05."""
    return f"{short_day(value.date(), language)} {value:%H:%M}"


def period_name(period: Period | str, language: str) -> str:
    """2026年10月, 2026年第3季度, 2026年第36周; October 2026 and so on.

    >>> period_name("2026-10", "zh"), period_name("2026-Q3", "en")
    ('2026年10月', 'Q3 2026')
    """
    one = Period.parse(period) if isinstance(period, str) else period
    year, _, rest = one.label.partition("-")
    if one.kind == "month":
        return f"{year}年{int(rest)}月" if language == "zh" else f"{MONTHS[int(rest) - 1]} {year}"
    if one.kind == "quarter":
        return f"{year}年第{rest[1:]}季度" if language == "zh" else f"{rest} {year}"
    if one.kind == "week":
        return f"{year}年第{int(rest[1:])}周" if language == "zh" else f"week {int(rest[1:])} of {year}"
    return day(one.first_day, language, year=True)
