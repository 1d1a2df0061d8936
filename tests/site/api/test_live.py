"""The client of the documents, word for word, and calls that come at once, on a site as users start it."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.cli.company import small_company
from tests.site.test_serve import Site, served

pytestmark = pytest.mark.slow  # a company and a site of its own
DOCUMENT = Path(__file__).parents[3] / "docs/api.md"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The small company, served with a worker for jobs."""
    folder = tmp_path_factory.mktemp("live")
    small_company(folder)
    with served(folder) as one:
        yield one


@pytest.fixture(scope="module")
def token(site: Site) -> str:
    _boji(site, "account", "add", "robot", "--role", "analyst")
    scopes = ("--scope", "write:imports", "--scope", "read:imports")
    made = _boji(site, "token", "add", "robot", "--name", "nightly", *scopes, "--json")
    return str(json.loads(made)["token"])


def _boji(site: Site, *words: str) -> str:
    environment = os.environ | {"BOJI_WORKSPACE": str(site.workspace)}
    command = [sys.executable, "-m", "boji", *words]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def _client() -> str:
    found = re.search(r"<!-- client example -->\n```python\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def test_the_client_of_the_documents_works(site: Site, token: str) -> None:
    code = _client()
    assert len([line for line in code.splitlines() if line.strip() and not line.startswith("import ")]) == 10
    given = os.environ | {"BOJI_URL": site.address.rstrip("/"), "BOJI_TOKEN": token}
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, env=given, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    state, result = done.stdout.splitlines()
    assert state.startswith("done ")
    assert [(one["table"], one["added"]) for one in ast.literal_eval(result)["files"]] == [("refunds", 1)]


def test_of_those_that_come_at_once_one_is_done(site: Site, token: str) -> None:
    """They wait for each other and get one answer, in every process that serves."""
    row = {"refund_id": "r8", "line_id": "s5", "refunded_at": "2026-03-12 10:00:00", "amount": "1.00"}
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid.uuid4())}

    def send(_: int) -> httpx.Response:
        address = f"{site.address}api/v1/imports/rows"
        return httpx.post(address, json={"table": "refunds", "rows": [row]}, headers=headers, timeout=60)

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(send, range(6)))
    assert {one.status_code for one in answers} == {202}, [one.text for one in answers]
    assert len({one.text for one in answers}) == 1
    assert sum("Idempotent-Replayed" not in one.headers for one in answers) == 1
