"""The description is complete and true: schemathesis asks what it allows and finds no fault in the answers.

A quick round asks every call twice; the slow one more often (BOJI_CASES), also with requests that break it.
"""

from __future__ import annotations

import os
import warnings
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from boji.api import words
from boji.api.calls import CALLS
from boji.api.description import description
from boji.api.shown import groups
from boji.platform.roles import Role
from boji.tokens.rules import Scope
from tests.site.api.conftest import MakeProgram

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
QUICK, SLOW = 2, int(os.environ.get("BOJI_CASES", "60"))
NAMES = [call.name for call in CALLS]


def _operation(name: str) -> APIOperation[Any, Any, Any, Any]:
    schema = schemathesis.openapi.from_dict(description())
    schema.app = WSGIHandler()
    found = schema.find_operation_by_id(name)
    assert isinstance(found, APIOperation)
    return found


def _ask(name: str, secret: str, count: int, *modes: GenerationMode) -> None:
    """Ask one call so many times what its description allows, or what it does not."""
    operation = _operation(name)
    cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes))

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(cases)
    def ask(case: Any) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what others do with requests that are none
            case.call_and_validate(headers={"Authorization": f"Bearer {secret}"}, checks=CHECKS)

    ask()


@pytest.fixture
def secret(program: MakeProgram, settings: object) -> str:
    settings.BOJI_API_PER_MINUTE = 100_000  # type: ignore[attr-defined]
    return program(Role.FINANCE, Role.HR, Role.ANALYST, person_id="A").secret


def test_it_is_openapi() -> None:
    validate(description())


def test_every_call_says_what_it_does_and_has_its_statuses() -> None:
    for path, operations in description()["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], path
            assert {"400", "401", "403", "404", "422", "429"} <= set(operation["responses"]), path
            keyed = any(one["name"] == "Idempotency-Key" for one in operation["parameters"])
            assert keyed == (method == "post"), path


def test_its_page_speaks_chinese() -> None:
    operations = [one for each in description()["paths"].values() for one in each.values()]
    assert {one["operationId"] for one in operations} == set(words.CALLS)
    assert {each["name"] for one in operations for each in one["parameters"]} == set(words.PARAMETERS)
    assert {one["name"] for one in description()["tags"]} == set(words.SUBJECTS)


def test_its_page_has_an_example_of_every_form() -> None:
    shown = [one for group in groups(description()) for one in group.operations]
    assert {one.name for one in shown} == set(NAMES)
    assert all(one.answer for one in shown)
    assert {one.scope for one in shown} - {""} == {scope.value for scope in Scope}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.usefixtures("own_company")
def test_what_it_allows_is_answered_as_it_says(name: str, secret: str) -> None:
    _ask(name, secret, QUICK, GenerationMode.POSITIVE)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.usefixtures("own_company")
def test_whatever_is_sent_is_answered_as_it_says(name: str, secret: str) -> None:
    _ask(name, secret, SLOW, GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
