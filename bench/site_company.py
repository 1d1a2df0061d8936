"""The site's bench company: the beauty company many times over, with accounts that are signed in.

Owns the enlarging: every copy has its own people, rooms, sessions and orders, made by SQL from the canonical
files; products are shared. Only what concerns the last month is multiplied.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb

from bench.data import ROOT
from boji.engine.facts import TABLES
from boji.engine.periods import Period
from boji.intake import import_files
from boji.payouts.runs import compute_run
from boji.plans.publishing import plan_in_force, publish_plan
from boji.site.setup import set_up
from boji.workspace import Workspace

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "beauty"
MONTH = Period.parse("2026-09")
FROM = "2026-08-31"  # the day before the month: fans are compared with it
OF_A_COPY = {
    *("person_id", "room_id", "session_id", "line_id", "order_id", "refund_id", "settlement_id"),
    *("cost_id", "account_id", "violation_id", "request_id", "ticket_id", "rating_id", "task_id"),
    *("subject_id", "buyer_id"),
}
LEFT_OUT = {"minutes", "comments", "transcripts", "settlements"}  # no figure of pay reads them


def company(
    copies: int, visitors: int, *, since: str = FROM, role: str = "anchor"
) -> tuple[Workspace, list[dict[str, str]]]:
    """The workspace, made once and kept, and visitors: each an anchor with a session of the site.

    `since` is the first day whose facts are multiplied; `role` is that of the visitors' accounts.
    """
    path = ROOT / (f"site-{copies}" if since == FROM else f"site-{copies}-{since}")
    if not (path / "ready").exists():
        _make(path, copies, since)
        (path / "ready").touch()
    workspace = Workspace.open(path)
    set_up(workspace)
    return workspace, _visitors(workspace, visitors, role)


def _make(path: Path, copies: int, since: str) -> None:
    subprocess.run(["rm", "-rf", str(path)], check=True)
    files = path.with_name(f"{path.name}-files")
    subprocess.run(
        [sys.executable, str(EXAMPLE / "generate.py"), str(files)], check=True, stdout=subprocess.DEVNULL
    )
    (files / "many").mkdir(exist_ok=True)
    with duckdb.connect() as connection:
        for source in sorted(files.glob("*.csv")):
            if source.stem not in LEFT_OUT:
                _multiply(connection, source, files / "many" / f"{source.stem}.parquet", copies, since)
    workspace = Workspace.create(path)
    import_files(workspace, [files / "many"])
    publish_plan(workspace, EXAMPLE / "plan.yaml", "bench", datetime.now(UTC))
    compute_run(workspace, MONTH, plan_in_force(workspace, MONTH).plan)
    subprocess.run(["rm", "-rf", str(files)], check=True)


def _multiply(
    connection: duckdb.DuckDBPyConnection, source: Path, target: Path, copies: int, since: str
) -> None:
    table = TABLES[source.stem]
    connection.execute(f"CREATE OR REPLACE TABLE rows AS FROM read_csv('{source}', all_varchar=true)")
    columns = [row[0] for row in connection.execute("DESCRIBE rows").fetchall()]
    shared = source.stem == "products"
    chosen = [
        f'CASE WHEN "{name}" IS NOT NULL THEN \'c\' || copy || \'-\' || "{name}" END AS "{name}"'
        if name in OF_A_COPY and not shared
        else f'"{name}" || copy AS "{name}"'
        if (source.stem, name) == ("people", "name")
        else f'"{name}"'
        for name in columns
    ]
    dated = f"WHERE \"{table.at}\" >= '{since}'" if table.at and table.at in columns else ""
    if source.stem == "ratings" and since == FROM:
        dated = "WHERE period LIKE '2026-09%'"
    number = 1 if shared else copies
    connection.execute(
        f"COPY (SELECT {', '.join(chosen)} FROM rows, range({number}) AS copies(copy) {dated})"
        f" TO '{target}' (FORMAT parquet)"
    )


def _visitors(workspace: Workspace, count: int, role: str) -> list[dict[str, str]]:
    """Accounts of anchors spread over the copies, each with the cookie of a session."""
    models: Any = import_module("boji.platform.models")  # with Django, which is set up by now
    sessions: Any = import_module("django.contrib.sessions.backends.db")
    auth: Any = import_module("django.contrib.auth")
    queries: Any = import_module("boji.people.queries")
    people = [one for one in queries.people_on(workspace, MONTH.last_day).values() if one.role == "anchor"]
    found = []
    for person in people[:: max(1, len(people) // count)][:count]:
        user, _ = models.User.objects.get_or_create(
            username=person.person_id, defaults={"person_id": person.person_id, "name": person.name}
        )
        user.set_unusable_password()
        user.save()
        models.RoleGrant.objects.get_or_create(user=user, role=role)
        session = sessions.SessionStore()
        session[auth.SESSION_KEY] = str(user.pk)
        session[auth.BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
        session["bench"] = secrets.token_hex(4)
        session.create()
        found.append({"person_id": person.person_id, "cookie": session.session_key})
    return found


if __name__ == "__main__":
    made, signed_in = company(int(sys.argv[1]), int(sys.argv[2]))
    print(json.dumps({"workspace": str(made.path), "visitors": signed_in}))
