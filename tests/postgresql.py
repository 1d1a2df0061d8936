"""Runs a command with a PostgreSQL of its own: `python -m tests.postgresql pytest tests/site`.

The server is made in a temporary folder from the machine's packages, listens on 127.0.0.1 at a free port with
a password made for it, belongs to an unprivileged user, and ends with the command. BOJI_DATABASE_URL names
it. Where no PostgreSQL is installed, nothing is run and a sentence says so; with
BOJI_TEST_DATABASE=postgresql that is a failure.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
OWNERS = ("postgres", "nobody")  # root may not run a server
ABSENT = "PostgreSQL is not installed here (apt-get install postgresql): the site was tested on SQLite only"
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, of the newest version."""
    found = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    known = shutil.which("initdb")
    return Path(known).resolve().parent if known else None


@contextmanager
def server(binaries: Path) -> Iterator[str]:
    """A new server; its address as BOJI_DATABASE_URL has it."""
    owner = _owner()
    with tempfile.TemporaryDirectory(prefix="boji-pg-") as name:
        folder = Path(name)
        if owner:
            shutil.chown(folder, owner)
        data, log, secret = folder / "data", folder / "log", secrets.token_hex(16)
        (folder / "secret").write_text(secret)
        make = [
            str(binaries / "initdb"),
            "-D",
            str(data),
            "-U",
            "boji",
            "-A",
            "scram-sha-256",
            "-E",
            "UTF8",
            "-N",
        ]
        make += ["--pwfile", str(folder / "secret")]
        subprocess.run(make, check=True, user=owner, cwd=folder, stdout=subprocess.DEVNULL)
        control = [str(binaries / "pg_ctl"), "-D", str(data), "-l", str(log), "-w"]
        port = _free_port()
        options = f"-h 127.0.0.1 -p {port} -k {folder} {QUICK}"
        subprocess.run(
            [*control, "-o", options, "start"], check=True, user=owner, cwd=folder, stdout=subprocess.DEVNULL
        )
        try:
            yield f"postgres://boji:{secret}@127.0.0.1:{port}/postgres"
        finally:
            stop = [*control, "-m", "immediate", "stop"]
            subprocess.run(stop, check=False, user=owner, cwd=folder, stdout=subprocess.DEVNULL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _owner() -> str | None:
    """Whom the server runs as; None for whoever runs this."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in OWNERS if name in known)


def main(command: list[str]) -> int:
    binaries = programs()
    if binaries is None:
        print(ABSENT, file=sys.stderr)
        return 1 if os.environ.get("BOJI_TEST_DATABASE") == "postgresql" else 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server ends, too
    with server(binaries) as address:
        return subprocess.run(
            command, env={**os.environ, "BOJI_DATABASE_URL": address}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
