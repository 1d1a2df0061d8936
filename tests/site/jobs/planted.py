"""Jobs of the tests: they end well, are refused, break, wait to be killed; the module stands in BOJI_JOBS."""

from __future__ import annotations

import time
from pathlib import Path

from boji.platform.access import NotFound
from boji.platform.audit import record
from boji.platform.jobs.cron import Times
from boji.platform.jobs.kinds import Done, Kind, Refusal, Schedule, Work, job


@job("greet", "问好", "Greeting")
def greet(work: Work, name: str) -> Done:
    work.progress("写信", "Writing", 0.5)
    record(work.actor, "test.greet", f"name:{name}")
    return Done(f"已问候{name}", f"Greeted {name}", link="/periods/", figures={"letters": len(name)})


@job("refuse", "拒绝", "Refusing")
def refuse(work: Work) -> Done:
    raise Refusal("账期已锁定，不能再核算", "The period is locked and cannot be calculated again")


@job("hide", "隐藏", "Hiding")
def hide(work: Work) -> Done:
    raise NotFound("period 2026-09 of the secret company")


@job("break", "出错", "Breaking")
def break_down(work: Work) -> Done:
    raise RuntimeError("password=hunter2")


@job("count files", "数文件", "Counting files")
def count_files(work: Work) -> Done:
    sizes = {path.name: path.stat().st_size for path in work.files}
    return Done(f"{len(sizes)} 个文件", f"{len(sizes)} files", figures=sizes)


@job("wait", "等待", "Waiting")
def wait(work: Work, folder: str, number: int) -> Done:
    """Notes that it began, waits until somebody opens the gate, does its work once, says so."""
    place = Path(folder)
    with (place / "begun").open("a", encoding="utf-8") as notes:
        notes.write(f"{number}\n")
    for _second in range(600):
        if (place / "gate").exists():
            break
        work.progress("等门打开", "Waiting for the gate", 0.25)
        time.sleep(0.05)
    with (place / "done").open("a", encoding="utf-8") as notes:
        notes.write(f"{number}\n")
    return Done("门开了", "The gate is open")


JOBS: tuple[Kind, ...] = (greet, refuse, hide, break_down, count_files, wait)

SCHEDULES = (Schedule("daily", "greet", Times.of("30 6 * * *"), {"name": "早"}),)
