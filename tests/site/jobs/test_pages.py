"""Pages of jobs: one's own, those of others, and the fragment that says how far a job is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from boji.platform.audit import Actor
from boji.platform.jobs import queue
from boji.platform.jobs.actions import enqueue
from boji.platform.jobs.models import Job
from boji.platform.jobs.worker import Worker
from boji.platform.models import User
from boji.platform.roles import Role
from tests.site.conftest import Account

Browse = Callable[[User], Client]


@pytest.fixture
def fang(account: Account) -> User:
    return account("fang", Role.HR)  # without the right to see all jobs


@pytest.fixture
def job(fang: User) -> Job:
    return enqueue(Actor(fang, "page"), "greet", {"name": "安安"})


def test_the_fragment_asks_for_itself_until_the_job_is_over(
    fang: User, job: Job, browse: Browse, worker: Worker
) -> None:
    client, address = browse(fang), f"/jobs/{job.pk}/progress/?follow=1"
    waiting = client.get(address).content.decode()
    assert 'hx-trigger="every 1s"' in waiting
    assert "排队等待中" in waiting
    running = queue.take("elsewhere:1:1")
    assert running is not None
    queue.beat(running, ("写第 3 封信", "Writing letter 3"), 340)
    shown = client.get(address).content.decode()
    assert "写第 3 封信" in shown
    assert 'value="34"' in shown
    queue.give_back(running)
    worker.step()
    over = client.get(address)
    assert "hx-trigger" not in over.content.decode()
    assert "已问候安安" in over.content.decode()
    assert over.headers["HX-Redirect"] == "/periods/"


def test_the_fragment_speaks_english(fang: User, job: Job, browse: Browse, worker: Worker) -> None:
    fang.language = "en"
    fang.save()
    worker.step()
    assert "Greeted 安安" in browse(fang).get(f"/jobs/{job.pk}/").content.decode()


def test_the_list_shows_own_jobs_and_all_to_those_with_the_right(
    fang: User, job: Job, account: Account, browse: Browse
) -> None:
    for role, sees in ((Role.ANCHOR, False), (Role.FINANCE, True), (Role.ADMIN, True)):
        client = browse(account(f"a {role}", role))
        assert (f"/jobs/{job.pk}/" in client.get("/jobs/").content.decode()) == sees
        assert client.get(f"/jobs/{job.pk}/").status_code == (200 if sees else 404)
        assert client.get(f"/jobs/{job.pk}/progress/").status_code == (200 if sees else 404)
        assert client.post(f"/jobs/{job.pk}/again/").status_code == (302 if sees else 404)
        assert Client().get(f"/jobs/{job.pk}/").headers["Location"].startswith("/sign-in/")
    assert f"/jobs/{job.pk}/" in browse(fang).get("/jobs/").content.decode()


def test_a_waiting_job_is_cancelled_on_its_page(fang: User, job: Job, browse: Browse) -> None:
    client = browse(fang)
    assert client.get(f"/jobs/{job.pk}/cancel/").status_code == 405
    assert client.post(f"/jobs/{job.pk}/cancel/").status_code == 302
    assert "已取消" in client.get(f"/jobs/{job.pk}/").content.decode()
    again = client.post(f"/jobs/{job.pk}/again/").headers["Location"]
    assert "排队等待中" in client.get(again).content.decode()
