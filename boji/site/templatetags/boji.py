"""Tags and filters that every template has: two-language texts, and figures as people read them.

The written forms are those of `boji.platform.formats`; nothing is formatted here.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from boji.engine.periods import Period
from boji.platform import formats
from boji.platform.words import language

register = template.Library()


@register.simple_tag(name="say")
def say_tag(zh: str, en: str, **parts: Any) -> SafeString:
    """`{% say "共 {n} 人" "{n} people" n=count %}`; texts are the template's own, the parts are escaped."""
    text = zh if language() == "zh" else en
    return format_html(text, **parts) if parts else mark_safe(text)


@register.filter
def money(amount: int | str | None) -> str:
    """Fen, or an exact text in yuan; a dash where there is none."""
    if amount is None or amount == "":
        return "—"
    return formats.money(amount) if isinstance(amount, int) else formats.money_of_text(amount)


@register.filter
def change(fen: int | None) -> str:
    return "—" if fen is None else formats.change(fen)


@register.filter
def short_money(fen: int | None) -> str:
    return "—" if fen is None else formats.short_money(fen, language())


@register.filter
def count(number: int | None) -> str:
    return "—" if number is None else formats.count(number)


@register.filter
def percent(rate: str | Decimal | None) -> str:
    return "—" if rate is None else formats.percent(rate)


@register.filter
def score(text: str | None) -> str:
    return "—" if text is None else formats.score(text)


@register.filter
def day(value: dt.date | None) -> str:
    return "—" if value is None else formats.day(value, language())


@register.filter
def short_day(value: dt.date | None) -> str:
    return "—" if value is None else formats.short_day(value, language())


@register.filter
def moment(value: dt.datetime | None) -> str:
    return "—" if value is None else formats.moment(timezone.localtime(value), language())


@register.filter
def period_name(period: Period | str) -> str:
    return formats.period_name(period, language())
