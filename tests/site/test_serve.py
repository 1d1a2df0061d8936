"""The site as users start it: a real process that answers over HTTP, says how it is, and ends well."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from django.test import Client

from boji.site import health
from boji.site.built import built
from boji.workspace import Workspace

PATIENCE = 60.0
COMMAND = (sys.executable, "-m", "boji", "serve", "--port", "0", "--language", "en")


@dataclass(frozen=True)
class Site:
    process: subprocess.Popen[str]
    address: str
    log: Path
    workspace: Path

    def get(self, path: str, **options: object) -> httpx.Response:
        return httpx.get(f"{self.address}{path}", timeout=20, **options)  # type: ignore[arg-type]

    @property
    def is_ready(self) -> bool:
        return self.get("health/ready").status_code == 200

    @property
    def lines(self) -> list[dict[str, object]]:
        return [
            json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines() if line[:1] == "{"
        ]


@contextmanager
def served(folder: Path, *options: str, **environment: str) -> Iterator[Site]:
    path = folder / "company"
    workspace = (Workspace.open if path.exists() else Workspace.create)(path).path
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BOJI_")}
    surroundings = inherited | {"BOJI_WORKSPACE": str(workspace), "BOJI_LOG": "json"} | environment
    log = folder / "log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [*COMMAND, *options], stdout=subprocess.PIPE, stderr=errors, text=True, env=surroundings
        )
        try:
            assert process.stdout is not None
            found = re.search(r"http://\S+/", process.stdout.readline())
            assert found is not None, log.read_text()
            yield Site(process, found[0], log, workspace)
        finally:
            process.kill()
            process.communicate()


def wait_for(what: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.1)


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("served"), BOJI_UPLOAD_MEGABYTES="1", BOJI_THREADS="3") as found:
        yield found


def test_it_lives_and_is_ready_once_its_worker_is(site: Site) -> None:
    assert site.get("health/live").json() == {"live": True}
    wait_for(lambda: site.is_ready)
    found = site.get("health/ready")
    parts = ("ready", "database", "migrations", "workspace", "worker")
    assert found.json() == dict.fromkeys(parts, True)
    assert "no-store" in found.headers["Cache-Control"]


def test_pages_lead_to_sign_in(site: Site) -> None:
    assert site.get("", follow_redirects=False).headers["Location"] == "/sign-in/?next=/"
    assert site.get("sign-in/").status_code == 200


def test_static_files_have_names_by_content_and_are_kept_for_good(site: Site) -> None:
    answer = site.get(built("site.css").removeprefix("/"), headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"


def test_more_requests_than_threads_are_all_answered(site: Site) -> None:
    with ThreadPoolExecutor(24) as pool, httpx.Client(timeout=20) as client:
        answers = list(pool.map(lambda _: client.get(f"{site.address}sign-in/").status_code, range(96)))
    assert set(answers) == {200}


def test_a_request_is_one_line_without_what_it_asked_for(site: Site) -> None:
    number = site.get("periods/?name=%E5%AE%89%E5%AE%89&token=hunter2").headers["X-Request-ID"]
    wait_for(lambda: any(line.get("request") == number for line in site.lines))
    (line,) = [line for line in site.lines if line.get("request") == number]
    assert line.items() >= {"event": "request", "page": "/periods/", "status": 302, "user": None}.items()
    assert isinstance(line["ms"], float)
    assert "hunter2" not in site.log.read_text()
    assert (
        site.get("sign-in/", headers={"X-Request-ID": "from-the-proxy"}).headers["X-Request-ID"]
        == "from-the-proxy"
    )
    assert site.get("sign-in/", headers={"X-Request-ID": "two words"}).headers["X-Request-ID"] != "two words"


def test_what_is_too_large_is_refused_before_it_is_read(site: Site) -> None:
    address, chunk = f"{site.address}sign-in/", b"x" * 65536

    def endless() -> Iterator[bytes]:
        for _ in range(64):
            yield chunk

    assert httpx.post(address, content=chunk * 40).status_code == 413
    with suppress(httpx.WriteError, httpx.ReadError):  # the site may close it while we are still sending
        assert httpx.post(address, content=endless()).status_code == 413
    assert site.get("health/live").status_code == 200


def test_a_killed_worker_is_started_anew(site: Site) -> None:
    wait_for(lambda: site.is_ready)
    (worker,) = children(site.process.pid)
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: [pid for pid in children(site.process.pid) if pid != worker and is_alive(pid)] != [])
    wait_for(lambda: len([one for one in site.lines if one["event"] == "worker.begins"]) == 2)
    assert site.is_ready


def test_a_taken_port_is_said_in_words(site: Site, tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "other").path
    port = site.address.rstrip("/").rpartition(":")[2]
    command = [sys.executable, "-m", "boji", "serve", "--port", port, "--workspace", str(workspace)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert f"127.0.0.1:{port} 已被另一个程序占用" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--workers", "2")])
def test_it_ends_with_its_workers_when_told_to(options: tuple[str, ...], tmp_path: Path) -> None:
    with served(tmp_path, *options) as site:
        wait_for(lambda: site.is_ready)
        started = children(site.process.pid)
        site.process.send_signal(signal.SIGTERM)
        assert site.process.wait(PATIENCE) == 0
        wait_for(lambda: not any(is_alive(pid) for pid in started))
        wait_for(lambda: any(line["event"] == "worker.ends" for line in site.lines))


@pytest.mark.slow
def test_workers_end_when_the_site_is_killed(tmp_path: Path) -> None:
    with served(tmp_path) as site:
        wait_for(lambda: site.is_ready)
        (worker,) = children(site.process.pid)
        site.process.kill()
        wait_for(lambda: not is_alive(worker))


def test_a_fault_shows_the_number_under_which_it_is_logged(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    def broken() -> bool:
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr(health, "CHECKS", {"database": broken})
    answer = Client(raise_request_exception=False).get("/health/ready")
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in answer.content.decode()
    assert "hunter2" not in answer.content.decode()
