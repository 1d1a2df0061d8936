"""`boji token`: tokens of the HTTP API, for whoever runs the site.

Owns arguments and words. As with accounts, no step waits for a second person here (decision 0013). The
secret is printed once and kept nowhere.
"""

from __future__ import annotations

import click
from django.utils import translation

from boji.cli.accounts import actor, find_account, refusing
from boji.cli.options import json_option, language_option, print_json, say
from boji.cli.refusals import Refused, RefusingGroup
from boji.cli.tables import print_table
from boji.platform.access import NotFound
from boji.platform.words import CODES
from boji.tokens import actions, queries
from boji.tokens.rules import Scope

HEADERS = {
    "zh": ("编号", "用途", "尾号", "状态", "有效至", "上次使用", "权限"),
    "en": ("no.", "for", "ending", "state", "works until", "last used", "scopes"),
}


@click.group(cls=RefusingGroup)
def commands() -> None:
    """Tokens with which programs call the HTTP API."""


@commands.command("add")
@click.argument("username")
@click.option("--name", required=True, help="What it is for.")
@click.option(
    "--scope", "scopes", multiple=True, required=True, type=click.Choice([one.value for one in Scope])
)
@click.option("--days", default=90, show_default=True, help="For how long it works.")
@json_option
@language_option
def add(username: str, name: str, scopes: tuple[str, ...], days: int, as_json: bool, language: str) -> None:
    """Make a token of an account; prints it, once."""
    user = find_account(username, language)
    with refusing(language):
        made = actions.make(actor(), user, name, [Scope(one) for one in scopes], days)
    if as_json:
        until = made.token.expires_at.isoformat()
        print_json({"id": made.token.pk, "token": made.secret, "expires_at": until})
        return
    say(language, "令牌（只显示这一次）：", "The token, shown this once:")
    click.echo(made.secret)


@commands.command("list")
@click.argument("username")
@json_option
@language_option
def list_tokens(username: str, as_json: bool, language: str) -> None:
    """Print the tokens of an account."""
    with translation.override(CODES[language]):
        rows = queries.rows(find_account(username, language))
        words = [row.standing.word for row in rows]
    if as_json:
        print_json([_json(row) for row in rows])
        return
    print_table(
        HEADERS[language],
        (
            (
                row.token.pk,
                row.token.name,
                row.token.ending,
                word,
                f"{row.token.expires_at:%Y-%m-%d}",
                f"{row.token.last_used_at:%Y-%m-%d %H:%M}" if row.token.last_used_at else "",
                ", ".join(row.token.scopes),
            )
            for row, word in zip(rows, words, strict=True)
        ),
    )


@commands.command("revoke")
@click.argument("number", type=int)
@language_option
def revoke(number: int, language: str) -> None:
    """End a token for good."""
    try:
        token = actions.revoke(actor(), number)
    except NotFound as absent:
        raise Refused(
            f"没有编号为 {number} 的令牌" if language == "zh" else f"There is no token {number}"
        ) from absent
    say(language, f"已撤销：{token}", f"Revoked: {token}")


def _json(row: queries.TokenRow) -> dict[str, object]:
    token = row.token
    return {
        "id": token.pk,
        "name": token.name,
        "ending": token.ending,
        "state": row.state.value,
        "scopes": token.scopes,
        "expires_at": token.expires_at.isoformat(),
        "last_used_at": token.last_used_at.isoformat() if token.last_used_at else None,
    }
