"""Words in the reader's language: a Chinese and an English text beside each other.

Owns which of two texts is said. Both stand where they are used, so that none is forgotten (decision 0010).
"""

from __future__ import annotations

from django.utils import translation

ZH, EN = "zh", "en"
CODES = {ZH: "zh-hans", EN: "en"}  # as Django names them


def language() -> str:
    """The reader's language, `zh` or `en`."""
    return EN if (translation.get_language() or "").startswith("en") else ZH


def say(zh: str, en: str, **parts: object) -> str:
    """The text in the reader's language, with its parts put in."""
    text = zh if language() == ZH else en
    return text.format(**parts) if parts else text
