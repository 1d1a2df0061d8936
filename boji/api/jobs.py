"""Slow work that the HTTP API asks for: importing, undoing an import, changing a person; and its own tidying.

Owns that each may be repeated: after a kill the same files change nothing, and an undo that was done is done.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from boji.api.once import forget_old
from boji.intake import FormatMapping, FormatUnknown, ImportRefused, import_files
from boji.intake import undo_import as undo_facts
from boji.intake.formats.proposal import Proposal
from boji.intake.importing import ImportReport
from boji.intake.ledger_json import report_json, undo_json
from boji.lake.entry import Origin
from boji.lake.ledger import ImportAbsent, LedgerLine, ledger_line
from boji.people.actions import change_from
from boji.platform.company import workspace
from boji.platform.jobs.kinds import Done, Refusal, Work, job

_STEPS = {
    "waiting": ("等待另一个导入", "Waiting for another import"),
    "reading": ("读取", "Reading"),
    "checking": ("检查", "Checking"),
    "linking": ("关联", "Linking"),
    "writing": ("写入", "Writing"),
    "done": ("完成", "Done"),
}


@job("api.import", "导入（接口）", "Import through the API")
def bring(work: Work, table: str | None, exported_at: str | None, mapping: str) -> Done:
    """The files of the job into the facts. Raises Refusal, with all that is wrong and drafts of mappings."""
    mappings = [FormatMapping(mapping, "mapping.yaml")] if mapping else []
    try:
        report = import_files(
            workspace(),
            work.files,
            table,
            exported_at=dt.datetime.fromisoformat(exported_at) if exported_at else None,
            mappings=mappings,
            origin=Origin(work.actor.name, "api imports"),
            progress=lambda step, about: _tell(work, step, about),
        )
    except ImportRefused as refused:
        raise _refusal(refused) from refused
    return _done(report)


@job("api.undo", "撤销导入（接口）", "Undo through the API")
def undo(work: Work, number: int, reason: str) -> Done:
    """The facts without an import. Raises ImportAbsent."""
    command = f"api undo {number}"
    try:
        report = undo_facts(
            workspace(),
            number,
            reason,
            origin=Origin(work.actor.name, command),
            progress=lambda step, about: _tell(work, step, about),
        )
    except ImportAbsent:
        undone = ledger_line(workspace(), number).undone
        if undone is None or undone.origin != Origin(work.actor.name, command):
            raise
        return Done(f"已撤销导入 {number}", f"Undid import {number}", figures={"undone": number})
    return Done(f"已撤销导入 {number}", f"Undid import {number}", figures=undo_json(number, report))


@job("api.change_person", "更改人员（接口）", "Change of a person through the API")
def change_person(work: Work, person_id: str, day: str, changes: dict[str, str], reason: str) -> Done:
    """A person's role, tier or team from a day on. Raises ChangeRefused, NotFound."""
    report = change_from(work.actor, workspace(), person_id, dt.date.fromisoformat(day), changes, reason)
    return _done(report)


@job("api.forget_keys", "清理接口的旧请求键", "Forgetting old keys of the API")
def forget_keys(work: Work) -> Done:  # noqa: ARG001 # every job has one
    """Keys that nobody tries again with."""
    count = forget_old()
    return Done(f"清理了 {count} 个", f"Forgot {count}")


def refuse_undone(line: LedgerLine) -> None:
    """Raise ImportAbsent for what cannot be undone: an undo, or an import that is undone."""
    if not line.is_in_force:
        entry = line.entry
        raise ImportAbsent(
            entry.number,
            line.undone.number if line.undone else None,
            is_undo=entry.undoes is not None,
        )


def _done(report: ImportReport) -> Done:
    if not report.published:
        return Done("这些文件都已导入过", "These files were imported before", figures=report_json(report))
    rows = sum(one.accepted for one in report.files)
    return Done(f"接受 {rows} 行", f"Accepted {rows} rows", figures=report_json(report))


def _refusal(refused: ImportRefused) -> Refusal:
    figures: dict[str, Any] = {"issues": [one.as_json() for one in refused.issues]}
    if isinstance(refused, FormatUnknown):
        figures["proposals"] = {name: _draft(one) for name, one in refused.proposals.items()}
    return Refusal(refused.text("zh"), refused.text("en"), figures)


def _draft(proposal: Proposal) -> dict[str, Any]:
    """A mapping that is proposed for a file, for programs; `confidence` lies between 0 and 1."""
    return {
        "table": proposal.table,
        "confidence": f"{proposal.confidence:.2f}",
        "columns": [
            {
                "header": one.header,
                "column": one.column,
                "reading": one.reading.value,
                "confidence": f"{one.confidence:.2f}",
            }
            for one in proposal.columns
        ],
        "missing": list(proposal.missing),
        "mapping": proposal.declaration,
    }


def _tell(work: Work, step: str, about: str) -> None:
    zh, en = _STEPS[step]
    work.progress(f"{zh} {about}".strip(), f"{en} {about}".strip())
