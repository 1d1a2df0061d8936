"""Slow work of imports in the background: looking at files, importing, undoing, the daily checks.

Owns how it is asked for and what a page learns of it. Where no worker lives, as in a small installation
without one, the caller does it at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from boji.engine.periods import Period
from boji.imports import actions, checked
from boji.imports.models import Upload
from boji.platform import clock
from boji.platform.audit import Actor
from boji.platform.company import workspace
from boji.platform.jobs.actions import enqueue
from boji.platform.jobs.kinds import Done, Kind, Work, job
from boji.platform.jobs.queries import living_workers

_STEPS = {
    "waiting": ("等待另一个导入完成", "Waiting for another import"),
    "reading": ("读取文件", "Reading the files"),
    "checking": ("检查每一行", "Checking every row"),
    "linking": ("关联场次与人员", "Linking sessions and people"),
    "writing": ("写入数据", "Writing the facts"),
    "done": ("完成", "Done"),
}


@job("imports.look", "识别文件", "Looking at files")
def look(work: Work, upload: int) -> Done:
    """What each file is; nothing is written."""
    one = Upload.objects.filter(pk=upload).first()
    if one is None:
        return Done("文件已放弃", "The files were discarded")
    actions.look(
        work.actor,
        workspace(),
        one,
        lambda name, part: work.progress(f"识别 {name}", f"Looking at {name}", part),
    )
    return Done("已识别", "Looked at", link=reverse("upload", args=[upload]))


@job("imports.bring", "导入", "Import")
def bring(work: Work, upload: int) -> Done:
    """The files of an upload into the facts."""
    one = Upload.objects.filter(pk=upload).first()
    if one is None:
        return Done("文件已放弃", "The files were discarded")
    number = actions.bring(work.actor, workspace(), one, _telling(work))
    link = reverse("import", args=[number])
    return Done(
        f"第 {number} 次导入已完成", f"Import {number} is done", link=link, figures={"import": number}
    )


@job("imports.undo", "撤销导入", "Undoing an import")
def undo(work: Work, number: int, reason: str) -> Done:
    """The facts as they would be without an import."""
    actions.undo(work.actor, workspace(), number, reason, _telling(work))
    link = reverse("import", args=[number])
    return Done(f"第 {number} 次导入已撤销", f"Import {number} is undone", link=link)


@job("imports.retry", "重新导入隔离的行", "Importing quarantined rows again")
def retry(work: Work, numbers: list[int]) -> Done:
    """Rows that waited for people who are entered now."""
    actions.retry(work.actor, workspace(), numbers, _telling(work))
    return Done("已重新导入", "Imported again", link=reverse("people"))


@job("imports.check", "检查数据", "Checking facts")
def check(work: Work, period: str) -> Done:
    """The checks of a month, kept for its board."""
    checked.check_month(
        workspace(), Period.parse(period), lambda _name, part: work.progress("检查", "Checking", part)
    )
    return Done("已检查", "Checked", link=f"{reverse('completeness')}?month={period}")


@job("imports.check_daily", "每日检查", "Daily checks")
def check_daily(work: Work) -> Done:
    """The running month and the one before, so that their boards open at once."""
    month = Period.containing("month", clock.today())
    for number, period in enumerate((month, month.before)):
        work.progress(f"检查 {period.label}", f"Checking {period.label}", number / 2)
        checked.check_month(workspace(), period, quietly)
    return Done("已检查", "Checked", link=reverse("completeness"))


@job("imports.sweep", "清理未导入的文件", "Throwing away files that nobody imported")
def sweep(work: Work) -> Done:  # noqa: ARG001 # asks for nothing
    swept = actions.sweep(clock.now())
    return Done(f"清理了 {swept} 批文件", f"{swept} uploads thrown away", figures={"uploads": swept})


def ask_for(
    actor: Actor, kind: Kind, arguments: dict[str, Any], once: str, otherwise: Callable[[], object]
) -> None:
    """Have a worker do it, once at a time; where none lives it is done now, and raises what it raises."""
    if living_workers():
        enqueue(actor, kind.name, arguments, once=once)
    else:
        otherwise()


def quietly(step: str, part: float) -> None:
    """Progress that nobody sees."""


def _telling(work: Work) -> actions.Tell:
    return lambda step, part: work.progress(*_STEPS[step], part)
