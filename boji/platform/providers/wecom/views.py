"""The way to 企业微信 and back.

Owns the two addresses at which a member says who they are: a code to scan in a browser, and nothing to do
inside the app of 企业微信, which knows its member already. The state that comes back is checked by allauth.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter, OAuth2CallbackView, OAuth2LoginView
from django.http import HttpRequest
from django.utils.http import urlencode

from boji.platform.providers.wecom.client import Company, user_of

IN_A_BROWSER = "https://login.work.weixin.qq.com/wwlogin/sso/login"
IN_THE_APP = "https://open.weixin.qq.com/connect/oauth2/authorize"
APP = "wxwork"  # in the user agent of the app's own browser


class WeComClient(OAuth2Client):  # type: ignore[misc] # allauth ships no types
    """Writes the address that a member is sent to."""

    agent_id: str

    def get_redirect_url(self, authorization_url: str, scope: Iterable[str], extra_params: Any) -> str:
        back = {"redirect_uri": self.callback_url, "state": self.state}
        if authorization_url == IN_A_BROWSER:
            who = {"login_type": "CorpApp", "appid": self.consumer_key, "agentid": self.agent_id}
            return f"{authorization_url}?{urlencode({**who, **back})}"
        who = {"appid": self.consumer_key, "agentid": self.agent_id, "response_type": "code"}
        asked = {**who, **back, "scope": " ".join(scope) or "snsapi_base"}
        return f"{authorization_url}?{urlencode(asked)}#wechat_redirect"


class WeComAdapter(OAuth2Adapter):  # type: ignore[misc]
    """From a code to a member's identity; there is no token of the member's own."""

    provider_id = "wecom"
    access_token_url = ""
    client_class = WeComClient

    @property
    def authorize_url(self) -> str:
        agent = self.request.headers.get("User-Agent", "")
        return IN_THE_APP if APP in agent.lower() else IN_A_BROWSER

    def get_client(self, request: HttpRequest, app: Any) -> WeComClient:
        client: WeComClient = super().get_client(request, app)
        client.agent_id = app.key
        return client

    def get_access_token_data(
        self, request: HttpRequest, app: Any, client: Any, pkce_code_verifier: str | None = None
    ) -> dict[str, str]:
        user = user_of(Company(app.client_id, app.key, app.secret), request.GET["code"])
        return {"access_token": "", "userid": user}

    def complete_login(
        self, request: HttpRequest, app: Any, token: SocialToken, *, response: dict[str, str]
    ) -> SocialLogin:
        member = {"userid": response["userid"], "corp_id": app.client_id}
        return self.get_provider().sociallogin_from_response(request, member)


oauth2_login = OAuth2LoginView.adapter_view(WeComAdapter)
oauth2_callback = OAuth2CallbackView.adapter_view(WeComAdapter)
