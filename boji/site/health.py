"""Whether the site lives and whether it can work, for whatever watches over it.

Owns what is looked at; says yes or no to each and nothing else, since everybody may ask.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from boji.platform.jobs.queries import living_workers
from boji.workspace import Workspace, WorkspaceError

log = structlog.get_logger("boji.health")


@never_cache
@require_safe
def live(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"live": True})


@never_cache
@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """Everything that work needs is there; else 503, and which part is not."""
    found = {name: _holds(name, check) for name, check in CHECKS.items()}
    return JsonResponse({"ready": all(found.values()), **found}, status=200 if all(found.values()) else 503)


def _holds(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, WorkspaceError, OSError) as error:
        log.warning("health.not_ready", part=name, error=type(error).__name__)
        connection.close()  # a broken one is not tried again
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _workspace() -> bool:
    return Workspace.open(settings.BOJI_WORKSPACE).path.is_dir()


def _worker() -> bool:
    return bool(living_workers())


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "migrations": _migrations,
    "workspace": _workspace,
    "worker": _worker,
}
