"""Whose the accounts of exports are, as it is filled in beside the list of people.

Owns the field of account i, `owner:i`: empty (nobody's: what happens there stays the room's), `person:ID` of
somebody known or `row:n` of row n of the list; and what is proposed for it, which a person checks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from boji.imports.people_form import PersonRow
from boji.people.actions import Owned
from boji.people.proposing import ProposedPerson
from boji.people.queries import PlatformAccount

MOST_ACCOUNTS = 100  # of a page: what a form may hold


@dataclass(frozen=True)
class AccountRow:
    """An account with whose it is in the facts and in the form."""

    number: int
    account: PlatformAccount
    owner: str
    proposed: bool = False

    @property
    def known(self) -> str:
        """Whose it is in the facts."""
        return f"person:{self.account.person_id}" if self.account.person_id else ""


def account_rows(
    accounts: Sequence[PlatformAccount], people: Sequence[PersonRow], proposed: Sequence[ProposedPerson]
) -> list[AccountRow]:
    """Those that are nobody's first, each with the person whose name it has, if there is just one."""
    theirs = {one.account: place for place, one in enumerate(proposed) if one.account}
    ordered = sorted(accounts, key=lambda one: bool(one.person_id))[:MOST_ACCOUNTS]
    rows = [AccountRow(number, one, "") for number, one in enumerate(ordered)]
    return [
        replace(row, owner=row.known) if row.known else replace(row, owner=guess, proposed=bool(guess))
        for row in rows
        for guess in [_guess(row.account, people, theirs)]
    ]


def owner_of(one: PersonRow) -> str:
    """How a field names a person of the list."""
    return f"person:{one.person_id}" if one.person_id else f"row:{one.number}"


def owners_chosen(rows: Sequence[AccountRow], data: Mapping[str, str]) -> list[AccountRow]:
    return [replace(one, owner=data.get(f"owner:{one.number}", one.owner)) for one in rows]


def owned(rows: Sequence[AccountRow], people: Sequence[PersonRow], entered: Sequence[int]) -> list[Owned]:
    """What is to be entered of accounts: `entered` are the rows of people that are, in their order.

    Of a person of the list who is not entered, an account is nobody's.
    """
    places = {f"row:{number}": place for place, number in enumerate(entered)}
    known = {owner_of(one): one.person_id for one in people if one.person_id}
    found = []
    for row in rows:
        owner = row.owner if row.owner in places or row.owner in known else ""
        if owner != row.known:
            account = row.account
            found.append(Owned(account.platform, account.account_id, known.get(owner, ""), places.get(owner)))
    return found


def _guess(
    account: PlatformAccount, people: Sequence[PersonRow], theirs: Mapping[tuple[str, str], int]
) -> str:
    place = theirs.get((account.platform, account.account_id))
    if place is not None:
        return f"row:{place}" if place < len(people) - 1 else ""
    named = {owner_of(one) for one in people if len(one.name) > 1 and one.name in account.name}
    return named.pop() if len(named) == 1 else ""
