"""Files that wait on the server: where they lie, how many and how large they may be, and when they go.

Owns the folder `uploads/<id>/` of the workspace and its names: a name that comes from anywhere is never a
path. Files that nobody imports are thrown away after a day; those that were imported stay for a month, so
that an import that was undone can be made again.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from boji.intake.inputs import KINDS
from boji.platform.company import workspace
from boji.platform.jobs.files import bare_name, check_uploads
from boji.platform.jobs.kinds import Refusal

WAITING_KEPT = dt.timedelta(days=1)
IMPORTED_KEPT = dt.timedelta(days=30)
_MOST_WAITING = 4  # times what one upload may be
_EARLIEST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).timestamp()


def check(files: Sequence[UploadedFile[Any]]) -> None:
    """Raise Refusal where files cannot be taken, with all that is wrong."""
    if not files:
        raise Refusal("请选择文件", "Choose files")
    check_uploads(tuple(files))
    wrong = [name for file in files if Path(name := bare_name(file)).suffix.lower() not in KINDS]
    if wrong:
        listed = "、".join(wrong[:5])
        raise Refusal(
            f"这些文件不是表格：{listed}。请在平台后台导出 .xlsx 或 .csv；.xls 请另存为 .xlsx",
            f"These are no tables: {listed}. Export .xlsx or .csv from the platform; save .xls as .xlsx",
        )
    if empty := [bare_name(file) for file in files if not file.size]:
        raise Refusal(f"文件是空的：{'、'.join(empty[:5])}", f"Empty files: {', '.join(empty[:5])}")
    most = _MOST_WAITING * settings.BOJI_UPLOAD_MEGABYTES * 1024 * 1024
    if _size_of_all() + sum(file.size or 0 for file in files) > most:
        raise Refusal(
            "服务器上等待导入的文件太多。请先导入或放弃之前上传的文件",
            "Too many files wait on the server. Import or discard those that were uploaded before",
        )


def keep(upload: int, files: Sequence[UploadedFile[Any]], modified: Sequence[float | None]) -> None:
    """Write the files under their own names, with the time of change that the browser says."""
    folder = folder_of(upload)
    folder.mkdir(parents=True)
    try:
        for file, when in zip(files, modified, strict=True):
            path = folder / bare_name(file)
            with path.open("xb") as target:
                shutil.copyfileobj(file, target, 1024 * 1024)
            if when is not None and _EARLIEST <= when <= path.stat().st_mtime:
                os.utime(path, (when, when))
    except BaseException:
        throw_away(upload)
        raise


def paths_of(upload: int) -> list[Path]:
    """The files of an upload that are there still, by name."""
    folder = folder_of(upload)
    return sorted(folder.iterdir()) if folder.exists() else []


def take(upload: int, paths: Sequence[Path]) -> None:
    """Files that were written here, under their names."""
    folder = folder_of(upload)
    folder.mkdir(parents=True)
    for path in paths:
        shutil.copyfile(path, folder / path.name)


def copy(upload: int, to: int) -> None:
    """The files of an upload once more; on one disk, without their bytes."""
    folder = folder_of(to)
    folder.mkdir(parents=True)
    for path in paths_of(upload):
        os.link(path, folder / path.name)


def throw_away(upload: int) -> None:
    shutil.rmtree(folder_of(upload), ignore_errors=True)


def folder_of(upload: int) -> Path:
    return workspace().uploads / str(upload)


def _size_of_all() -> int:
    root = workspace().uploads
    return sum(path.stat().st_size for path in root.glob("*/*") if path.is_file()) if root.exists() else 0
