"""Signing in by 飞书, 钉钉 and 企业微信, against a stand-in that speaks as they document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.test import Client
from pytest_django import Settings

from boji.platform.models import AuditEntry, User
from boji.platform.providers.wecom import client as wecom
from boji.platform.roles import Role
from boji.platform.sign_in import IdentityAdapter
from tests.site.conftest import Account

from .conftest import SignIn
from .sign_on_stub import AGENT, CORP, Platforms, started

pytestmark = pytest.mark.usefixtures("sign_on_platforms", "db", "workspace")

THERE = {
    "feishu": ("open.feishu.cn", {"app_id": CORP, "response_type": "code"}),
    "dingtalk": ("login.dingtalk.com", {"client_id": CORP, "response_type": "code", "prompt": "consent"}),
    "wecom": ("login.work.weixin.qq.com", {"appid": CORP, "agentid": AGENT, "login_type": "CorpApp"}),
}
CODE = {"feishu": "code", "dingtalk": "authCode", "wecom": "code"}
EVERY = pytest.mark.parametrize("platform", list(THERE))


@pytest.fixture
def platforms(monkeypatch: pytest.MonkeyPatch) -> Iterator[Platforms]:
    server = started()
    monkeypatch.setattr(IdentityAdapter, "get_requests_session", lambda _: server.session())
    wecom._kept.clear()
    yield server
    server.shutdown()
    server.server_close()


def _leave(browser: Client, platform: str, **how: str) -> dict[str, str]:
    """Press the button; what the platform is asked, by name."""
    page = browser.post(f"/sign-in/{platform}/", how)
    assert page.status_code == 200
    there = re.search(r'href="(https://[^"]+)"', page.content.decode())
    assert there is not None
    address = unescape(there[1])
    assert page.headers["Refresh"] == f"0; url={address}"
    assert urlsplit(address).netloc == THERE[platform][0]
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def _return(browser: Client, platform: str, asked: dict[str, str], code: str) -> tuple[int, str, str]:
    back = urlsplit(asked["redirect_uri"])
    assert back.path == f"/sign-in/{platform}/back/"
    answer = browser.get(back.path, {CODE[platform]: code, "state": asked["state"]})
    return answer.status_code, answer.headers.get("Location", ""), answer.content.decode()


@EVERY
def test_an_identity_that_is_tied_signs_in(platform: str, account: Account, platforms: Platforms) -> None:
    user = account("tang", Role.ANCHOR)
    SocialAccount.objects.create(user=user, provider=platform, uid="ou_tang")
    platforms.codes["good"] = "ou_tang"
    browser = Client()
    asked = _leave(browser, platform, next="/me/")
    assert THERE[platform][1].items() <= asked.items()
    assert _return(browser, platform, asked, "good")[:2] == (302, "/me/")
    assert "tang" in browser.get("/me/").content.decode()
    assert AuditEntry.objects.filter(action="account.signed_in", actor=user).exists()


@EVERY
def test_an_identity_that_is_not_tied_makes_no_account(platform: str, platforms: Platforms) -> None:
    platforms.codes["good"] = "ou_new"
    browser = Client()
    status, _, page = _return(browser, platform, _leave(browser, platform), "good")
    assert status == 403
    assert "<code>ou_new</code>" in page
    assert browser.get("/me/").status_code == 302
    assert not User.objects.exists()


@EVERY
@pytest.mark.parametrize("code", ["expired", "down", "garbage"])
def test_a_code_that_is_not_good_signs_nobody_in(platform: str, code: str, platforms: Platforms) -> None:
    browser = Client()
    status, _, page = _return(browser, platform, _leave(browser, platform), code)
    assert status == 401
    assert "平台没有确认你的身份" in page
    assert browser.get("/me/").status_code == 302


@EVERY
def test_a_code_works_once(platform: str, account: Account, platforms: Platforms) -> None:
    SocialAccount.objects.create(user=account("tang"), provider=platform, uid="ou_tang")
    platforms.codes["good"] = "ou_tang"
    browser, thief = Client(), Client()
    assert _return(browser, platform, _leave(browser, platform), "good")[0] == 302
    assert _return(thief, platform, _leave(thief, platform), "good")[0] == 401


@EVERY
@pytest.mark.parametrize("state", ["", "made-up", "another browser's", "another platform's", "used"])
def test_only_the_state_that_was_given_comes_back(
    platform: str, state: str, account: Account, platforms: Platforms
) -> None:
    SocialAccount.objects.create(user=account("tang"), provider=platform, uid="ou_tang")
    browser = Client()
    asked = _leave(browser, platform)
    if state == "another browser's":
        asked = _leave(Client(), platform)
    elif state == "another platform's":
        other = next(one for one in THERE if one != platform)
        asked = {**asked, "state": _leave(browser, other)["state"]}
    elif state == "used":
        _return(browser, platform, asked, "expired")
    else:
        asked = {**asked, "state": state}
    platforms.codes["good"] = "ou_tang"
    assert _return(browser, platform, asked, "good")[0] == 401
    assert "good" in platforms.codes, "the platform was not even asked"


@EVERY
def test_cancelling_and_errors_of_the_platform_lead_back(platform: str, platforms: Platforms) -> None:
    for error, status in (("access_denied", 302), ("server_error", 401)):
        browser = Client()
        asked = _leave(browser, platform)
        back = {"error": error, "state": asked["state"]}
        assert browser.get(f"/sign-in/{platform}/back/", back).status_code == status


@EVERY
def test_the_owner_connects_after_showing_who_they_are(
    platform: str, account: Account, platforms: Platforms, sign_in: SignIn
) -> None:
    user = account("tang")
    platforms.codes["good"] = "ou_tang"
    browser = sign_in("tang")
    asked = _leave(browser, platform, process="connect")
    status, there, _ = _return(browser, platform, asked, "good")
    assert (status, there) == (302, "/sign-in/again/")
    assert not SocialAccount.objects.exists()
    browser.post(there, {"password": "a long pass phrase"})
    tied = SocialAccount.objects.get()
    assert (tied.user, tied.provider, tied.uid) == (user, platform, "ou_tang")
    page = browser.get("/me/").content.decode()
    assert "解除绑定" in page
    browser.post("/me/sign-ons/", {"account": tied.pk})
    assert not SocialAccount.objects.exists()
    actions = AuditEntry.objects.values_list("action", flat=True)
    assert {"account.identity_connected", "account.identity_removed"} <= set(actions)


@EVERY
def test_an_identity_of_somebody_else_is_not_taken_over(
    platform: str, account: Account, platforms: Platforms, trusted: SignIn
) -> None:
    owner = account("tang")
    SocialAccount.objects.create(user=owner, provider=platform, uid="ou_tang")
    account("che")
    platforms.codes["good"] = "ou_tang"
    browser = trusted("che")
    _return(browser, platform, _leave(browser, platform, process="connect"), "good")
    assert SocialAccount.objects.get().user == owner


@EVERY
def test_a_closed_account_does_not_open(platform: str, account: Account, platforms: Platforms) -> None:
    user = account("tang")
    SocialAccount.objects.create(user=user, provider=platform, uid="ou_tang")
    User.objects.filter(pk=user.pk).update(is_active=False)
    platforms.codes["good"] = "ou_tang"
    browser = Client()
    assert _return(browser, platform, _leave(browser, platform), "good")[1] == "/sign-in/inactive/"
    assert browser.get("/me/").status_code == 302


def test_buttons_stand_only_where_the_settings_configure_them(client: Client, settings: Settings) -> None:
    assert "用飞书登录" in client.get("/sign-in/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {"feishu": {}, "dingtalk": {"AUTH_PARAMS": {}}, "wecom": {}}
    assert "用飞书登录" not in client.get("/sign-in/").content.decode()
    for platform in THERE:
        assert client.post(f"/sign-in/{platform}/").status_code == 404
        assert client.get(f"/sign-in/{platform}/back/").status_code == 404


# ---- What only 企业微信 has


def test_inside_its_app_a_member_is_known_already(platforms: Platforms) -> None:
    browser = Client(headers={"User-Agent": "Mozilla/5.0 (iPhone) wxwork/4.1.0 MicroMessenger/7"})
    page = unescape(browser.post("/sign-in/wecom/").content.decode())
    assert "https://open.weixin.qq.com/connect/oauth2/authorize?" in page
    assert f"appid={CORP}&agentid={AGENT}&response_type=code" in page
    assert "scope=snsapi_base#wechat_redirect" in page


def test_somebody_from_outside_the_company_is_nobody(platforms: Platforms) -> None:
    browser = Client()
    assert _return(browser, "wecom", _leave(browser, "wecom"), "stranger")[0] == 401


def test_the_app_s_token_is_kept_and_renewed_when_it_is_over(platforms: Platforms) -> None:
    company = wecom.Company(CORP, AGENT, "s3cret")
    for name in ("a", "b"):
        platforms.codes[name] = name
    assert wecom.user_of(company, "a") == "a"
    assert wecom.user_of(company, "b") == "b"
    assert platforms.tokens_given == 1
    platforms.worn_tokens.add("t1")
    platforms.codes["c"] = "c"
    assert wecom.user_of(company, "c") == "c"
    assert platforms.tokens_given == 2


def test_a_wrong_secret_is_an_error_with_the_platform_s_words(platforms: Platforms) -> None:
    with pytest.raises(OAuth2Error, match="40001 invalid credential"):
        wecom.user_of(wecom.Company(CORP, AGENT, "wrong"), "x")
