"""Pages on which administrators keep accounts, and on which a second person confirms steps."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from boji.accounts import actions, bulk, queries
from boji.accounts.actions import Outcome
from boji.accounts.forms import CreateForm, PersonForm, RoleForm, refuse, role_choices
from boji.accounts.models import StepRequest
from boji.accounts.queries import STATES, AccountSearch
from boji.accounts.rules import AccountRefused, Kind, Step
from boji.platform import clock
from boji.platform.audit import actor_of
from boji.platform.audit_words import step_words
from boji.platform.models import RoleGrant, User
from boji.platform.roles import Role
from boji.platform.routes import account_of
from boji.platform.sheets import csv_file
from boji.platform.sign_in_providers import PLATFORMS
from boji.platform.words import language, say

EACH_PAGE = 50


def accounts(request: HttpRequest) -> HttpResponse:
    """All accounts, narrowed by what the address asks for."""
    given = {
        name: request.GET.get(name, "").strip().replace("\0", "")
        for name in ("words", "role", "team", "state")
    }
    search = AccountSearch(**given)
    page = Paginator(queries.accounts(search), EACH_PAGE).get_page(request.GET.get("page"))
    shown = {
        "search": search,
        "page": page,
        "rows": queries.rows(page.object_list),
        "roles": role_choices(),
        "teams": queries.team_names(),
        "states": [(one, say(*words)) for one, (_, words) in STATES.items()],
        "asked": urlencode({name: value for name, value in given.items() if value}),
        "waiting": len(queries.waiting()),
    }
    return render(request, "accounts/accounts.html", shown)


@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator] # allauth ships no types
def new_account(request: HttpRequest) -> HttpResponse:
    """Make an account and show the link that sets its password, this once."""
    form = CreateForm(request.POST or None, initial={"role": Role.ANCHOR, "language": "zh"})
    if request.method == "POST" and form.is_valid():
        role = (Role(form.cleaned_data["role"]), form.cleaned_data["team"])
        try:
            outcome = actions.create(actor_of(request), form.asked(), [role])
        except AccountRefused as refused:
            refuse(form, refused)
        else:
            return _handed_out(request, outcome)
    return render(request, "accounts/new.html", {"form": form})


def people_proposed(request: HttpRequest) -> HttpResponse:
    """A datalist of people whose name or id holds what was typed."""
    found = queries.proposed(request.GET.get("person", ""))
    return render(request, "accounts/people.html", {"people": found})


def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """One account: who, what it may, its state, and what can be done."""
    user = _account(account_id)
    [row] = queries.rows([user])
    shown = {
        "account": user,
        "row": row,
        "own": user == account_of(request),
        "grants": [(grant, queries.grant_words(grant)) for grant in user.role_grants.all()],
        "sights": queries.sights(user),
        "locked_until": queries.locked_until(user),
        "identities": queries.identities(user),
        "waiting": [(one, _words(one)) for one in queries.waiting_for(user)],
        "role_form": RoleForm(),
        "person_form": PersonForm(initial={"person": _written(row)}),
        "platforms": PLATFORMS,
    }
    return render(request, "accounts/account.html", shown)


def _written(row: queries.AccountRow) -> str:
    return f"{row.person.name} · {row.person.person_id}" if row.person else row.user.person_id or ""


# ---- What is done to one account


def _rename(request: HttpRequest, user: User) -> Outcome:
    actions.rename(
        actor_of(request), user, request.POST.get("name", "").strip()[:80], request.POST.get("language", "zh")
    )
    return Outcome(user)


def _deactivate(request: HttpRequest, user: User) -> Outcome:
    actions.deactivate(actor_of(request), user)
    return Outcome(user)


def _reactivate(request: HttpRequest, user: User) -> Outcome:
    actions.reactivate(actor_of(request), user)
    return Outcome(user)


def _unlock(request: HttpRequest, user: User) -> Outcome:
    actions.unlock(actor_of(request), user)
    return Outcome(user)


def _take_role(request: HttpRequest, user: User) -> Outcome:
    grant = RoleGrant.objects.filter(user=user, pk=_number(request.POST.get("grant", ""))).first()
    if grant is not None:
        actions.take_role(actor_of(request), user, Role(grant.role), grant.team)
    return Outcome(user)


def _give_role(request: HttpRequest, user: User) -> Outcome:
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise AccountRefused("请选择角色和范围", "Choose a role and its reach")
    step = Step(Kind.ROLE, form.cleaned_data["role"], form.cleaned_data["team"])
    return actions.take(actor_of(request), user, step)


def _new_link(request: HttpRequest, user: User) -> Outcome:
    return actions.take(actor_of(request), user, Step(Kind.LINK))


def _second_factor(request: HttpRequest, user: User) -> Outcome:
    return actions.take(actor_of(request), user, Step(Kind.SECOND_FACTOR))


def _person(request: HttpRequest, user: User) -> Outcome:
    person = queries.person_of(request.POST.get("person", ""))
    return actions.take(actor_of(request), user, Step(Kind.PERSON, value=person.person_id if person else ""))


def _email(request: HttpRequest, user: User) -> Outcome:
    return actions.take(actor_of(request), user, Step(Kind.EMAIL, value=request.POST.get("email", "")))


def _tie(request: HttpRequest, user: User) -> Outcome:
    value = f"{request.POST.get('platform', '')}:{request.POST.get('identity', '').strip()}"
    return actions.take(actor_of(request), user, Step(Kind.IDENTITY, value=value))


def _untie(request: HttpRequest, user: User) -> Outcome:
    actions.untie(actor_of(request), user, request.POST.get("platform", ""))
    return Outcome(user)


VERBS: dict[str, Callable[[HttpRequest, User], Outcome]] = {
    "rename": _rename,
    "deactivate": _deactivate,
    "reactivate": _reactivate,
    "unlock": _unlock,
    "take-role": _take_role,
    "give-role": _give_role,
    "link": _new_link,
    "second-factor": _second_factor,
    "person": _person,
    "email": _email,
    "tie": _tie,
    "untie": _untie,
}


@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def change_account(request: HttpRequest, account_id: int, verb: str) -> HttpResponse:
    """Take one step on an account; who takes it has lately shown who they are."""
    user = _account(account_id)
    if verb not in VERBS:
        raise Http404
    try:
        outcome = VERBS[verb](request, user)
    except AccountRefused as refused:
        messages.error(request, refused.text(language()))
    else:
        if outcome.link:
            return _handed_out(request, outcome)
        if outcome.waits:
            messages.info(
                request, say("已提出，等第二人确认后生效", "Asked for; it waits for a second person")
            )
        else:
            messages.success(request, say("已保存", "Saved"))
    return HttpResponseRedirect(reverse("account", args=[account_id]))


# ---- For many


@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def all_anchors(request: HttpRequest) -> HttpResponse:
    """Accounts for all anchors who have none; the answer is the list with their links, this once."""
    if request.method == "POST":
        handed = bulk.for_all_anchors(actor_of(request), request.build_absolute_uri, language())
        return csv_file(f"accounts-{clock.today()}.csv", bulk.table(handed, language()))
    return render(request, "accounts/all_anchors.html", {"people": queries.anchors_without_account()})


# ---- The second person


def waiting_steps(request: HttpRequest) -> HttpResponse:
    """Steps that wait to be confirmed or declined."""
    me = account_of(request)
    steps = [(one, _words(one), me not in (one.asked_by, one.account)) for one in queries.waiting()]
    return render(request, "accounts/waiting.html", {"steps": steps})


@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def close_step(request: HttpRequest, step_id: int, answer: str) -> HttpResponse:
    """Confirm or decline a step."""
    asked = StepRequest.objects.filter(pk=step_id).first()
    if asked is None or answer not in ("confirm", "decline"):
        raise Http404
    try:
        if answer == "decline":
            actions.decline(actor_of(request), asked)
            messages.success(request, say("已拒绝，没有任何更改", "Declined; nothing was changed"))
        else:
            outcome = actions.confirm(actor_of(request), asked)
            if outcome.link:
                return _handed_out(request, outcome)
            messages.success(request, say("已确认并生效", "Confirmed and done"))
    except AccountRefused as refused:
        messages.error(request, refused.text(language()))
    return HttpResponseRedirect(reverse("account_steps"))


def _handed_out(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    """The page with the link; it stands nowhere else."""
    shown = {
        "account": outcome.account,
        "waits": outcome.waits,
        "link": request.build_absolute_uri(outcome.link),
    }
    answer = render(request, "accounts/link.html", shown)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _words(asked: StepRequest) -> str:
    return step_words(asked.kind, asked.role, asked.team, asked.value)


def _account(account_id: int) -> User:
    user = queries.account(account_id)
    if user is None:
        raise Http404
    return user


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() else 0
