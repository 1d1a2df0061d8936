"""Files that were uploaded for a job: kept in the workspace until it is over.

Owns their place, `jobs/<id>/` of the workspace, and how large they may be.
"""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from boji.platform.jobs.kinds import Refusal
from boji.workspace import Workspace

MOST_FILES = 60


def keep(job_id: int, files: tuple[UploadedFile[Any], ...]) -> None:
    """Copy the files of a job under their own names. Raises Refusal."""
    if not files:
        return
    check_uploads(files)
    folder = _folder(job_id)
    throw_away(job_id)  # what is there is of a transaction that was not kept: its number is free again
    folder.mkdir(parents=True)
    try:
        for file in files:
            with (folder / bare_name(file)).open("xb") as target:
                shutil.copyfileobj(file, target, 1024 * 1024)
    except BaseException:
        throw_away(job_id)
        raise


def kept(job_id: int) -> tuple[Path, ...]:
    """The files of a job, in the order of their names."""
    folder = _folder(job_id)
    return tuple(sorted(folder.iterdir())) if folder.exists() else ()


def throw_away(job_id: int) -> None:
    shutil.rmtree(_folder(job_id), ignore_errors=True)


def jobs_with_files() -> list[tuple[int, dt.datetime]]:
    """The jobs whose files are still there, and since when."""
    root = _root()
    folders = [one for one in root.iterdir() if one.name.isdigit()] if root.exists() else []
    return [(int(one.name), dt.datetime.fromtimestamp(one.stat().st_mtime, dt.UTC)) for one in folders]


def check_uploads(files: tuple[UploadedFile[Any], ...]) -> None:
    """Raise Refusal where files are too large, too many, or two of one name."""
    most = settings.BOJI_UPLOAD_MEGABYTES
    if sum(file.size or 0 for file in files) > most * 1024 * 1024:
        raise Refusal(
            f"文件一共超过 {most} MB。请分几次上传，或用命令行 boji import",
            f"The files are larger than {most} MB together. Upload them in parts, or use boji import",
        )
    if len(files) > MOST_FILES:
        raise Refusal(
            f"一次最多 {MOST_FILES} 个文件，请分几次上传",
            f"At most {MOST_FILES} files at once; upload them in parts",
        )
    names = [bare_name(file) for file in files]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise Refusal(f"有两个文件同名：{twice[0]}", f"Two files have one name: {twice[0]}")


def bare_name(file: UploadedFile[Any]) -> str:
    """The name without any folder, as it may come from anywhere; never hidden, never empty."""
    name = Path((file.name or "").replace("\\", "/")).name.replace("\0", "").lstrip(".")
    return name[-120:] or "file"


def _folder(job_id: int) -> Path:
    return _root() / str(job_id)


def _root() -> Path:
    return Workspace.open(settings.BOJI_WORKSPACE).jobs
