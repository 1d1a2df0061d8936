"""Pages of tokens: one's own, those of a machine's account, and those that wait for a second person."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from boji.accounts import queries as accounts
from boji.accounts.forms import refuse
from boji.accounts.rules import AccountRefused
from boji.platform.audit import actor_of
from boji.platform.models import User
from boji.platform.routes import account_of
from boji.platform.words import language, say
from boji.tokens import actions, queries
from boji.tokens.forms import TokenForm


@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator] # allauth ships no types
def own_tokens(request: HttpRequest) -> HttpResponse:
    """The reader's own tokens; a new one is shown once, to somebody who has lately shown who they are."""
    return _tokens(request, account_of(request))


@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def account_tokens(request: HttpRequest, account_id: int) -> HttpResponse:
    """The tokens of an account; an administrator makes them where nobody signs in with it."""
    user = accounts.account(account_id)
    if user is None:
        raise Http404
    return _tokens(request, user)


def _tokens(request: HttpRequest, user: User) -> HttpResponse:
    form = TokenForm(request.POST or None, account=user, initial={"days": 90})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.make(actor_of(request), user, given["name"], given["scopes"], given["days"])
        except AccountRefused as refused:
            refuse(form, refused)
        else:
            return _handed_out(request, made)
    own = user == account_of(request)
    context = {
        "account": user,
        "own": own,
        "rows": queries.rows(user),
        "form": form,
        "may_make": own or queries.is_machine(user),
    }
    return render(request, "tokens/tokens.html", context, status=422 if form.errors else 200)


def _handed_out(request: HttpRequest, made: actions.Made) -> HttpResponse:
    """The page with the secret; it stands nowhere else."""
    own = made.token.account == account_of(request)
    answer = render(request, "tokens/made.html", {"token": made.token, "secret": made.secret, "own": own})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """End a token; at once, since it opens nothing."""
    token = actions.revoke(actor_of(request), token_id)
    messages.success(request, say("令牌已撤销", "The token is revoked"))
    if token.account != account_of(request):
        return HttpResponseRedirect(reverse("account_tokens", args=[token.account_id]))
    return HttpResponseRedirect(reverse("own_tokens"))


def waiting_tokens(request: HttpRequest) -> HttpResponse:
    """Tokens that wait to be confirmed or declined."""
    me = account_of(request)
    found = [(row, me not in (row.token.made_by, row.token.account)) for row in queries.waiting()]
    return render(request, "tokens/waiting.html", {"found": found})


@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def close_token(request: HttpRequest, token_id: int, answer: str) -> HttpResponse:
    """Confirm or decline a token."""
    if answer not in ("confirm", "decline"):
        raise Http404
    try:
        if answer == "confirm":
            actions.confirm(actor_of(request), token_id)
            messages.success(request, say("已确认，令牌可用", "Confirmed; the token works"))
        else:
            actions.decline(actor_of(request), token_id)
            messages.success(request, say("已拒绝", "Declined"))
    except AccountRefused as refused:
        messages.error(request, refused.text(language()))
    return HttpResponseRedirect(reverse("waiting_tokens"))
