"""The company that the site serves: its workspace.

One site serves one company; its facts, plans and runs lie in the workspace that the settings name,
everything that people decide lies in the database.
"""

from __future__ import annotations

from django.conf import settings

from boji.platform.working_days import CALENDAR, WorkingDays, kept_calendar
from boji.workspace import Workspace


def workspace() -> Workspace:
    """The site's workspace. Raises WorkspaceError where the settings name none."""
    return Workspace.open(settings.BOJI_WORKSPACE)


def working_days() -> WorkingDays:
    """The days on which the company works."""
    return kept_calendar(settings.BOJI_WORKSPACE / CALENDAR)
