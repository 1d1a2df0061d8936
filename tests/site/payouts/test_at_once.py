"""Two people act at the same moment, and processes are killed in the middle of a step.

Every step runs in a process of its own on one database: SQLite in the workspace, and PostgreSQL where the
tests run on it. BOJI_KILLS says how many kills of each step (6 where not said).
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from tests.cli.company import small_company

pytestmark = pytest.mark.slow

MARCH = "2026-03"
KILLS = int(os.environ.get("BOJI_KILLS", "6"))
WORDS = ("", "calculate", "check", "approve", "lock")
WHO = {"approve": "hu", "lock": "hu", "pay": "fang"}
USUAL = {"approve": 0.06, "lock": 0.6, "pay": 0.06}  # seconds, about
HERE = Path(__file__).parent

WALK = """
import datetime as dt, sys
from boji.site.setup import set_up
from boji.workspace import Workspace
workspace = Workspace.open(sys.argv[1])
set_up(workspace)
from boji.engine.periods import Period
from boji.payouts import actions
from boji.payouts.models import PayPeriod
from boji.platform.audit import Actor
from boji.platform.models import RoleGrant, User
users = {}
for name, role in (("fang", "finance"), ("wen", "finance"), ("hu", "hr"), ("he", "hr")):
    users[name] = Actor(User.objects.create_user(name, name=name.title()), "cli")
    RoleGrant.objects.create(user=users[name].user, role=role)
march, steps = Period.parse("2026-03"), sys.argv[2:]
if "calculate" in steps:
    actions.calculate(users["fang"], workspace, march)
if "check" in steps:
    one = PayPeriod.objects.get()
    reasons = {entry.code: "已知" for entry in actions.board_of(workspace, one).to_waive}
    actions.check(users["wen"], workspace, march, reasons=reasons)
if "approve" in steps:
    actions.approve(users["hu"], march)
if "lock" in steps:
    actions.lock(users["hu"], workspace, march)
"""
LOOK = """
import json, sys
from boji.site.setup import set_up
from boji.workspace import Workspace
set_up(Workspace.open(sys.argv[1]))
from boji.payouts.models import Payment, PayPeriod, PeriodStep
from boji.platform.models import AuditEntry
one = PayPeriod.objects.filter(label="2026-03").first()
print(json.dumps({
    "state": one.state if one else "open",
    "steps": list(PeriodStep.objects.order_by("id").values_list("step", flat=True)),
    "audit": [name.removeprefix("period.") for name in
              AuditEntry.objects.order_by("id").values_list("action", flat=True)],
    "payments": sorted(list(row) for row in Payment.objects.values_list("person_id", "fen", "status")),
}))
"""


class Site:
    """A workspace with its database, and processes that take steps in it."""

    def __init__(self, path: Path, database: str) -> None:
        self.path = path
        self._environment = {
            **os.environ,
            "BOJI_CLOCK_STARTS": "2026-04-10T10:00:00+08:00",
            "BOJI_DATABASE_URL": database,
            "PYTHONPATH": str(HERE.parents[2]),
        }

    def run(self, code: str, *words: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", code, str(self.path), *words],
            env=self._environment, check=True, stdout=subprocess.PIPE, text=True,
        ).stdout  # fmt: skip

    def walk(self, last: str) -> None:
        """The accounts, and March taken up to a step."""
        self.run(WALK, *WORDS[: WORDS.index(last) + 1])

    def look(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run(LOOK))
        return found

    @contextmanager
    def waiting(self, username: str, step: str, month: str = MARCH) -> Iterator[subprocess.Popen[str]]:
        """A process that is ready to take a step."""
        with subprocess.Popen(
            [sys.executable, str(HERE / "one_step.py"), str(self.path), username, step, month],
            env=self._environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process


def go(process: subprocess.Popen[str]) -> str:
    start(process)
    return said(process)


def start(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_company(tmp_path_factory.mktemp("at_once")).path


@pytest.fixture(params=["sqlite", "postgres"])
def site(request: pytest.FixtureRequest, company: Path, tmp_path: Path) -> Iterator[Site]:
    """The small company; `walk` makes Fang and Wen of finance, Hu and He of HR."""
    target = tmp_path / "company"
    shutil.copytree(company, target)
    if request.param == "sqlite":
        yield Site(target, f"sqlite:///{target / 'boji.sqlite3'}")
        return
    server = settings.DATABASES["default"]
    if "postgresql" not in server["ENGINE"]:
        pytest.skip("the tests do not run on PostgreSQL")
    with _database(server) as url:
        yield Site(target, url)


@contextmanager
def _database(server: Mapping[str, Any]) -> Iterator[str]:
    """A database of its own on the server of the tests."""
    name = f"boji_at_once_{os.getpid()}"
    root = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/".format(**server)
    with psycopg.connect(f"{root}postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield root + name
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.mark.parametrize(
    ("before", "step", "people"),
    [("check", "approve", ("hu", "he")), ("approve", "lock", ("hu", "he")), ("lock", "pay", ("fang", "wen"))],
)
def test_of_two_at_once_one_takes_the_step_and_the_other_is_told(
    before: str, step: str, people: tuple[str, str], site: Site
) -> None:
    site.walk(before)
    with site.waiting(people[0], step) as one, site.waiting(people[1], step) as other:
        start(one)
        start(other)
        answers = sorted((said(one), said(other)))
    assert answers[0] == "done"
    assert answers[1].startswith("refused state Mar 2026 is “")
    found = site.look()
    assert Counter(found["steps"])[step] == 1
    assert found["audit"] == found["steps"]


def test_of_two_calculations_at_once_one_counts(site: Site) -> None:
    site.walk("")
    with site.waiting("fang", "calculate") as one, site.waiting("wen", "calculate") as other:
        start(one)
        start(other)
        answers = sorted((said(one), said(other)))
    assert answers[0] == "done"
    assert answers[1] == "done" or answers[1].startswith("refused moved")
    assert site.look()["state"] == "calculated"


def test_locking_and_reopening_at_once_leaves_all_or_no_payments(site: Site) -> None:
    site.walk("approve")
    with site.waiting("hu", "lock") as one, site.waiting("wen", "reopen") as other:
        start(one)
        start(other)
        said(one)
        said(other)
    found = site.look()
    assert found["state"] == "open"  # whoever was first, the month was taken back at last
    assert found["payments"] == []


@pytest.mark.parametrize(("step", "before"), [("approve", "check"), ("lock", "approve"), ("pay", "lock")])
def test_a_step_that_is_killed_was_taken_whole_or_not_at_all(step: str, before: str, site: Site) -> None:
    site.walk(before)
    start_state = site.look()
    chance = random.Random(f"{step} {before}")
    for _ in range(KILLS):
        with site.waiting(WHO[step], step) as process:
            start(process)
            time.sleep(chance.uniform(0, USUAL[step]))
            process.send_signal(signal.SIGKILL)
        found = site.look()
        if found != start_state:
            break
    else:
        with site.waiting(WHO[step], step) as process:
            assert go(process) == "done"
        found = site.look()
    assert found["steps"] == [*start_state["steps"], step]
    assert found["audit"] == found["steps"]
    people = [(row[0], row[1]) for row in found["payments"]]
    assert len(people) == len(dict(people))
    if step != "approve":
        assert {person for person, _ in people} == {"A", "B", "O", "X"}
    if step == "pay":
        assert {row[2] for row in found["payments"]} <= {"paid", "nothing"}
