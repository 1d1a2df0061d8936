"""A process that takes one step of a month when it is told to, and says how it ended.

Started by the tests of steps at once and of kills: with the workspace, the account, the step and its moment,
in a database that other processes use at the same time.
"""

from __future__ import annotations

import datetime as dt
import sys

from boji.engine.periods import Period
from boji.site.setup import set_up
from boji.workspace import Workspace


def main(path: str, username: str, step: str, month: str) -> None:
    workspace = Workspace.open(path)
    set_up(workspace)
    from django.db import connection  # noqa: PLC0415 # needs the site that was just set up

    from boji.payouts import actions  # noqa: PLC0415
    from boji.payouts.refusals import StepRefused  # noqa: PLC0415
    from boji.platform.audit import Actor  # noqa: PLC0415
    from boji.platform.models import User  # noqa: PLC0415

    actor, period = Actor(User.objects.get(username=username), "cli"), Period.parse(month)

    def take() -> None:
        if step == "calculate":
            actions.calculate(actor, workspace, period)
        elif step == "approve":
            actions.approve(actor, period)
        elif step == "lock":
            actions.lock(actor, workspace, period)
        elif step == "pay":
            actions.pay(actor, period, dt.date(2026, 4, 10))
        else:
            actions.reopen(actor, period, "再看一次")

    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        take()
    except StepRefused as refusal:
        print(f"refused {refusal.code} {refusal}", flush=True)
    else:
        print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
