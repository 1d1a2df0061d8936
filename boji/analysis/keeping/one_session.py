"""One session's figures by product and by person: the engine's, over the facts of that session alone.

Owns which facts those are, and keeping the answer beside the other kept figures.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import uuid
from pathlib import Path

import duckdb

from boji.analysis.keeping.basis import Basis
from boji.analysis.keeping.pieces import root
from boji.engine.compile.grains import Subject
from boji.engine.facts import TABLES
from boji.engine.grains import MetricValue
from boji.engine.kept_figures import Keeping, keep_values, kept_values
from boji.engine.periods import Period

OF_PRODUCTS = ("gmv", "effective_gmv", "orders")
OF_PEOPLE = ("gmv", "effective_gmv", "viewers", "live_minutes")


def figures_in_session(basis: Basis, session_id: str, day: dt.date, by: Subject) -> list[MetricValue]:
    """What products sold in the session, or what its people are credited with, whenever it was paid."""
    names = [one for one in (OF_PRODUCTS if by == "product" else OF_PEOPLE) if one in basis.plan.metrics]
    known = basis.known
    assert known is not None, "a session that is recorded has facts"
    last = max(day, known.last)
    place = _place(basis, session_id, by)
    if not place.is_dir():
        _keep(basis, session_id, place, names, by, day, last)
    periods = [Period.stretch(day, last)]
    found = kept_values(basis.plan, place, names, by=by, periods=periods)
    some = {one.subject for one in found if one.value}
    return [one for one in found if one.subject in some]


def _place(basis: Basis, session_id: str, by: Subject) -> Path:
    return root(basis) / f"session-{by}-{hashlib.sha256(session_id.encode()).hexdigest()[:32]}"


def _keep(
    basis: Basis, session_id: str, place: Path, names: list[str], by: Subject, day: dt.date, last: dt.date
) -> None:
    draft = place.with_name(f".draft-{uuid.uuid4().hex}")
    draft.mkdir(parents=True)
    try:
        work = Keeping(basis.plan, _facts(basis, session_id), threads=1, memory_limit="256MB")
        keep_values(work, draft, names, by=by, each="stretch", first=day, last=last)
        try:
            draft.rename(place)
        except OSError:
            if not place.is_dir():  # another was first
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _facts(basis: Basis, session_id: str) -> dict[str, object]:
    """Tables whose rows name a session: those of this one; people and the like whole; nothing else."""
    facts: dict[str, object] = {}
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for name, table in TABLES.items():
            files = basis.facts.files(name)
            if not files:
                continue
            if "session_id" in table.column_names:
                query = "SELECT * FROM read_parquet($files) WHERE session_id = $session"
                given = {"files": files, "session": session_id}
                facts[name] = connection.sql(query, params=given).to_arrow_table()
            elif name in ("people", "accounts", "products"):
                facts[name] = files
    return facts
