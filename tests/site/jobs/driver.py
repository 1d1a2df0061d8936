"""Asks for planted jobs and does them, in a process of its own: `driver.py WORKSPACE enqueue|work …`."""

from __future__ import annotations

import json
import sys

from django.conf import settings

from boji.site.setup import set_up
from boji.workspace import Workspace


def main(workspace: str, command: str, *arguments: str) -> None:
    set_up(Workspace.open(workspace))
    settings.BOJI_JOBS = "tests.site.jobs.planted"
    from boji.platform.audit import Actor  # noqa: PLC0415 # models, once Django is set up
    from boji.platform.jobs.actions import enqueue  # noqa: PLC0415
    from boji.platform.jobs.worker import Worker  # noqa: PLC0415

    if command == "work":
        worker = Worker()
        worker.stop_on_signals()
        worker.run()
    elif command == "enqueue":
        for given in arguments[1:]:
            enqueue(Actor(None, "cli"), arguments[0], json.loads(given))


if __name__ == "__main__":
    main(*sys.argv[1:])
