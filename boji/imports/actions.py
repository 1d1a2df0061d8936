"""What people do with files: upload them, have them looked at, import them, undo it, throw them away.

Owns that each is demanded of the account and written to the audit trail. Importing and undoing are the
actions of `boji.intake`. All may be repeated, since a job that was killed is begun again.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile as DjangoFile
from django.db import transaction

from boji.imports import files as waiting
from boji.imports import looks
from boji.imports.models import Upload, UploadedFile
from boji.imports.queries import files_of
from boji.intake import ImportRefused, ImportReport, import_files, undo_import
from boji.intake.looking import look_at
from boji.intake.mending import Mend, as_they_are, write_mended
from boji.lake.entry import Origin
from boji.lake.ledger import ledger
from boji.platform import clock
from boji.platform.access import NotFound, demand
from boji.platform.audit import Actor, record
from boji.platform.jobs.files import bare_name
from boji.platform.jobs.kinds import Refusal
from boji.platform.roles import Right
from boji.workspace import Workspace

Tell = Callable[[str, float], None]
"""Called with a file or step and, between 0 and 1, how much is done."""

STEPS = ("waiting", "reading", "checking", "linking", "writing", "done")


def upload(actor: Actor, files: Sequence[DjangoFile[Any]], modified: Sequence[float | None]) -> Upload:
    """Keep files until they are imported. Raises Refusal where they cannot be taken."""
    user = _demanded(actor)
    waiting.check(files)
    with transaction.atomic():
        made = Upload.objects.create(by=user, at=clock.now())
        UploadedFile.objects.bulk_create(
            UploadedFile(upload=made, name=bare_name(one), size=one.size or 0) for one in files
        )
        waiting.keep(made.pk, files, modified)
    return made


def look(actor: Actor, workspace: Workspace, one: Upload, tell: Tell) -> None:
    """Look at every file of an upload that nobody has looked at yet."""
    _demanded(actor)
    unseen = list(one.files.filter(look__isnull=True))
    for number, file in enumerate(unseen):
        tell(file.name, number / len(unseen))
        file.look = _looked(workspace, one, file)
        file.save(update_fields=["look"])


def forget_looks(one: Upload) -> None:
    """Files that could not be imported are to be looked at again, as after a format was added."""
    for file in files_of(one):
        if file.seen is not None and not file.seen.may_be_imported:
            UploadedFile.objects.filter(pk=file.file.pk).update(look=None)


def say_times(one: Upload, times: Mapping[int, dt.datetime | None]) -> None:
    """Keep what somebody says of when files were exported, by file."""
    for file in one.files.all():
        if file.pk in times:
            file.exported_at = times[file.pk]
            file.save(update_fields=["exported_at"])


def bring(actor: Actor, workspace: Workspace, one: Upload, tell: Tell) -> int:
    """Import the files; the number of the import. Raises ImportRefused, PlanRefused, Refusal."""
    _demanded(actor)
    paths = waiting.paths_of(one.pk)
    if not paths:
        raise Refusal(
            "文件已不在服务器上，请重新上传",
            "The files are no longer on the server; upload them again",
        )
    report = import_files(
        workspace,
        paths,
        exported_at={file.name: file.exported_at for file in one.files.all() if file.exported_at},
        origin=Origin(actor.name, "page"),
        progress=lambda step, about: tell(step, STEPS.index(step) / len(STEPS)),
    )
    number = report.number or _number_of(workspace, report)
    with transaction.atomic():
        Upload.objects.filter(pk=one.pk).update(number=number)
        if report.published:
            record(
                actor,
                "import.bring",
                f"import:{number}",
                files="、".join(file.name for file in report.files[:5]),
                count=len(report.files),
                rows=sum(file.accepted for file in report.files),
            )
    return number


def undo(actor: Actor, workspace: Workspace, number: int, reason: str, tell: Tell) -> None:
    """Make the facts what they would be without an import. Raises ImportAbsent."""
    _demanded(actor)
    undo_import(
        workspace,
        number,
        reason,
        origin=Origin(actor.name, "page"),
        progress=lambda step, about: tell(step, STEPS.index(step) / len(STEPS)),
    )
    record(actor, "import.undo", f"import:{number}", number=number, reason=reason)


def mend(actor: Actor, workspace: Workspace, number: int, how: Mend) -> Upload:
    """An upload with the mended rows of an import, to be imported. Raises Refusal where there are none."""
    user = _demanded(actor)
    with tempfile.TemporaryDirectory(prefix="boji-mend-") as folder:
        written = write_mended(workspace, number, how, Path(folder))
        if not written:
            raise Refusal("没有改动任何一行", "No row was changed")
        with transaction.atomic():
            made = Upload.objects.create(by=user, at=clock.now())
            UploadedFile.objects.bulk_create(
                UploadedFile(upload=made, name=path.name, size=path.stat().st_size) for path in written
            )
            waiting.take(made.pk, written)
    return made


def retry(actor: Actor, workspace: Workspace, numbers: Sequence[int], tell: Tell) -> None:
    """Import quarantined rows once more as they are: what was missing may be there now."""
    for number in numbers:
        try:
            made = mend(actor, workspace, number, as_they_are)
        except Refusal:  # none is left
            continue
        bring(actor, workspace, made, tell)


def again(actor: Actor, one: Upload) -> Upload:
    """An upload with the files of one that was imported, to be looked at and imported anew."""
    user = _demanded(actor)
    with transaction.atomic():
        made = Upload.objects.create(by=user, at=clock.now())
        UploadedFile.objects.bulk_create(
            UploadedFile(upload=made, name=file.name, size=file.size, exported_at=file.exported_at)
            for file in one.files.all()
        )
        waiting.copy(one.pk, made.pk)
    return made


def discard(actor: Actor, one: Upload) -> None:
    """Throw files away that were not imported."""
    _demanded(actor)
    _throw_away(one)


def discard_file(actor: Actor, file: UploadedFile) -> None:
    """Throw one file away; the last one takes its upload along."""
    _demanded(actor)
    one = file.upload
    if one.files.count() == 1:
        discard(actor, one)
        return
    (waiting.folder_of(one.pk) / file.name).unlink(missing_ok=True)
    file.delete()


def sweep(now: dt.datetime) -> int:
    """Throw away what waited too long, and the files of imports of long ago; how many uploads."""
    old = [
        *Upload.objects.filter(number__isnull=True, at__lt=now - waiting.WAITING_KEPT),
        *Upload.objects.filter(number__isnull=False, at__lt=now - waiting.IMPORTED_KEPT),
    ]
    for one in old:
        _throw_away(one)
    return len(old)


def ready(one: Upload) -> bool:
    """Whether every file was looked at and can be imported."""
    seen = files_of(one)
    return bool(seen) and all(file.seen is not None and file.seen.may_be_imported for file in seen)


def _throw_away(one: Upload) -> None:
    number = one.pk
    one.delete()
    waiting.throw_away(number)


def _looked(workspace: Workspace, one: Upload, file: UploadedFile) -> dict[str, Any]:
    try:
        return looks.as_json(look_at(workspace, waiting.folder_of(one.pk) / file.name, clock.now()))
    except ImportRefused as refused:
        return looks.refused(file.name, refused)


def _number_of(workspace: Workspace, report: ImportReport) -> int:
    """The import in force that brought the same files before, as one killed after it was published."""
    known = {file.sha256 for file in report.files}
    for line in reversed(ledger(workspace)):
        if line.is_in_force and any(file.sha256 in known for file in line.entry.files):
            return line.entry.number
    raise AssertionError("files that change nothing were imported before")


def _demanded(actor: Actor) -> Any:
    if actor.user is None:
        raise NotFound(Right.IMPORT.value)
    demand(actor.user, Right.IMPORT)
    return actor.user
