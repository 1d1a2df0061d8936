"""Keeping accounts: made, found, changed, closed, never deleted; what a second person confirms."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from boji.accounts.rules import RIGHT_WORDS
from boji.platform.models import AuditEntry, RoleGrant, User
from boji.platform.roles import Right, Role
from boji.workspace import Workspace
from tests.site.conftest import PASSWORD, Account

from .conftest import SignIn

NEW = {
    "username": "tang",
    "name": "",
    "person": "",
    "email": "",
    "role": "anchor",
    "team": "",
    "language": "zh",
}
Recorded = Callable[[], list[str]]


@pytest.fixture
def boss(account: Account, trusted: SignIn) -> Client:
    account("boss", Role.ADMIN)
    return trusted("boss")


@pytest.fixture
def second(account: Account, trusted: SignIn) -> Client:
    account("second", Role.ADMIN)
    return trusted("second")


def _errors(page: str) -> list[str]:
    return re.findall(r'field-error".*?<span>([^<]*)</span>', page)


def _link(page: str) -> str:
    found = re.search(r'value="http://testserver(/password/new/[^"]+)"', page)
    assert found is not None, page
    return found[1]


# ---- Making


def test_an_account_is_made_for_a_person_and_its_link_is_shown_once(
    company: Workspace, boss: Client, sign_in: SignIn, actions_recorded: Recorded
) -> None:
    answer = boss.post("/accounts/new/", {**NEW, "person": "沈棠 · A01"})
    assert answer.headers["Cache-Control"] == "no-store"
    made = User.objects.get(username="tang")
    assert (made.person_id, made.name, made.has_usable_password()) == ("A01", "沈棠", False)
    link = _link(answer.content.decode())
    assert link not in boss.get(f"/accounts/{made.pk}/").content.decode()
    browser = Client()
    form = browser.get(link, follow=True).redirect_chain[-1][0]
    browser.post(form, {"password1": "her own phrase", "password2": "her own phrase"})
    assert sign_in("tang", "her own phrase").get("/me/").status_code == 200
    assert actions_recorded() == ["account.created", "account.role_given", "account.password_set"]
    assert not any("password/new" in str(one.details) for one in AuditEntry.objects.all())


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"username": "BOSS"}, "已被另一个账户使用"),
        ({"username": "a b"}, "用户名只能有"),
        ({"username": "=cmd"}, "用户名只能有"),
        ({"person": "林澈"}, "有 2 个人叫“林澈”，请写编号：A02、A04"),
        ({"person": "谁"}, "人员资料里没有“谁”"),
        ({"email": "boss"}, "有效"),
        ({"role": "owner"}, "owner"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    changed: dict[str, str], says: str, company: Workspace, boss: Client
) -> None:
    page = boss.post("/accounts/new/", {**NEW, **changed}).content.decode()
    [error] = _errors(page)
    assert says in error
    assert 'value="tang"' in page or "username" in changed  # nothing typed is lost
    assert User.objects.count() == 1


def test_one_person_has_one_account(company: Workspace, boss: Client, account: Account) -> None:
    account("tang1", person_id="A01")
    page = boss.post("/accounts/new/", {**NEW, "person": "A01"}).content.decode()
    assert _errors(page) == ["这个人已有账户 tang1"]


def test_people_without_account_are_proposed(company: Workspace, boss: Client, account: Account) -> None:
    account("che", person_id="A02")
    page = boss.get("/accounts/people/", {"person": "林"}).content.decode()
    assert re.findall(r'value="([^"]*)"', page) == ["林澈 · A04"]


def test_making_asks_who_one_is_and_then_goes_on(account: Account, sign_in: SignIn) -> None:
    account("boss", Role.ADMIN)
    browser = sign_in("boss")
    answer = browser.post("/accounts/new/", NEW)
    assert answer.headers["Location"].startswith("/sign-in/again/")
    assert not User.objects.filter(username="tang").exists()
    done = browser.post(answer.headers["Location"], {"password": PASSWORD})
    assert "/password/new/" in done.content.decode()
    assert User.objects.filter(username="tang").exists()


def test_all_anchors_at_once(company: Workspace, boss: Client, sign_in: SignIn) -> None:
    assert "3 位在职主播" in boss.get("/accounts/anchors/").content.decode()
    answer = boss.post("/accounts/anchors/")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[:4] for row in rows[1:]] == [
        ["A01", "沈棠", "甲组", "A01"],
        ["A02", "林澈", "乙组", "A02"],
        ["A03", '\'=HYPERLINK("http://x")', "甲组", "A03"],
    ]
    link = rows[1][4].removeprefix("http://testserver")
    browser = Client()
    form = browser.get(link, follow=True).redirect_chain[-1][0]
    browser.post(form, {"password1": "her own phrase", "password2": "her own phrase"})
    assert sign_in("a01", "her own phrase").get("/me/").status_code == 200
    assert "都有账户了" in boss.get("/accounts/anchors/").content.decode()


# ---- Finding


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"words": "沈棠"}, ["tang"]),
        ({"words": "TANG"}, ["tang"]),
        ({"role": "finance"}, ["fang"]),
        ({"team": "甲组"}, ["fang", "tang"]),
        ({"state": "inactive"}, ["gone"]),
        ({"state": "invited"}, ["fang", "tang"]),
        ({"state": "active"}, ["boss"]),
        ({"words": "\0"}, ["boss", "fang", "gone", "tang"]),
        ({"words": "nobody"}, []),
    ],
)
def test_the_list_is_narrowed(
    asked: dict[str, str], found: list[str], company: Workspace, boss: Client, account: Account
) -> None:
    account("tang", Role.ANCHOR, person_id="A01")
    account("fang", Role.FINANCE, team="甲组")
    gone = account("gone")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    page = boss.get("/accounts/", asked).content.decode()
    assert re.findall(r'data-label="用户名">([^<]*)<', page) == found


def test_a_page_of_an_account_says_what_it_sees(company: Workspace, boss: Client, account: Account) -> None:
    user = account("tang", Role.HR, person_id="A01", team="甲组")
    page = boss.get(f"/accounts/{user.pk}/").content.decode()
    assert "<dt>查看工资和提成</dt><dd>团队：甲组</dd>" in page
    assert "<dt>自己的工资和得分</dt><dd>沈棠（甲组）</dd>" in page
    assert set(RIGHT_WORDS) == set(Right)


# ---- Changing


def test_a_role_is_given_and_taken(boss: Client, account: Account, actions_recorded: Recorded) -> None:
    user = account("tang")
    boss.post(f"/accounts/{user.pk}/give-role/", {"role": "analyst", "team": ""})
    grant = RoleGrant.objects.get(user=user)
    boss.post(f"/accounts/{user.pk}/take-role/", {"grant": grant.pk})
    assert not RoleGrant.objects.filter(user=user).exists()
    assert actions_recorded() == ["account.role_given", "account.role_taken"]


def test_a_closed_account_is_out_at_once_and_comes_back(
    boss: Client, account: Account, sign_in: SignIn, actions_recorded: Recorded
) -> None:
    user = account("tang", Role.ANCHOR)
    theirs = sign_in("tang")
    boss.post(f"/accounts/{user.pk}/deactivate/")
    assert theirs.get("/").status_code == 302
    answer = Client().post("/sign-in/", {"login": "tang", "password": PASSWORD})
    assert answer.headers["Location"] == "/sign-in/inactive/"  # said to whom knows the password only
    boss.post(f"/accounts/{user.pk}/reactivate/")
    sign_in("tang")
    assert actions_recorded() == ["account.deactivated", "account.reactivated"]


def test_a_new_link_ends_the_old_password_all_sessions_and_earlier_links(
    boss: Client, account: Account, sign_in: SignIn
) -> None:
    user = account("tang")
    theirs = sign_in("tang")
    first = _link(boss.post(f"/accounts/{user.pk}/link/").content.decode())
    assert theirs.get("/me/").status_code == 302
    assert Client().post("/sign-in/", {"login": "tang", "password": PASSWORD}).status_code == 200
    latest = _link(boss.post(f"/accounts/{user.pk}/link/").content.decode())
    assert "已经用过" in Client().get(first, follow=True).content.decode()
    assert "password1" in Client().get(latest, follow=True).content.decode()


def test_the_second_factor_of_an_anchor_is_reset(boss: Client, account: Account) -> None:
    user = account("tang", Role.ANCHOR)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    boss.post(f"/accounts/{user.pk}/second-factor/")
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("verb", ["give-role", "take-role", "person", "email", "link", "deactivate", "tie"])
def test_nobody_changes_their_own_account(verb: str, boss: Client, actions_recorded: Recorded) -> None:
    me = User.objects.get(username="boss")
    form = {"role": "hr", "team": "", "grant": me.role_grants.get().pk, "person": "", "email": "x@y.cn"}
    boss.post(f"/accounts/{me.pk}/{verb}/", form)
    me.refresh_from_db()
    assert (me.is_active, me.email, [one.role for one in me.role_grants.all()]) == (True, "", ["admin"])
    assert actions_recorded() == []


# ---- A second person


@pytest.mark.parametrize("role", [Role.HR, Role.FINANCE, Role.ADMIN])
def test_a_role_with_power_waits_for_a_second_person(
    role: Role, boss: Client, second: Client, account: Account, actions_recorded: Recorded
) -> None:
    user = account("tang")
    boss.post(f"/accounts/{user.pk}/give-role/", {"role": role.value, "team": ""})
    assert not user.role_grants.exists()
    asked = user.step_requests.get()
    boss.post(f"/accounts/steps/{asked.pk}/confirm/")
    assert not user.role_grants.exists(), "who asked does not confirm"
    assert "等第二人确认" in boss.get(f"/accounts/{user.pk}/").content.decode()
    second.post(f"/accounts/steps/{asked.pk}/confirm/")
    assert user.role_grants.get().role == role
    assert actions_recorded() == ["account.step_asked", "account.role_given", "account.step_confirmed"]


def test_a_team_s_pay_counts_as_well(boss: Client, company: Workspace, account: Account) -> None:
    user = account("tang")
    boss.post(f"/accounts/{user.pk}/give-role/", {"role": "hr", "team": "甲组"})
    assert not user.role_grants.exists()


def test_who_sees_all_pay_may_confirm_and_the_account_itself_may_not(
    boss: Client, account: Account, trusted: SignIn
) -> None:
    account("fang", Role.FINANCE)
    user = account("hua", Role.HR, team="甲组")
    boss.post(f"/accounts/{user.pk}/give-role/", {"role": "hr", "team": ""})
    asked = user.step_requests.get()
    assert trusted("hua").post(f"/accounts/steps/{asked.pk}/confirm/").status_code == 404
    fang = trusted("fang")
    assert "hua" in fang.get("/accounts/steps/").content.decode()
    fang.post(f"/accounts/steps/{asked.pk}/confirm/")
    assert user.role_grants.filter(role="hr", team="").exists()


@pytest.mark.parametrize(
    ("verb", "form"),
    [
        ("link", {}),
        ("second-factor", {}),
        ("email", {"email": "mine@example.com"}),
        ("person", {"person": "A01"}),
        ("tie", {"platform": "wecom", "identity": "boss"}),
    ],
)
def test_what_opens_an_account_with_power_waits(
    verb: str, form: dict[str, str], company: Workspace, boss: Client, account: Account
) -> None:
    user = account("hua", Role.HR)
    before = user.password
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    page = boss.post(f"/accounts/{user.pk}/{verb}/", form, follow=True).content.decode()
    assert "/password/new/" not in page
    user.refresh_from_db()
    assert (user.password, user.email, user.person_id) == (before, "", None)
    assert Authenticator.objects.exists()
    assert not SocialAccount.objects.exists()
    assert user.step_requests.count() == 1


def test_the_second_person_gets_the_link(boss: Client, second: Client, account: Account) -> None:
    user = account("hua", Role.HR)
    boss.post(f"/accounts/{user.pk}/link/")
    asked = user.step_requests.get()
    page = second.post(f"/accounts/steps/{asked.pk}/confirm/").content.decode()
    assert "password1" in Client().get(_link(page), follow=True).content.decode()


def test_declined_and_closed_steps_stay_so(boss: Client, second: Client, account: Account) -> None:
    user = account("hua", Role.HR)
    boss.post(f"/accounts/{user.pk}/email/", {"email": "x@example.com"})
    asked = user.step_requests.get()
    second.post(f"/accounts/steps/{asked.pk}/decline/")
    second.post(f"/accounts/steps/{asked.pk}/confirm/")
    user.refresh_from_db()
    asked.refresh_from_db()
    assert (user.email, asked.confirmed, str(asked.closed_by)) == ("", False, "second")
    boss.post(f"/accounts/{user.pk}/email/", {"email": "x@example.com"})
    assert user.step_requests.filter(closed_at=None).count() == 1


def test_a_step_of_somebody_who_keeps_accounts_no_more_is_not_taken(
    boss: Client, second: Client, account: Account
) -> None:
    user = account("tang")
    boss.post(f"/accounts/{user.pk}/give-role/", {"role": "hr", "team": ""})
    RoleGrant.objects.filter(user__username="boss").delete()
    second.post(f"/accounts/steps/{user.step_requests.get().pk}/confirm/")
    assert not user.role_grants.exists()


# ---- Identities of other platforms, one's own details


def test_an_identity_is_tied_once(boss: Client, account: Account) -> None:
    tang, che = account("tang"), account("che")
    for user in (tang, che):
        boss.post(f"/accounts/{user.pk}/tie/", {"platform": "wecom", "identity": " ShenTang "})
    assert SocialAccount.objects.get().user == tang
    assert SocialAccount.objects.get().uid == "ShenTang"
    boss.post(f"/accounts/{che.pk}/tie/", {"platform": "github", "identity": "x"})
    boss.post(f"/accounts/{tang.pk}/untie/", {"platform": "wecom"})
    assert not SocialAccount.objects.exists()


def test_one_s_own_details(account: Account, trusted: SignIn, boss: Client) -> None:
    account("tang", Role.ANCHOR)
    account("che", Role.ANCHOR)
    mine = trusted("tang")
    mine.post("/me/change/", {"email": "Tang@example.com", "language": "en"})
    page = mine.get("/me/").content.decode()
    assert "My account" in page
    assert "tang@example.com" in page
    trusted("che").post("/me/change/", {"email": "tang@example.com", "language": "zh"})
    assert User.objects.get(username="che").email == ""


def test_an_absent_account_and_verb_are_not_there(boss: Client, account: Account) -> None:
    user = account("tang")
    assert boss.get("/accounts/999/").status_code == 404
    assert boss.post(f"/accounts/{user.pk}/delete/").status_code == 404
    assert boss.post("/accounts/steps/999/confirm/").status_code == 404
