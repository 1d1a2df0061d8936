"""What is known of uploads and imports: reads only.

Uploads and imports are the company's: whoever may import sees all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from boji.engine.periods import Period
from boji.imports.files import paths_of
from boji.imports.looks import KeptLook, kept
from boji.imports.models import Upload, UploadedFile
from boji.intake.issues import Issue
from boji.intake.quarantine import ReasonCount, left_counts, mended, reason_counts
from boji.lake.entry import ImportedFile
from boji.lake.ledger import ImportAbsent, LedgerLine, ledger, ledger_line
from boji.platform.access import NotFound
from boji.platform.jobs.models import Job
from boji.platform.jobs.queries import JobView, view_of
from boji.platform.jobs.rules import State
from boji.workspace import Workspace


@dataclass(frozen=True)
class WaitingFile:
    """A file of an upload with what it was seen to be (None: not looked at yet)."""

    file: UploadedFile
    seen: KeptLook | None


@dataclass(frozen=True)
class BroughtFile:
    """A file of an import: its figures, why rows did not come in, how many were mended since."""

    file: ImportedFile
    reasons: tuple[ReasonCount, ...]
    mended: int
    left: int  # in quarantine still, and not tried again by a later import
    notes: tuple[Issue, ...]


def upload_of(number: int) -> Upload:
    """An upload, imported or not. Raises NotFound."""
    found = Upload.objects.filter(pk=number).first()
    if found is None:
        raise NotFound(f"upload {number}")
    return found


def upload_waiting(number: int) -> Upload:
    """An upload that is not imported yet. Raises NotFound."""
    found = upload_of(number)
    if found.number is not None:
        raise NotFound(f"upload {number} is imported")
    return found


def file_waiting(number: int, file: int) -> UploadedFile:
    """A file of an upload that is not imported yet. Raises NotFound."""
    found = upload_waiting(number).files.filter(pk=file).first()
    if found is None:
        raise NotFound(f"file {file}")
    return found


def waiting_uploads() -> list[Upload]:
    """The uploads that wait, newest first."""
    return list(Upload.objects.filter(number__isnull=True).select_related("by").prefetch_related("files"))


def files_of(upload: Upload) -> list[WaitingFile]:
    return [WaitingFile(one, kept(one.look) if one.look is not None else None) for one in upload.files.all()]


def job_of_upload(upload: Upload) -> JobView | None:
    """The newest job of an upload while it runs, or where it failed."""
    newest = Job.objects.filter(kind__startswith="imports.", arguments__upload=upload.pk).first()
    if newest is None or newest.state in (State.DONE, State.CANCELLED):
        return None
    return view_of(newest)


def job_of_import(number: int) -> JobView | None:
    """The newest undo of an import while it runs, or where it failed."""
    newest = Job.objects.filter(kind="imports.undo", arguments__number=number).first()
    if newest is None or newest.state in (State.DONE, State.CANCELLED):
        return None
    return view_of(newest)


def job_of_check(period: Period) -> JobView | None:
    """The newest check of a month while it runs, or where it failed."""
    newest = Job.objects.filter(kind="imports.check", arguments__period=period.label).first()
    if newest is None or newest.state in (State.DONE, State.CANCELLED):
        return None
    return view_of(newest)


def job_of_people() -> JobView | None:
    """The newest try of rows that waited for people, while it runs, or where it failed."""
    newest = Job.objects.filter(kind="imports.retry").first()
    if newest is None or newest.state in (State.DONE, State.CANCELLED):
        return None
    return view_of(newest)


def history(workspace: Workspace) -> list[LedgerLine]:
    """All imports and undos, newest first."""
    return list(reversed(ledger(workspace)))


def import_of(workspace: Workspace, number: int) -> LedgerLine:
    """Raises NotFound where no import has the number."""
    try:
        return ledger_line(workspace, number)
    except ImportAbsent:
        raise NotFound(f"import {number}") from None


def brought_files(workspace: Workspace, line: LedgerLine) -> list[BroughtFile]:
    number = line.entry.number
    reasons, back = reason_counts(workspace, number), mended(workspace, number)
    left = left_counts(workspace, number)
    return [
        BroughtFile(file, why, healed, waiting, tuple(Issue(**note) for note in file.notes))
        for file, why, healed, waiting in zip(line.entry.files, reasons, back, left, strict=True)
    ]


def kept_upload(number: int) -> Upload | None:
    """The upload that an import came from, while all its files are there still."""
    for upload in Upload.objects.filter(number=number):
        if len(paths_of(upload.pk)) == upload.files.count() > 0:
            return upload
    return None
