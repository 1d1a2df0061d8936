"""A program that calls the API of the small company; every answer is held against the description."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client

from boji.api.description import description
from boji.platform.audit import Actor
from boji.platform.models import RoleGrant, User
from boji.platform.roles import Role
from boji.tokens import actions, queries
from boji.tokens.rules import Scope
from boji.workspace import Workspace
from tests.cli.company import Company
from tests.site.payouts.conftest import link_tree
from tests.site.statements.conftest import computed, tenth_of_april

__all__ = ["computed", "tenth_of_april"]

ROOT = "/api/v1/"
TEMPLATES = {path: re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path) + "$") for path in description()["paths"]}


def operation_of(method: str, path: str) -> tuple[str, dict[str, Any]]:
    """The description of a call, and the address that it is described under."""
    matching = [one for one, pattern in TEMPLATES.items() if pattern.match(path)]
    template = min(matching, key=lambda one: one.count("{"))
    return template, description()["paths"][template][method.lower()]


def assert_described(method: str, path: str, answer: Any) -> None:
    """The answer is one of those that the description allows, in its form."""
    _, operation = operation_of(method, path)
    allowed = operation["responses"][str(answer.status_code)]
    if "content" not in allowed:
        assert not answer.content
        return
    media = answer.headers["Content-Type"]
    schema = allowed["content"][media]["schema"]
    if media.endswith("json"):
        whole = {**schema, "components": description()["components"]}
        jsonschema_rs.validator_for(whole).validate(json.loads(answer.content))


@dataclass
class Program:
    """Calls with one token: `get("periods")`, `post("imports/rows", {...})`."""

    secret: str
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def get(
        self, path: str, language: str = "en", headers: dict[str, str] | None = None, **query: Any
    ) -> Any:
        return self._held(
            "GET", path, self.client.get(ROOT + path, query, headers=self._headers(language, headers))
        )

    def post(
        self, path: str, body: object = None, *, key: str = "", language: str = "en", **form: Any
    ) -> Any:
        headers = self._headers(language, {"Idempotency-Key": key or str(uuid.uuid4())})
        if form:
            return self._held("POST", path, self.client.post(ROOT + path, form, headers=headers))
        given = json.dumps({} if body is None else body)
        answer = self.client.post(ROOT + path, given, content_type="application/json", headers=headers)
        return self._held("POST", path, answer)

    def read(self, path: str, language: str = "en", **query: Any) -> Any:
        """What a call that must succeed answers."""
        answer = self.get(path, language, **query)
        assert answer.status_code == 200, answer.content.decode()
        return json.loads(answer.content)

    def _headers(self, language: str, more: dict[str, str] | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}", "Accept-Language": language, **(more or {})}

    def _held(self, method: str, path: str, answer: Any) -> Any:
        assert_described(method, ROOT + path, answer)
        return answer


def body_of(answer: Any) -> Any:
    return json.loads(answer.content)


def token_of(user: User, *scopes: Scope) -> str:
    given = scopes or tuple(queries.scopes_of(user))
    return actions.make(Actor(user, "page"), user, "test", given, 1).secret


MakeProgram = Callable[..., Program]


@pytest.fixture
def company(computed: Path, settings: object, db: None) -> Workspace:
    """The computed company, which nobody writes to."""
    settings.BOJI_WORKSPACE = computed  # type: ignore[attr-defined]
    return Workspace.open(computed)


@pytest.fixture
def own_company(computed: Path, tmp_path: Path, settings: object, db: None) -> Workspace:
    """A copy of the computed company to write to."""
    target = tmp_path / "company"
    link_tree(computed, target)
    settings.BOJI_WORKSPACE = target  # type: ignore[attr-defined]
    return Workspace.open(target)


@pytest.fixture
def commands(company: Workspace) -> Company:
    """The command line of the same workspace."""
    return Company(company.path)


@pytest.fixture
def program(db: None) -> MakeProgram:
    """A program of an account with a role: `program(Role.FINANCE)`; all scopes that it may have."""

    def make(
        *roles: Role,
        scopes: tuple[Scope, ...] = (),
        person_id: str | None = None,
        team: str = "",
        name: str = "",
    ) -> Program:
        username = name or f"user{User.objects.count()}"
        user = User.objects.create_user(username, person_id=person_id)
        RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role, team=team) for role in roles)
        return Program(token_of(user, *scopes))

    return make
