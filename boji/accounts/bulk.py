"""Accounts for all anchors who have none, and the list that hands out their links.

Owns the names such accounts get. The list is the only place where the links stand; it is not kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from boji.accounts import actions, queries
from boji.accounts.actions import NewAccount
from boji.accounts.rules import AccountRefused
from boji.people.queries import Person
from boji.platform.audit import Actor
from boji.platform.roles import Role

HEADERS = {
    "zh": ("人员编号", "姓名", "团队", "用户名", "设置密码的链接", "说明"),
    "en": ("Person", "Name", "Team", "Username", "Link to set the password", "Remark"),
}


@dataclass(frozen=True)
class Handed:
    """What one person gets: a link, or why there is none."""

    person: Person
    username: str
    link: str
    remark: str = ""


@transaction.atomic
def for_all_anchors(actor: Actor, absolute: Callable[[str], str], language: str) -> list[Handed]:
    """Make the accounts; the person's id is the username."""
    return [_one(actor, person, absolute, language) for person in queries.anchors_without_account()]


def _one(actor: Actor, person: Person, absolute: Callable[[str], str], language: str) -> Handed:
    asked = NewAccount(person.person_id, person.name, person_id=person.person_id)
    try:
        with transaction.atomic():
            made = actions.create(actor, asked, [(Role.ANCHOR, "")])
    except AccountRefused as refused:
        return Handed(person, "", "", refused.text(language))
    return Handed(person, made.account.username, absolute(made.link))


def table(handed: list[Handed], language: str) -> list[tuple[str, ...]]:
    rows = [(h.person.person_id, h.person.name, h.person.team, h.username, h.link, h.remark) for h in handed]
    return [HEADERS[language], *rows]
