"""The navigation: what people do here, each entry only for those who may open its page.

Owns the order of entries and their names; who may open a page is the rule of its address.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import URLPattern, get_resolver, reverse

from boji.platform import clock
from boji.platform.models import User
from boji.platform.routes import Rule, rule_of
from boji.platform.words import language, say


@dataclass(frozen=True)
class Entry:
    """One entry; `page` is the name of an address without arguments."""

    page: str
    zh: str
    en: str
    icon: str


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    icon: str
    active: bool


ENTRIES: tuple[Entry, ...] = (
    Entry("home", "今日", "Today", "home"),
    Entry("own_statements", "提成单", "Statements", "wallet"),
    Entry("sessions", "场次", "Sessions", "broadcast"),
    Entry("people_figures", "人员", "People", "users-group"),
    Entry("own_figures", "我的数据", "My figures", "chart-line"),
    Entry("pay_periods", "账期", "Pay periods", "calendar-dollar"),
    Entry("plans", "方案", "Plans", "file-text"),
    Entry("outcomes", "结果", "Outcomes", "award"),
    Entry("own_handbook", "制度", "My rules", "book"),
    Entry("disputes", "疑问", "Disputes", "message-question"),
    Entry("imports", "数据", "Data", "database"),
    Entry("accounts", "账户", "Accounts", "users"),
    Entry("audit", "操作记录", "Audit trail", "history"),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """For every template: entries for this account, the reader's language, a demonstration's clock."""
    found: dict[str, Any] = {"language": language(), "site_title": say("播绩", "Boji")}
    if settings.BOJI_CLOCK_STARTS:
        found["demonstration"] = clock.now()
    user = getattr(request, "user", None)
    if isinstance(user, User):
        rules = _rules()
        found["navigation"] = [
            Link(say(one.zh, one.en), url, one.icon, _is_active(request.path, url))
            for one in ENTRIES
            if rules[one.page].allows(user, {})
            for url in (reverse(one.page),)
        ]
    return found


def _is_active(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)


def _rules() -> dict[str, Rule]:
    """The rule of every named address."""
    return {
        pattern.name or "": rule_of(pattern)
        for pattern in get_resolver().url_patterns
        if isinstance(pattern, URLPattern)
    }
