"""A stand-in for 飞书, 钉钉 and 企业微信 on this machine, written from what they document.

Each answers at its own host name; codes are good for one person, once. A code may also be `expired`, `down`
(the platform fails), `garbage` (no JSON) or `stranger` (nobody of the company).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from requests.adapters import HTTPAdapter

CORP, AGENT, SECRET = "corp1", "1000002", "s3cret"
Answer = tuple[int, Any]


class Platforms(ThreadingHTTPServer):
    """The three platforms; `codes` maps a code to the user that it stands for, `asked` keeps the paths."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.codes: dict[str, str] = {}
        self.asked: list[str] = []
        self.worn_tokens: set[str] = set()  # 企业微信: tokens that have expired
        self.tokens_given = 0

    def session(self) -> requests.Session:
        """What our program speaks through: every https address leads here."""
        session = requests.Session()
        session.mount("https://", _Here(f"http://127.0.0.1:{self.server_port}"))
        return session

    def user_of(self, code: str) -> str | None:
        return self.codes.pop(code, None)


class _Here(HTTPAdapter):
    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        parts = urlsplit(request.url or "")
        request.headers["Host"] = str(parts.netloc)
        request.url = f"{self._base}{parts.path}{'?' + str(parts.query) if parts.query else ''}"
        return super().send(request, *args, **kwargs)


class _Handler(BaseHTTPRequestHandler):
    server: Platforms

    def do_GET(self) -> None:  # the name http.server asks for
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, *_: Any) -> None:
        pass

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        place = f"{self.headers['Host']}{parts.path}"
        self.server.asked.append(place)
        status, found = ROUTES[place](self.server, query, _read(body), dict(self.headers.items()))
        raw = found if isinstance(found, str) else json.dumps(found)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(raw.encode())


def _read(body: str) -> dict[str, str]:
    try:
        found = json.loads(body)
    except ValueError:
        return {name: values[0] for name, values in parse_qs(body).items()}
    return found if isinstance(found, dict) else {}


Given = dict[str, str]


def _feishu_app(_: Platforms, query: Given, body: Given, headers: Given) -> Answer:
    if (body.get("app_id"), body.get("app_secret")) != (CORP, SECRET):
        return 200, {"code": 10014, "msg": "app secret invalid"}
    return 200, {"code": 0, "msg": "ok", "app_access_token": "a-app", "expire": 7200}


def _feishu_token(server: Platforms, query: Given, body: Given, headers: Given) -> Answer:
    if body.get("code") == "down":
        return 500, {}
    if body.get("code") == "garbage":
        return 200, "<html>"
    user = server.user_of(body.get("code", ""))
    if body.get("app_access_token") != "a-app" or user is None:
        return 200, {"code": 20003, "msg": "invalid code"}
    return 200, {"code": 0, "data": {"access_token": f"u-{user}", "expires_in": 7140, "refresh_token": "r"}}


def _feishu_user(_: Platforms, query: Given, body: Given, headers: Given) -> Answer:
    user = headers.get("Authorization", "").removeprefix("Bearer u-")
    return 200, {"code": 0, "data": {"open_id": user, "name": "沈棠", "avatar_big": "x"}}


def _dingtalk_token(server: Platforms, query: Given, body: Given, headers: Given) -> Answer:
    if body.get("code") == "down":
        return 500, {}
    if body.get("code") == "garbage":
        return 200, "<html>"
    user = server.user_of(body.get("code", ""))
    known = (body.get("clientId"), body.get("clientSecret")) == (CORP, SECRET)
    if not known or user is None:
        return 400, {"code": "invalidParameter.authCode.notFound", "message": "不存在的临时授权码"}
    return 200, {"accessToken": user, "refreshToken": "r", "expireIn": 7200, "corpId": "dingX"}


def _dingtalk_user(_: Platforms, query: Given, body: Given, headers: Given) -> Answer:
    token = headers.get("x-acs-dingtalk-access-token") or headers.get("X-Acs-Dingtalk-Access-Token", "")
    return 200, {"openId": token, "unionId": "u", "nick": "沈棠"}


def _wecom_token(server: Platforms, query: Given, body: Given, headers: Given) -> Answer:
    if (query.get("corpid"), query.get("corpsecret")) != (CORP, SECRET):
        return 200, {"errcode": 40001, "errmsg": "invalid credential"}
    server.tokens_given += 1
    token = f"t{server.tokens_given}"
    return 200, {"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": 7200}


def _wecom_user(server: Platforms, query: Given, body: Given, headers: Given) -> Answer:
    code, token = query.get("code", ""), query.get("access_token", "")
    if token in server.worn_tokens:
        return 200, {"errcode": 42001, "errmsg": "access_token expired"}
    if code == "down":
        return 502, {}
    if code == "garbage":
        return 200, "<html>"
    if code == "stranger":
        return 200, {"errcode": 0, "errmsg": "ok", "openid": "oX", "external_userid": "wmX"}
    user = server.user_of(code)
    if user is None:
        return 200, {"errcode": 40029, "errmsg": "invalid code"}
    return 200, {"errcode": 0, "errmsg": "ok", "userid": user, "user_ticket": "x"}


ROUTES: dict[str, Callable[[Platforms, Given, Given, Given], Answer]] = {
    "open.feishu.cn/open-apis/auth/v3/app_access_token/internal/": _feishu_app,
    "open.feishu.cn/open-apis/authen/v1/access_token": _feishu_token,
    "open.feishu.cn/open-apis/authen/v1/user_info": _feishu_user,
    "api.dingtalk.com/v1.0/oauth2/userAccessToken": _dingtalk_token,
    "api.dingtalk.com/v1.0/contact/users/me": _dingtalk_user,
    "qyapi.weixin.qq.com/cgi-bin/gettoken": _wecom_token,
    "qyapi.weixin.qq.com/cgi-bin/auth/getuserinfo": _wecom_user,
}


def started() -> Platforms:
    server = Platforms()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
