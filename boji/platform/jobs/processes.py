"""Who a worker is, and whether the process behind a name still lives on this machine.

A process id comes round again, so a name also holds the moment at which its process started.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path


def own_name() -> str:
    """The name of this process as a worker: host:pid:start."""
    return f"{socket.gethostname()[:48]}:{os.getpid()}:{_started(os.getpid())}"


def is_gone(worker: str) -> bool:
    """Whether the worker ran on this machine and its process has ended; False where nobody here can tell."""
    host, pid, start = worker.rsplit(":", 2)
    if host != socket.gethostname()[:48] or not Path("/proc/self/stat").exists():
        return False
    return _started(int(pid)) != start


def _started(pid: int) -> str:
    """Ticks from boot to the start of a process; empty for none, or one that only waits to be reaped."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]
