"""`boji account`: the same steps as on the pages of accounts, for whoever runs the site.

Owns arguments and words. Somebody who can run commands here can read the database anyway, so no step waits
for a second person (decision 0013); each is recorded with the name of the machine's user. Passwords are
never printed: a link sets one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from boji.accounts import actions, queries
from boji.accounts.actions import NewAccount
from boji.accounts.queries import AccountSearch
from boji.accounts.rules import AccountRefused, Kind, Step
from boji.cli.options import language_option, machine_user, print_json, say
from boji.cli.refusals import Refused, RefusingGroup
from boji.cli.tables import print_table
from boji.platform.audit import Actor
from boji.platform.models import RoleGrant, User
from boji.platform.roles import Role

ROLES = click.Choice([role.value for role in Role])
BASE = "http://127.0.0.1:8000"
HEADERS = {
    "zh": ("用户名", "姓名", "角色", "团队", "状态", "第二验证"),
    "en": ("username", "name", "roles", "team", "state", "second factor"),
}


@click.group(cls=RefusingGroup)
def commands() -> None:
    """Accounts."""


base_option = click.option(
    "--url",
    "base",
    default=BASE,
    envvar="BOJI_URL",
    show_default=True,
    help="Under which the site is reached.",
)


@commands.command("add")
@click.argument("username")
@click.option("--name", default="")
@click.option("--person", default="", help="Id or name of the person whose own pay it sees.")
@click.option("--email", default="")
@click.option("--role", "role", type=ROLES, multiple=True, help="More than once for several.")
@click.option("--team", default="", help="Narrows the roles to one team.")
@base_option
@language_option
def add(
    username: str,
    name: str,
    person: str,
    email: str,
    role: tuple[str, ...],
    team: str,
    base: str,
    language: str,
) -> None:
    """Make an account; prints the link that sets its password, once."""
    with refusing(language):
        found = queries.person_of(person)
        asked = NewAccount(
            username,
            name or (found.name if found else ""),
            email,
            found.person_id if found else None,
            language,
        )
        made = actions.create(actor(), asked, [(Role(one), team) for one in role])
    _hand_out(made.link, base, language)


@commands.command("list")
@click.option("--words", default="")
@click.option("--role", type=ROLES, default=None)
@click.option("--team", default="")
@click.option("--state", type=click.Choice(list(queries.STATES)), default=None)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@language_option
def list_accounts(
    words: str, role: str | None, team: str, state: str | None, as_json: bool, language: str
) -> None:
    """Print the accounts that match."""
    rows = queries.rows(queries.accounts(AccountSearch(words, role or "", team, state or "")))
    if as_json:
        print_json([_json(row) for row in rows])
        return
    print_table(
        HEADERS[language],
        (
            (
                row.user.username,
                row.user.name,
                "、".join(_grant(grant, language) for grant in row.user.role_grants.all()),
                row.person.team if row.person else "",
                row.state,
                "✓" if row.second_factor else "",
            )
            for row in rows
        ),
    )


@commands.command("role")
@click.argument("username")
@click.argument("role", type=ROLES)
@click.option("--team", default="", help="For one team; the whole company where not given.")
@click.option("--take", is_flag=True, help="Take the role away.")
@language_option
def role(username: str, role: str, team: str, take: bool, language: str) -> None:
    """Give a role, or take it away."""
    user = find_account(username, language)
    with refusing(language):
        if take:
            actions.take_role(actor(), user, Role(role), team)
        else:
            actions.take(actor(), user, Step(Kind.ROLE, role, team))
    say(language, f"已保存：{user.username}", f"Saved: {user.username}")


@commands.command("password")
@click.argument("username")
@base_option
@language_option
def password(username: str, base: str, language: str) -> None:
    """End the password and print a link that sets a new one, once."""
    user = find_account(username, language)
    with refusing(language):
        made = actions.take(actor(), user, Step(Kind.LINK))
    _hand_out(made.link, base, language)


def _plain(name: str, text: str, act: Callable[[Actor, User], object]) -> None:
    """A command that does one thing to one account."""

    @commands.command(name, help=text)
    @click.argument("username")
    @language_option
    def command(username: str, language: str) -> None:
        user = find_account(username, language)
        with refusing(language):
            act(actor(), user)
        say(language, f"已完成：{user.username}", f"Done: {user.username}")


_plain("deactivate", "Close an account; everything is kept.", actions.deactivate)
_plain("reactivate", "Open a closed account again.", actions.reactivate)
_plain("unlock", "Forget wrong passwords, so that it can sign in.", actions.unlock)
_plain(
    "second-factor",
    "Reset the second factor.",
    lambda actor, user: actions.take(actor, user, Step(Kind.SECOND_FACTOR)),
)


@contextmanager
def refusing(language: str) -> Iterator[None]:
    """Turns what an action refuses into its words and exit code 1."""
    try:
        yield
    except AccountRefused as refused:
        raise Refused(refused.text(language)) from refused


def actor() -> Actor:
    return Actor(None, "cli", alias=machine_user())


def find_account(username: str, language: str) -> User:
    found = User.objects.filter(username__iexact=username).first()
    if found is None:
        raise Refused(f"没有账户 {username}" if language == "zh" else f"There is no account {username}")
    return found


def _hand_out(link: str, base: str, language: str) -> None:
    say(
        language,
        "设置密码的链接（3 天内有效，只能用一次）：",
        "A link to set the password (once, within 3 days):",
    )
    click.echo(f"{base.rstrip('/')}{link}")


def _grant(grant: RoleGrant, language: str) -> str:
    words = Role(grant.role).text(language)
    return f"{words}({grant.team})" if grant.team else words


def _json(row: queries.AccountRow) -> dict[str, object]:
    return {
        "username": row.user.username,
        "name": row.user.name,
        "email": row.user.email,
        "person": row.user.person_id,
        "roles": [{"role": one.role, "team": one.team} for one in row.user.role_grants.all()],
        "state": row.state,
        "second_factor": row.second_factor,
    }
