"""`boji plan publish` where the workspace has a site: by an account, with its audit entry.

Loaded when it is asked for, since it works with the database. Four eyes are not asked for here: whoever is at
the command line could write to the workspace itself (decision 0016).
"""

from __future__ import annotations

from pathlib import Path

from boji.cli.options import machine_user
from boji.cli.refusals import Refused
from boji.plans.publish_actions import publish_file, record_publication
from boji.plans.publishing import Publication, publish_plan
from boji.platform import clock
from boji.platform.access import NotFound
from boji.platform.audit import Actor
from boji.platform.models import User
from boji.platform.words import say
from boji.workspace import Workspace


def publish_as(workspace: Workspace, file: Path, reason: str, username: str | None) -> Publication:
    """Publish a file as the account of that name, or, without one, as whoever is at this machine."""
    if username is None:
        actor = Actor(None, "cli", alias=machine_user())
        publication = publish_plan(workspace, file, reason, clock.now(), actor.name)
        record_publication(actor, publication)
        return publication
    user = User.objects.filter(username=username, is_active=True).first()
    try:
        if user is None:
            raise NotFound(username)
        return publish_file(Actor(user, "cli"), workspace, file, reason, clock.now())
    except NotFound as absent:
        raise Refused(
            say(
                "没有这样的账号，或该账号没有这项权限。请用 --as 写有权限的用户名",
                "There is no such account, or it has no such right. Name one that has it with --as",
            )
        ) from absent
