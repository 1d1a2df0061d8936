"""The token itself: whose it is and what it opens."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from boji.api.answers import answer
from boji.api.call import Call
from boji.api.forms import Form, Moment
from boji.api.guard import caller_of
from boji.platform.access import roles_of
from boji.platform.routes import SignedIn


class TokenForm(Form):
    """The token of the call. `person_id` is whose own figures it opens."""

    account: str
    person_id: str | None
    roles: list[str]
    name: str
    scopes: list[str]
    expires_at: Moment
    calls_per_minute: int


def show_token(request: HttpRequest) -> HttpResponse:
    """Say whose token this is, what it opens and how long it works."""
    caller = caller_of(request)
    token = caller.token
    return answer(
        {
            "account": caller.user.username,
            "person_id": caller.user.person_id,
            "roles": [role.value for role in roles_of(caller.user)],
            "name": token.name,
            "scopes": token.scopes,
            "expires_at": token.expires_at.isoformat(),
            "calls_per_minute": settings.BOJI_API_PER_MINUTE,
        }
    )


CALLS = (Call("GET", "token", show_token, None, SignedIn(), TokenForm),)
