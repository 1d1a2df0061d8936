"""Where answers of replays are kept: scratch, named by what they are made from, thrown away when old.

    replays/KEY/answer.json           the answer
    replays/KEY/N/MONTH/              the run of side N (0: what is compared with) in a month, as runs are
    kept

A folder is there whole or not at all. None of this is a run of the workspace: nothing else looks here.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from boji.replay.answer import ANSWER, Answer
from boji.workspace import Workspace

FOLDER = "replays"
ANSWER_FILE = "answer.json"
KEPT = 20
KEPT_DAYS = 30


def home(workspace: Workspace) -> Path:
    return workspace.path / FOLDER


def folder_of(workspace: Workspace, key: str) -> Path:
    return home(workspace) / key


def run_folder(folder: Path, side: int, month: str) -> Path:
    return folder / str(side) / month


def kept_answer(workspace: Workspace, key: str, *, with_runs: bool = False) -> Answer | None:
    """The answer of that key, which counts as asked for again now; `with_runs` only if they were kept too."""
    if with_runs and not (folder_of(workspace, key) / "0").is_dir():
        return None
    path = folder_of(workspace, key) / ANSWER_FILE
    try:
        found = ANSWER.validate_json(path.read_bytes())
        os.utime(path.parent)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found


def write_answer(folder: Path, answer: Answer) -> None:
    (folder / ANSWER_FILE).write_bytes(ANSWER.dump_json(answer))


@contextmanager
def desk(workspace: Workspace) -> Iterator[Path]:
    """Where a replay works until it is whole; what killed ones left is cleared first."""
    place = home(workspace)
    place.mkdir(exist_ok=True)
    mine = place / f".{os.getpid()}-{threading.get_ident()}"
    for abandoned in place.glob(".[0-9]*"):
        process = abandoned.name[1:].partition("-")[0]
        if abandoned == mine or not Path(f"/proc/{process}").exists():
            shutil.rmtree(abandoned, ignore_errors=True)
    mine.mkdir()
    try:
        yield mine
    finally:
        shutil.rmtree(mine, ignore_errors=True)


def put_in_place(workspace: Workspace, made: Path, key: str) -> Path:
    """The finished folder under its name; one that is there already holds the same or less and makes way."""
    target = folder_of(workspace, key)
    with workspace.writing():
        if target.exists():
            target.rename(made.with_name(f"{key}.before"))  # on the desk, which is cleared
        made.rename(target)
    clear_old(workspace, keep=key)
    return target


def clear_old(workspace: Workspace, keep: str = "") -> None:
    """Throw away all but the newest, and what nobody asked for lately."""
    found = [path for path in home(workspace).glob("[!.]*") if path.name != keep]
    found.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    oldest = time.time() - KEPT_DAYS * 24 * 60 * 60
    for number, path in enumerate(found, 2):
        if number > KEPT or path.stat().st_mtime < oldest:
            shutil.rmtree(path, ignore_errors=True)
