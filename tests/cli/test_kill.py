"""A run or a publication that is killed at any moment is there whole or not at all, and can be repeated.

Commands are killed in processes forked from one that has imported everything, so that a kill falls into
the work and not into the start. BOJI_KILLS says how many (24 where not said).
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.company import PLAN, Company, small_company

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("BOJI_KILLS", "24"))

# For each line, words and seconds: fork, kill after that long (null: let it end), and say how it ended and
# when. An ended child keeps its id until it is waited for, so nobody else is ever killed.
FORKER = """
import json, os, signal, sys, time
from boji.cli import main
for line in sys.stdin:
    words, seconds = json.loads(line)
    child = os.fork()
    if child == 0:
        silent = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silent, stream)
        main(words)
    begun, ended = time.monotonic(), 0
    while not ended:
        ended, status = os.waitpid(child, os.WNOHANG)
        if not ended and seconds is not None and time.monotonic() - begun > seconds:
            os.kill(child, signal.SIGKILL)
            ended, status = os.waitpid(child, 0)
        time.sleep(0.001)
    print(json.dumps([status, time.monotonic() - begun]), flush=True)
"""


class Forker:
    """Starts `boji …` in a process of its own and kills it after a while."""

    def __init__(self, process: subprocess.Popen[str], chance: random.Random) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._said, self._heard = process.stdin, process.stdout
        self._chance = chance
        self._usual: dict[tuple[str, ...], float] = {}  # how long a command takes, as far as is known

    def _ends(self, words: tuple[str, ...], killed_after: float | None) -> bool:
        """Whether the command came to its end; it must then have succeeded."""
        self._said.write(json.dumps([words, killed_after]) + "\n")
        self._said.flush()
        status, seconds = json.loads(self._heard.readline())
        assert status in (0, signal.SIGKILL)
        if status == 0:
            self._usual[words] = seconds
        else:  # the machine may be busier than it was
            self._usual[words] *= 1.02
        return bool(status == 0)

    def killed(self, *words: str, earliest: float) -> bool:
        """Kill `boji …` at random, from that part of its usual time on; whether it was killed."""
        if words not in self._usual:
            assert self._ends(words, None)
        usual = self._usual[words]
        return not self._ends(words, self._chance.uniform(usual * earliest, usual))


@contextmanager
def forker(company: Company, chance: random.Random) -> Iterator[Forker]:
    environment = os.environ | {"BOJI_WORKSPACE": str(company.path)}
    process = subprocess.Popen(
        [sys.executable, "-c", FORKER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=Path(__file__).parents[2],
    )
    try:
        yield Forker(process, chance)
    finally:
        process.communicate()


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def drafts(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return small_company(tmp_path)


def test_killed_runs_are_whole_or_absent(company: Company, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(PLAN.replace("amount: 90", "amount: 50"), encoding="utf-8")
    undisturbed = Company(tmp_path / "undisturbed")
    shutil.copytree(company.path, undisturbed.path)
    home = company.path / "runs" / "2026-03"
    whole: dict[str, dict[str, bytes]] = {}
    for words in ((), ("--plan", str(other))):
        identity = undisturbed.figures("run", "2026-03", *words)["run"]
        whole[identity] = content(undisturbed.path / "runs" / "2026-03" / identity)

    killed = 0
    with forker(company, random.Random(5)) as process:
        for attempt in range(KILLS * 3):
            if killed == KILLS:
                break
            if attempt % 3 == 0:
                shutil.rmtree(home, ignore_errors=True)  # as if there had never been a run
            words = ("--plan", str(other)) if attempt % 2 else ()
            # The moments in which the run is put in place are the ones that matter most.
            earliest = 0.0 if attempt % 4 < 2 else 0.7
            killed += process.killed("run", "2026-03", *words, earliest=earliest)
            if not home.exists():
                continue
            assert len(drafts(home)) <= 1
            kept = [path.name for path in home.iterdir() if path.is_dir() and path.name[0] != "."]
            for identity in kept:
                assert content(home / identity) == whole[identity]
            if (home / "latest").exists():
                assert (home / "latest").read_text().strip() in kept
    assert killed == KILLS

    identity = company.figures("run", "2026-03")["run"]
    assert content(home / identity) == whole[identity]
    assert (home / "latest").read_text().strip() == identity
    assert drafts(home) == []
    assert company.figures("statement", "--all", "2026-03") == undisturbed_statements(undisturbed)


def undisturbed_statements(undisturbed: Company) -> object:
    undisturbed.done("run", "2026-03")
    return undisturbed.figures("statement", "--all", "2026-03")


def test_killed_publications_are_whole_or_absent(company: Company, tmp_path: Path) -> None:
    words = ("plan", "publish", str(tmp_path / "plan.yaml"), "--reason", "测")
    plans = company.path / "plans"
    published = killed = 0
    with forker(company, random.Random(6)) as process:
        for attempt in range(KILLS * 3):
            if killed == KILLS // 2:
                break
            killed += process.killed(*words, earliest=0.0 if attempt % 2 else 0.7)
            records = [json.loads(path.read_text("utf-8")) for path in sorted(plans.glob("[0-9]*.json"))]
            assert [record["number"] for record in records] == list(range(1, len(records) + 1))
            assert {record["text"] for record in records} == {PLAN}
            assert len(records) >= published
            published = len(records)
            assert len(drafts(plans)) <= 1
    assert killed == KILLS // 2
    company.done(*words)
    assert len(list(plans.glob("[0-9]*.json"))) == published + 1
    assert drafts(plans) == []
