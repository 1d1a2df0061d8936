"""What templates of pay need: texts that stand in both languages, in the reader's.

Owns nothing else; figures and days are written by the site's own filters.
"""

from __future__ import annotations

from django import template

from boji.engine.plan.label import Label
from boji.payouts.board import Link
from boji.payouts.rules import Step
from boji.platform.access import may_for_all
from boji.platform.models import User
from boji.platform.words import language

register = template.Library()


@register.filter
def words(text: Label) -> str:
    return text.text(language())


@register.filter
def is_open_to(link: Link, user: User) -> bool:
    """Whether the reader may do what the link leads to."""
    return link.right is None or may_for_all(user, link.right)


@register.filter
def step_words(step: str) -> str:
    return Step(step).text(language())
