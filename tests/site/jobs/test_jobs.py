"""A job from asking to its end: done, refused in words, broken, cancelled, left by a dead worker."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile

from boji.platform import clock
from boji.platform.access import NotFound
from boji.platform.audit import Actor
from boji.platform.jobs import queue
from boji.platform.jobs.actions import cancel, enqueue, try_again
from boji.platform.jobs.kinds import Done, Refusal
from boji.platform.jobs.models import Job
from boji.platform.jobs.queries import job_for
from boji.platform.jobs.rules import State
from boji.platform.jobs.worker import Worker
from boji.platform.models import AuditEntry, User
from boji.platform.roles import Role
from boji.workspace import Workspace
from tests.site.conftest import Account

OTHER = "elsewhere:1:1"


@pytest.fixture
def fang(account: Account) -> User:
    return account("fang", Role.FINANCE)


def asked(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def by(user: User | None) -> Actor:
    return Actor(user, "page", "10.0.0.7" if user else None)


def until_over(worker: Worker, job: Job) -> Job:
    """Work without its pauses."""
    for _ in range(9):
        Job.objects.filter(pk=job.pk).update(due_at=clock.real())
        worker.step()
    assert State(asked(job).state).is_over
    return asked(job)


def test_a_job_is_done_in_the_name_of_who_asked(fang: User, worker: Worker) -> None:
    job = enqueue(by(fang), "greet", {"name": "安安"})
    assert worker.step()
    ended = asked(job)
    assert (ended.state, ended.said_zh, ended.said_en) == (State.DONE, "已问候安安", "Greeted 安安")
    assert (ended.link, ended.figures, ended.attempts) == ("/periods/", {"letters": 2}, 1)
    entry = AuditEntry.objects.get(action="test.greet")
    assert (entry.actor, entry.through, entry.address) == (fang, "job", "10.0.0.7")
    assert not worker.step()


def test_the_same_key_gives_the_job_that_is_pending(fang: User, worker: Worker) -> None:
    first = enqueue(by(fang), "greet", {"name": "安"}, once="greet:安")
    assert enqueue(by(None), "greet", {"name": "安"}, once="greet:安") == first
    assert queue.take(OTHER) == first
    assert enqueue(by(fang), "greet", {"name": "安"}, once="greet:安") == first
    queue.finish(asked(first), Done("好", "good"))
    assert enqueue(by(fang), "greet", {"name": "安"}, once="greet:安") != first


def test_jobs_without_a_key_are_all_done(fang: User, worker: Worker) -> None:
    assert enqueue(by(fang), "greet", {"name": "安"}) != enqueue(by(fang), "greet", {"name": "安"})


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("refuse", "账期已锁定，不能再核算", "The period is locked and cannot be calculated again"),
        ("hide", "没有找到，或者不对你开放", "It is not there, or not open to you"),
    ],
)
def test_a_refusal_is_said_in_words_and_not_tried_again(
    name: str, zh: str, en: str, fang: User, worker: Worker
) -> None:
    job = enqueue(by(fang), name)
    worker.step()
    ended = asked(job)
    assert (ended.state, ended.attempts) == (State.FAILED, 1)
    assert (ended.said_zh, ended.said_en) == (zh, en)


def test_a_fault_is_tried_again_after_a_pause_and_then_has_a_number(
    fang: User, worker: Worker, capsys: pytest.CaptureFixture[str]
) -> None:
    job = enqueue(by(fang), "break")
    worker.step()
    waiting = asked(job)
    assert waiting.state == State.QUEUED
    assert dt.timedelta(seconds=9) < waiting.due_at - clock.real() <= dt.timedelta(seconds=10)
    assert not worker.step(), "it waits"
    ended = until_over(worker, job)
    assert (ended.state, ended.attempts) == (State.FAILED, 3)
    assert ended.reference
    assert ended.reference in ended.said_zh
    for text in (ended.said_zh, ended.said_en):
        assert "hunter2" not in text
        assert "Traceback" not in text


def test_a_waiting_job_is_cancelled_and_a_running_one_is_not(fang: User, worker: Worker) -> None:
    job = enqueue(by(fang), "greet", {"name": "安"})
    assert cancel(by(fang), job.pk)
    assert asked(job).state == State.CANCELLED
    assert AuditEntry.objects.filter(action="job.cancel", actor=fang).count() == 1
    assert not worker.step()
    running = enqueue(by(fang), "greet", {"name": "安"})
    queue.take(OTHER)
    assert not cancel(by(fang), running.pk)
    assert asked(running).state == State.RUNNING


def test_what_was_not_done_is_asked_for_anew(fang: User, worker: Worker) -> None:
    job = enqueue(by(fang), "refuse", once="refuse")
    worker.step()
    again = try_again(by(fang), job.pk)
    assert again != job
    assert (again.kind, again.once) == ("refuse", "refuse")


def test_jobs_of_others_are_absent(fang: User, account: Account, worker: Worker) -> None:
    job = enqueue(by(fang), "greet", {"name": "安"})
    other, clerk = account("other", Role.ANCHOR), account("clerk", Role.ANALYST)
    for attempt in (cancel, try_again):
        with pytest.raises(NotFound):
            attempt(by(other), job.pk)
    assert job_for(clerk, job.pk) == job


def test_a_job_whose_worker_died_is_taken_again_and_then_given_up(fang: User, worker: Worker) -> None:
    job = enqueue(by(fang), "greet", {"name": "安"})
    for attempt in (1, 2, 3):
        Job.objects.filter(pk=job.pk).update(due_at=clock.real())
        assert queue.take(OTHER) == job
        assert queue.sweep() == 0, "it still beats"
        Job.objects.filter(pk=job.pk).update(beat_at=clock.real() - dt.timedelta(seconds=61))
        assert queue.sweep() == 1
        assert asked(job).state == (State.QUEUED if attempt < 3 else State.FAILED)
    assert "试了 3 次" in asked(job).said_zh


def test_a_worker_that_was_taken_for_dead_changes_nothing(fang: User, worker: Worker) -> None:
    job = enqueue(by(fang), "greet", {"name": "安"})
    late = queue.take("first:1:1")
    assert late is not None
    Job.objects.filter(pk=job.pk).update(beat_at=clock.real() - dt.timedelta(minutes=2))
    queue.sweep()
    Job.objects.filter(pk=job.pk).update(due_at=clock.real())
    assert queue.take("second:1:1") == job
    assert not queue.beat(late, ("迟", "late"), 10)
    assert not queue.finish(late, Done("迟到的结果", "a late result"))
    queue.fault(late, "abc")
    assert (asked(job).state, asked(job).worker, asked(job).said_zh) == (State.RUNNING, "second:1:1", "")


def test_uploaded_files_are_kept_until_the_job_is_over(
    fang: User, worker: Worker, workspace: Workspace
) -> None:
    job = enqueue(by(fang), "count files", files=(upload("../../订单.csv", b"12345"), upload("b.xlsx", b"1")))
    assert sorted(path.name for path in (workspace.jobs / str(job.pk)).iterdir()) == ["b.xlsx", "订单.csv"]
    worker.step()
    assert asked(job).figures == {"b.xlsx": 1, "订单.csv": 5}
    assert list(workspace.jobs.iterdir()) == []


@pytest.mark.parametrize(
    ("names", "says"),
    [(["a.csv", "b.csv"], "超过 1 MB"), (["a.csv", "x/a.csv"], "同名"), (["a"] * 61, "最多 60 个")],
)
def test_uploads_are_bounded(
    names: list[str], says: str, fang: User, settings: object, workspace: Workspace
) -> None:
    settings.BOJI_UPLOAD_MEGABYTES = 1  # type: ignore[attr-defined]
    size = 600_000 if "超过" in says else 10
    with pytest.raises(Refusal) as refused:
        enqueue(by(fang), "count files", files=tuple(upload(name, b"x" * size) for name in names))
    assert says in refused.value.text("zh")
    assert Job.objects.count() == 0
    assert not workspace.jobs.exists() or list(workspace.jobs.iterdir()) == []


def test_what_is_long_over_is_forgotten(fang: User, worker: Worker) -> None:
    old, new = enqueue(by(fang), "greet", {"name": "老"}), enqueue(by(fang), "greet", {"name": "新"})
    worker.step()
    worker.step()
    Job.objects.filter(pk=old.pk).update(ended_at=clock.real() - dt.timedelta(days=31))
    queue.clean()
    assert list(Job.objects.all()) == [new]


def upload(name: str, content: bytes) -> InMemoryUploadedFile:
    found = InMemoryUploadedFile(io.BytesIO(content), "files", "x", "text/csv", len(content), None)
    vars(found)["_name"] = name  # as a client may say it; Django cuts folders off, others might not
    return found
