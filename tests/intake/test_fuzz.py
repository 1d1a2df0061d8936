"""Damaged files are refused in words, or read for what they are; never a traceback, never half an import.

`make test` draws some dozens; `BOJI_FUZZ=5000` draws more, `BOJI_FUZZ_FROM=5000` others.
Every mutant is imported in a process whose memory and time are bounded.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import resource
import signal
import traceback
from pathlib import Path

import pytest

from boji.intake import ImportRefused, import_files
from boji.lake import latest_snapshot
from boji.workspace import Workspace
from tests.intake.mutants import MUTATIONS
from tests.intake.seeds import SEEDS

MUTANTS = int(os.environ.get("BOJI_FUZZ", "96"))
FIRST = int(os.environ.get("BOJI_FUZZ_FROM", "0"))
WORKERS = 2  # so many tests, which pytest deals out to its processes
SECONDS = 20
MEMORY = 3 << 30  # of addresses, most of which are never touched


def _drawn(number: int) -> tuple[str, str, bytes]:
    """The file's name, what was done to it, and its bytes."""
    chance = random.Random(number)
    seed = SEEDS[number % len(SEEDS)]
    mutation = chance.choice(MUTATIONS[Path(seed.name).suffix])
    return seed.name, mutation.__name__, mutation(seed.data, chance)


def _imported(path: Path, home: Path) -> str | None:
    """What is wrong with how the file was taken; None where all is well."""
    workspace = Workspace.create(home)
    before = sorted(str(file) for file in home.rglob("*") if file.is_file())
    try:
        report = import_files(workspace, path)
    except ImportRefused as refused:
        if not refused.issues or not all(
            issue.text(language) for issue in refused.issues for language in ("zh", "en")
        ):
            return "refused without a word"
        after = sorted(str(file) for file in home.rglob("*") if file.is_file() and file.name != "write.lock")
        return None if after == before else f"refused, but left {set(after) ^ set(before)}"
    if any(file.accepted + file.quarantined + file.ignored != file.rows for file in report.files):
        return "rows were lost"
    return None if latest_snapshot(workspace).id == 1 else "not one snapshot"


def _work(numbers: list[int], folder: Path, results: Path) -> None:
    """Import the mutants one after another, writing down each before and after."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with results.open("w", encoding="utf-8") as log:
        for number in numbers:
            name, done, data = _drawn(number)
            path = folder / f"{number}" / name
            path.parent.mkdir()
            path.write_bytes(data)
            log.write(json.dumps({"number": number, "name": name, "done": done}) + "\n")
            log.flush()
            signal.alarm(SECONDS)
            try:
                wrong = _imported(path, folder / f"w{number}")
            except Exception:  # noqa: BLE001  # whatever comes through is what is looked for
                wrong = traceback.format_exc()
            signal.alarm(0)
            log.write(json.dumps({"number": number, "wrong": wrong}) + "\n")
            log.flush()


@pytest.mark.parametrize("share", range(WORKERS))
def test_damaged_files_are_refused_in_words(share: int, tmp_path: Path) -> None:
    numbers = list(range(FIRST + share, FIRST + MUTANTS, WORKERS))
    results = tmp_path / "results"
    worker = multiprocessing.get_context("spawn").Process(target=_work, args=(numbers, tmp_path, results))
    worker.start()
    worker.join(SECONDS * len(numbers))
    said = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]
    begun = {one["number"]: one for one in said if "name" in one}
    ended = {one["number"]: one["wrong"] for one in said if "wrong" in one}
    wrong = [f"{begun[number]}: {text}" for number, text in ended.items() if text]
    wrong += [f"{begun[number]}: died or took over {SECONDS} s" for number in begun if number not in ended]
    assert not wrong, "\n".join(wrong)
    assert worker.exitcode == 0
    assert len(ended) == len(numbers)
