"""The demonstration as users get it: what is printed, its year, and that its accounts sign in."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from boji.platform.roles import Role
from tests.site.test_serve import Site, served

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh-CN.md")
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("BOJI_")}

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Demo:
    folder: Path
    printed: str

    @property
    def workspace(self) -> Path:
        return self.folder / "company"

    def password(self, role: Role) -> str:
        found = re.search(rf"^\S.*?\s{role.value}\s+([\w-]{{12}})\s", self.printed, re.MULTILINE)
        assert found is not None, f"no password of {role} in:\n{self.printed}"
        return found[1]

    def rows(self, question: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.workspace / "boji.sqlite3")) as file:
            return file.execute(question).fetchall()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """A folder in which `boji demo` has run, with the example plans beside it as in the repository."""
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "boji", "demo", "--no-serve", "--language", "en", "--workspace"]
    done = subprocess.run(
        [*command, str(folder / "company")], check=False, capture_output=True, text=True, env=ENVIRONMENT
    )
    assert done.returncode == 0, done.stderr
    shutil.copytree(ROOT / "examples", folder / "examples")
    (folder / "boji-demo").symlink_to(folder / "company")
    return Demo(folder, done.stdout)


def test_it_prints_ranking_statement_proposals_and_accounts(demo: Demo) -> None:
    for heading in ("1. Ranking", "2. A statement", "3. Proposals", "4. Pay file", "5. Accounts"):
        assert heading in demo.printed
    assert "692026090102" in demo.printed, "the statement is explained down to order lines"
    assert (demo.workspace / "2026-09.xlsx").stat().st_size > 0
    assert len({demo.password(role) for role in Role}) == len(Role)


def test_the_months_are_paid_until_the_last_which_is_calculated(demo: Demo) -> None:
    states = {row[0]: row[1] for row in demo.rows("SELECT label, state FROM payouts_payperiod")}
    assert states == {f"2026-{month:02d}": "paid" for month in range(1, 9)} | {"2026-09": "calculated"}
    steps = demo.rows(
        "SELECT p.label, s.step, u.username, date(s.at) FROM payouts_periodstep s"
        " JOIN payouts_payperiod p ON p.id = s.pay_period_id JOIN platform_user u ON u.id = s.by_id"
        " WHERE p.label = '2026-08' ORDER BY s.id"
    )
    assert steps == [
        ("2026-08", "calculate", "finance", "2026-09-03"),
        ("2026-08", "check", "finance", "2026-09-03"),
        ("2026-08", "approve", "hr", "2026-09-05"),
        ("2026-08", "lock", "hr", "2026-09-05"),
        ("2026-08", "pay", "finance", "2026-09-10"),
    ]


def test_outcomes_were_decided_and_disputes_raised(demo: Demo) -> None:
    assert sorted(demo.rows("SELECT period, accepted FROM outcomes_decision")) == [
        ("2026-Q2", 0),
        ("2026-Q2", 1),
    ]
    assert demo.rows("SELECT period, state FROM disputes_dispute ORDER BY id") == [
        ("2026-08", "upheld"),
        ("2026-09", "open"),
    ]


@pytest.fixture(scope="module")
def site(demo: Demo) -> Iterator[Site]:
    with served(demo.folder, BOJI_CLOCK_STARTS="2026-10-08T10:00:00+08:00") as found:
        yield found


@pytest.mark.parametrize("role", list(Role))
def test_each_account_signs_in_and_is_shown_the_clock(role: Role, demo: Demo, site: Site) -> None:
    with httpx.Client(base_url=site.address, timeout=30, follow_redirects=True) as client:
        client.get("sign-in/")
        form = {"login": role.value, "password": demo.password(role)}
        token = {"X-CSRFToken": client.cookies["csrftoken"]}
        answer = client.post("sign-in/", data=form, headers=token)
        assert answer.status_code == 200
        assert answer.url.path == "/"
        assert "10月8日 10:0" in answer.text
        assert ("10月到今天为止" in answer.text) == (role in (Role.ANCHOR, Role.OPERATOR, Role.SERVICE))


@pytest.mark.parametrize("name", READMES)
def test_library_example_runs(
    name: str, demo: Demo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    found = re.search(r"<!-- library example -->\n```python\n(.*?)```", text, re.DOTALL)
    assert found is not None
    monkeypatch.chdir(demo.folder)
    exec(compile(found[1], name, "exec"), {})
    printed = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"\d+\.\d\d", printed[0]), "the pay"
    assert len(printed) > 10, "its explanation"
