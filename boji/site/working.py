"""`boji worker` as it runs: one worker of background jobs in this process."""

from __future__ import annotations

import os
import sys
import threading

from boji.platform.jobs.worker import Worker


def work(*, until_input_ends: bool) -> None:
    """Do jobs until told to stop; beside a site, also when the site is gone."""
    worker = Worker()
    worker.stop_on_signals()
    if until_input_ends:
        threading.Thread(target=_stop_at_end, args=(worker,), name="input", daemon=True).start()
    worker.run()


def _stop_at_end(worker: Worker) -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    worker.stop()
