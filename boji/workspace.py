"""A workspace: the directory that holds one company's facts, plans and runs.

Owns its layout, its settings file and the lock that writers take. What lies in the lake is
`boji.lake`, how facts come in is `boji.intake`.

    workspace.json            format and time zone; its presence makes a directory a workspace
    lake/TABLE/               one Delta table for each fact table
    lake/snapshots/N.json     which versions of the tables belong together, and the import that made them so;
                              the newest is what everybody sees
    lake/imports/N/           the rows that import N brought, as they were accepted
    formats/                  declarations of the exports that only this company has
    plans/  runs/
    figures/                  figures kept for pages, made anew from facts and plans whenever they are missing
    calendar.csv              days off and days made up for, where the company has entered them
    replays/KEY/              what drafts would have cost (`boji.replay`); may be thrown away at any time
    boji.sqlite3              the database of the site, where it is not PostgreSQL
    secret.key                signs the sessions of the site
    jobs/N/                   files that were uploaded for the background job N, until it is over
    statements/KEY.pdf        statements of a month in one file, for who asked for it; a week (also .zip)
    uploads/N/                files to import: a day while they wait, a month after they were imported
    tmp/                      work of the writer that holds the lock; thrown away by the next one
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FORMAT = 2
DEFAULT_TIMEZONE = "Asia/Shanghai"
SETTINGS = "workspace.json"
SECRET_KEY_FILE = "secret.key"
DATABASE = "boji.sqlite3"  # of the site, where it is not PostgreSQL

# The Delta library decodes `%`, DuckDB reads the others as patterns.
_UNUSABLE_IN_PATHS = "%*?[]"

_PROBLEMS = {
    "absent": (
        "{path} 不是播绩工作区（没有 workspace.json）。请先用 boji init 建立，或指定正确的目录",
        "{path} is no workspace (no workspace.json). Create one with boji init, or name the right directory",
    ),
    "exists": ("{path} 已经是一个工作区", "{path} is a workspace already"),
    "unreadable": (
        "{path} 的 workspace.json 无法读取。请从备份恢复该文件",
        "The workspace.json of {path} cannot be read. Restore it from a backup",
    ),
    "newer": (
        "{path} 由更新版本的播绩建立（格式 {format}）。请升级播绩",
        "{path} was made by a newer version (format {format}). Upgrade boji",
    ),
    "older": (
        "{path} 由较早的版本建立（格式 {format}）。请新建工作区并重新导入原文件",
        "{path} was made by an early version (format {format}). Import the files into a new workspace",
    ),
    "timezone": (
        "没有名为“{timezone}”的时区。请写成 Asia/Shanghai 这样的名称",
        "There is no time zone “{timezone}”. Write a name such as Asia/Shanghai",
    ),
    "path": (
        "{path} 含有字符“{character}”，数据湖无法使用这样的路径。请换一个目录",
        "{path} contains “{character}”, which the lake cannot use in a path. Choose another directory",
    ),
    "not_a_directory": ("{path} 不是目录", "{path} is not a directory"),
    "busy": (
        "{path} 正在被另一个导入写入。请稍后再试",
        "Another import is writing to {path}. Try again later",
    ),
}


class WorkspaceError(Exception):
    """The directory cannot be used as a workspace: why, and what to do."""

    def __init__(self, code: str, **parameters: object) -> None:
        self.code = code
        self.parameters = parameters
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        return _PROBLEMS[self.code][0 if language == "zh" else 1].format(**self.parameters)


@dataclass(frozen=True)
class Workspace:
    """An opened workspace. Two of the same path are equal."""

    path: Path
    timezone: ZoneInfo

    @classmethod
    def create(cls, path: str | Path, timezone: str = DEFAULT_TIMEZONE) -> Self:
        """Make a workspace of a directory that is none; its other files are left alone."""
        root = _usable(Path(path))
        zone = _zone(timezone)
        if root.exists() and not root.is_dir():
            raise WorkspaceError("not_a_directory", path=root)
        for folder in ("lake/snapshots", "plans", "runs", "tmp"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        settings = json.dumps({"format": FORMAT, "timezone": timezone}, indent=2) + "\n"
        try:
            publish(root / SETTINGS, settings)
        except FileExistsError:
            raise WorkspaceError("exists", path=root) from None
        return cls(root, zone)

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """The workspace at a path; WorkspaceError where there is none."""
        root = _usable(Path(path))
        try:
            settings = json.loads((root / SETTINGS).read_text("utf-8"))
            made_by, timezone = int(settings["format"]), str(settings["timezone"])
        except (FileNotFoundError, NotADirectoryError):
            raise WorkspaceError("absent", path=root) from None
        except (OSError, ValueError, KeyError, TypeError):
            raise WorkspaceError("unreadable", path=root) from None
        if made_by > FORMAT:
            raise WorkspaceError("newer", path=root, format=made_by)
        if made_by < FORMAT:
            raise WorkspaceError("older", path=root, format=made_by)
        return cls(root, _zone(timezone))

    @property
    def lake(self) -> Path:
        return self.path / "lake"

    @property
    def snapshots(self) -> Path:
        return self.path / "lake" / "snapshots"

    @property
    def plans(self) -> Path:
        return self.path / "plans"

    @property
    def formats(self) -> Path:
        return self.path / "formats"

    @property
    def runs(self) -> Path:
        return self.path / "runs"

    @property
    def figures(self) -> Path:
        return self.path / "figures"

    @property
    def jobs(self) -> Path:
        return self.path / "jobs"

    @property
    def statements(self) -> Path:
        return self.path / "statements"

    @property
    def uploads(self) -> Path:
        return self.path / "uploads"

    @property
    def temporary(self) -> Path:
        return self.path / "tmp"

    @contextmanager
    def writing(self, *, timeout: float | None = None) -> Iterator[None]:
        """Hold the one lock of writers, waiting for it (at most `timeout` seconds).

        The system lets go of it when the process ends, however it ends. Readers need no lock.
        """
        with (self.path / "write.lock").open("a") as handle:
            _lock(handle.fileno(), timeout, self.path)
            yield


def publish(target: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all; FileExistsError where it is there already."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    try:
        os.link(draft, target)  # unlike a rename, never replaces
    finally:
        draft.unlink()
    sync_directory(target.parent)


def sync_directory(path: Path) -> None:
    """Make the names in a directory survive a power failure."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Make a file's contents survive a power failure."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _usable(path: Path) -> Path:
    root = path.expanduser().absolute()
    for character in _UNUSABLE_IN_PATHS:
        if character in str(root):
            raise WorkspaceError("path", path=root, character=character)
    return root


def _zone(timezone: str) -> ZoneInfo:
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise WorkspaceError("timezone", timezone=timezone) from None


def _lock(descriptor: int, timeout: float | None, path: Path) -> None:
    if timeout is None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        return
    last = time.monotonic() + timeout
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= last:
                raise WorkspaceError("busy", path=path) from None
            time.sleep(0.05)
        else:
            return
