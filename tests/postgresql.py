"""Runs a command with a PostgreSQL of its own: `python -m tests.postgresql pytest tests/site`.

The server is made in a temporary folder from the machine's packages, listens on a socket in that folder and
nowhere else, belongs to an unprivileged user, and ends with the command. BOJI_DATABASE_URL names it. Where no
PostgreSQL is installed, nothing is run and a sentence says so; with BOJI_TEST_DATABASE=postgresql that fails.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

DEBIAN = Path("/usr/lib/postgresql")
OWNERS = ("postgres", "nobody")  # root may not run a server
ABSENT = "PostgreSQL is not installed here (apt-get install postgresql): the site was tested on SQLite only"
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses="


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
        data, log = folder / "data", folder / "log"
        make = [str(binaries / "initdb"), "-D", str(data), "-U", "boji", "-A", "trust", "-E", "UTF8", "-N"]
        subprocess.run(make, check=True, user=owner, cwd=folder, stdout=subprocess.DEVNULL)
        control = [str(binaries / "pg_ctl"), "-D", str(data), "-l", str(log), "-w"]
        options = f"-k {folder} {QUICK}"
        subprocess.run(
            [*control, "-o", options, "start"], check=True, user=owner, cwd=folder, stdout=subprocess.DEVNULL
        )
        try:
            yield f"postgres://boji@{quote(str(folder), safe='')}/postgres"
        finally:
            stop = [*control, "-m", "immediate", "stop"]
            subprocess.run(stop, check=False, user=owner, cwd=folder, stdout=subprocess.DEVNULL)


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
