"""The platforms by which people can sign in, and which of them the settings configure.

Owns their names. What each speaks is in allauth (飞书, 钉钉) and in `boji.platform.providers` (企业微信).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from boji.platform.words import say


@dataclass(frozen=True)
class Platform:
    """A platform; `key` is its name in addresses and tables."""

    key: str
    zh: str
    en: str

    @property
    def name(self) -> str:
        return say(self.zh, self.en)


PLATFORMS = (
    Platform("feishu", "飞书", "Feishu"),
    Platform("dingtalk", "钉钉", "DingTalk"),
    Platform("wecom", "企业微信", "WeCom"),
)


def platform_of(key: str) -> Platform:
    return next(one for one in PLATFORMS if one.key == key)


def configured() -> list[Platform]:
    """The platforms whose ids and secrets the settings give, in the order above."""
    return [one for one in PLATFORMS if settings.SOCIALACCOUNT_PROVIDERS.get(one.key, {}).get("APPS")]
