"""What 企业微信 is asked: a token of the company's app, and who a code belongs to.

Owns the two requests and their errors. The token belongs to the app and not to a person; it holds for two
hours and is to be kept (`gettoken` may be asked only so often): in this process's memory only.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

API = "https://qyapi.weixin.qq.com/cgi-bin"
TOKEN_IS_OVER = {40014, 42001}  # invalid, expired
EARLY = 300  # seconds before its end at which a token is asked for anew

_kept: dict[tuple[str, str], tuple[str, float]] = {}


@dataclass(frozen=True)
class Company:
    """One company's app: its ids and its secret."""

    corp_id: str
    agent_id: str
    secret: str


def user_of(company: Company, code: str) -> str:
    """The user id of the member who gave the code. Raises OAuth2Error for a code that is wrong or over, and
    for somebody who is no member of the company."""
    answer = _ask("auth/getuserinfo", access_token=_token(company), code=code)
    if answer["errcode"] in TOKEN_IS_OVER:
        _kept.pop((company.corp_id, company.agent_id), None)
        answer = _ask("auth/getuserinfo", access_token=_token(company), code=code)
    if answer["errcode"] != 0:
        raise OAuth2Error(f"getuserinfo: {answer['errcode']} {answer.get('errmsg', '')}")
    user = answer.get("userid")
    if not isinstance(user, str) or not user:
        raise OAuth2Error("getuserinfo: no member of the company")
    return user


def _token(company: Company) -> str:
    key = (company.corp_id, company.agent_id)
    token, ends = _kept.get(key, ("", 0.0))
    if time.monotonic() < ends:
        return token
    answer = _ask("gettoken", corpid=company.corp_id, corpsecret=company.secret)
    if answer["errcode"] != 0 or not answer.get("access_token"):
        raise OAuth2Error(f"gettoken: {answer['errcode']} {answer.get('errmsg', '')}")
    token = str(answer["access_token"])
    _kept[key] = (token, time.monotonic() + int(answer.get("expires_in", 0)) - EARLY)
    return token


def _ask(what: str, **parameters: str) -> dict[str, Any]:
    with get_adapter().get_requests_session() as session:
        answer = session.get(f"{API}/{what}", params=parameters)
        answer.raise_for_status()
        found = answer.json()
    if not isinstance(found, dict) or not isinstance(found.get("errcode"), int):
        raise OAuth2Error(f"{what}: not an answer of the interface")
    return found
