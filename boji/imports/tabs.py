"""The pages of data that belong together, as tabs."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from boji.platform.access import may_for_all
from boji.platform.components import Tab
from boji.platform.roles import Right
from boji.platform.routes import account_of
from boji.platform.words import say


def tabs(request: HttpRequest, active: str) -> list[Tab]:
    """Those which the reader may open; none where that is one alone."""
    named = [
        ("imports", say("导入", "Imports"), Right.IMPORT),
        ("completeness", say("完整性", "Completeness"), Right.IMPORT),
        ("people", say("人员", "People"), Right.IMPORT),
        ("formats", say("格式", "Formats"), Right.IMPORT),
    ]
    user = account_of(request)
    found = [
        Tab(label, reverse(name), active=name == active)
        for name, label, right in named
        if may_for_all(user, right)
    ]
    return found if len(found) > 1 else []
