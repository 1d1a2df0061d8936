"""Making the site ready for one workspace, for the command line and for servers.

Owns the order: the settings learn of the workspace, Django is set up, the database gets its tables. So
nothing here imports the settings before. A command that needs no database never comes here.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from boji.workspace import SECRET_KEY_FILE, Workspace, publish


def set_up(workspace: Workspace) -> None:
    """Have this process serve the workspace, with its database as this version of the program needs it."""
    keep_secret_key(workspace)
    os.environ["BOJI_WORKSPACE"] = str(workspace.path)
    load_apps()
    keep_database_private()
    if _behind():
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)


def load_apps() -> None:
    """Have Django know its apps, so that modules with models can be imported; opens no database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boji.site.settings")
    django.setup()


def keep_secret_key(workspace: Workspace) -> Path:
    """The file of the key that signs sessions; made once, readable by its owner only."""
    path = workspace.path / SECRET_KEY_FILE
    if not path.exists():
        before = os.umask(0o077)
        try:
            publish(path, secrets.token_urlsafe(50) + "\n")
        except FileExistsError:
            pass  # another process was first; its key holds
        finally:
            os.umask(before)
    return path


def keep_database_private() -> None:
    """An SQLite file is readable by its owner only; its journal files take after it."""
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        file.touch(mode=0o600)
        for one in (file, *file.parent.glob(f"{file.name}-*")):
            one.chmod(0o600)


def _behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
