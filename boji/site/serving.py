"""Running the site: the port, the web processes, the workers beside them, and how all of them end.

Owns the processes. A worker that ends is started anew; when the site ends, however it ends, its workers do.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from types import FrameType

import structlog
import uvicorn
from uvicorn.supervisors import Multiprocess

from boji.platform import clock
from boji.site.setup import set_up
from boji.workspace import Workspace

APPLICATION = "boji.site.asgi:application"
GRACE_SECONDS = 15
KEPT_OPEN_SECONDS = 75  # longer than readers think and proxies wait before they use a connection again
PAUSE_SECONDS = 2.0

log = structlog.get_logger("boji.serving")


class PortTaken(Exception):
    """Another program listens there, or this account may not."""

    def __init__(self, host: str, port: int, allowed: bool) -> None:
        super().__init__(host, port)
        self.host, self.port, self.allowed = host, port, allowed

    def text(self, language: str) -> str:
        zh = language == "zh"
        if not self.allowed:
            return (
                f"没有权限使用 {self.host}:{self.port}。请用 --port 换一个大于 1023 的端口"
                if zh
                else f"This account may not listen on {self.host}:{self.port}. Choose a --port above 1023"
            )
        return (
            f"{self.host}:{self.port} 已被另一个程序占用。请先停止它，或用 --port 换一个端口"
            if zh
            else f"Another program listens on {self.host}:{self.port}. Stop it, or choose another --port"
        )


def listen(host: str, port: int) -> socket.socket:
    """The bound socket of the site; port 0 takes any free one. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise PortTaken(host, port, error.errno == errno.EADDRINUSE) from error
        raise
    bound.listen(2048)
    bound.set_inheritable(True)
    return bound


def prepare(workspace: Workspace) -> None:
    """The database has its tables; static files were built, hashed and compressed with the package."""
    os.environ.setdefault("BOJI_LOG_LEVEL", "INFO")
    if os.environ.get("BOJI_CLOCK_STARTS"):
        os.environ.setdefault(clock.BEGAN, clock.real().isoformat())
    set_up(workspace)


def serve(bound: socket.socket, *, workers: int, job_workers: int) -> None:
    """Answer requests until SIGTERM or Ctrl-C, then end what is being worked on."""
    config = uvicorn.Config(
        APPLICATION,
        workers=workers,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        timeout_keep_alive=KEPT_OPEN_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    signal.signal(signal.SIGTERM, _leave)  # uvicorn raises the signal again when it has shut down
    with JobWorkers(job_workers):
        try:
            if workers > 1:
                Multiprocess(config, sockets=[bound]).run()
            else:
                uvicorn.Server(config).run(sockets=[bound])
        except KeyboardInterrupt:
            pass


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


@dataclass
class JobWorkers:
    """The workers of background jobs, as processes beside the site."""

    count: int
    _over: threading.Event = field(default_factory=threading.Event)
    _watchers: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> JobWorkers:
        for number in range(self.count):
            watcher = threading.Thread(target=self._watch, name=f"job-worker-{number}")
            watcher.start()
            self._watchers.append(watcher)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for watcher in self._watchers:
            watcher.join()

    def _watch(self) -> None:
        """Have one worker run at all times; its standard input ends with this process, and so does it."""
        command = [sys.executable, "-m", "boji", "worker", "--until-input-ends"]
        while not self._over.is_set():
            with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True) as process:
                while process.poll() is None and not self._over.wait(0.2):
                    pass
                if process.poll() is None:
                    _end(process)
            if not self._over.is_set():
                log.error("worker.ended", code=process.returncode)
                self._over.wait(PAUSE_SECONDS)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let a worker end its job; what takes too long is swept up by the next worker."""
    process.terminate()
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
