from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from boji.platform.models import RoleGrant, User
from boji.platform.roles import Role
from boji.workspace import Workspace

Account = Callable[..., User]
PASSWORD = "a long pass phrase"


@pytest.fixture
def workspace(tmp_path: Path, settings: object) -> Workspace:
    """An empty workspace that the site serves."""
    made = Workspace.create(tmp_path / "company")
    settings.BOJI_WORKSPACE = made.path  # type: ignore[attr-defined]
    return made


@pytest.fixture(autouse=True)
def quick_passwords(settings: object) -> None:
    """Hashing is slow on purpose; tests make many accounts."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


@pytest.fixture
def transactional_db(transactional_db: None) -> Iterator[None]:
    """Tests that commit leave nothing in the cache: its table is no model's, so nothing else empties it."""
    yield
    cache.clear()


@pytest.fixture
def sign_on_platforms(settings: object) -> None:
    """飞书, 钉钉 and 企业微信 are configured."""
    app = {"client_id": "corp1", "secret": "s3cret", "key": "1000002"}
    settings.SOCIALACCOUNT_PROVIDERS = {  # type: ignore[attr-defined]
        "feishu": {"APPS": [app]},
        "dingtalk": {"APPS": [app], "AUTH_PARAMS": {"prompt": "consent"}},
        "wecom": {"APPS": [app]},
    }


@pytest.fixture
def account(db: None) -> Account:
    """Makes an account with roles: `account("fang", Role.FINANCE)`."""

    def make(username: str, *roles: Role, person_id: str | None = None, team: str = "") -> User:
        user = User.objects.create_user(username, password=PASSWORD, person_id=person_id)
        RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role, team=team) for role in roles)
        return user

    return make


@pytest.fixture
def browse(workspace: Workspace) -> Callable[[User], Client]:
    """A client that is signed in as an account."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
