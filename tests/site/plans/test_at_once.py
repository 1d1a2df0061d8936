"""Two people save one draft at the same moment, each in a process of their own: one of them is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from boji.workspace import Workspace

BEGIN = """
import datetime as dt, sys
from boji.site.setup import set_up
from boji.workspace import Workspace
set_up(Workspace.open(sys.argv[1]))
from boji.plans.actions import begin_draft
from boji.platform.audit import Actor
from boji.platform.models import RoleGrant, User
for name in ("hu", "wen"):
    user = User.objects.create_user(name)
    RoleGrant.objects.create(user=user, role="hr")
begin_draft(Actor(user, "cli"), "一份", "plan: a", dt.datetime.now(dt.UTC))
"""
SAVE = """
import datetime as dt, sys
from boji.site.setup import set_up
from boji.workspace import Workspace
set_up(Workspace.open(sys.argv[1]))
from boji.plans.actions import save_draft
from boji.plans.refusals import Overtaken
from boji.platform.audit import Actor
from boji.platform.models import User
actor = Actor(User.objects.get(username=sys.argv[2]), "cli")
print("ready", flush=True)
sys.stdin.readline()
try:
    save_draft(actor, 1, f"plan: {sys.argv[2]}", 1, dt.datetime.now(dt.UTC))
except Overtaken as overtaken:
    print("overtaken", overtaken.by)
else:
    print("saved")
"""
LOOK = """
import json, sys
from boji.site.setup import set_up
from boji.workspace import Workspace
set_up(Workspace.open(sys.argv[1]))
from boji.plans.models import Revision
print(json.dumps(list(Revision.objects.values_list("number", "text", "by__username"))))
"""


def test_one_of_two_who_save_at_once_is_told(tmp_path: Path) -> None:
    path = Workspace.create(tmp_path / "company").path
    environment = os.environ | {"BOJI_DATABASE_URL": f"sqlite:///{path / 'boji.sqlite3'}"}

    def run(code: str) -> str:
        command = [sys.executable, "-c", code, str(path)]
        return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout

    run(BEGIN)
    savers = [
        subprocess.Popen(
            [sys.executable, "-c", SAVE, str(path), name],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("hu", "wen")
    ]
    for one in savers:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in savers:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    said = [one.communicate()[0].strip() for one in savers]
    revisions = json.loads(run(LOOK))
    assert len(revisions) == 2
    winner = revisions[1][2]
    assert revisions[1][1] == f"plan: {winner}"
    assert sorted(said) == [f"overtaken {winner}", "saved"]
