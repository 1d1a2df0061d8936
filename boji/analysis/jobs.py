"""Keeping figures for pages in the background: the usual ones when facts or plan are new, others on demand.

Owns how they are asked for. All may be repeated: what is kept already is left alone. Where no worker lives,
as in a small installation without one, the page that asks makes them at once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from boji.analysis.keeping.asking import Wanting
from boji.analysis.keeping.basis import Basis, basis_on
from boji.analysis.keeping.pieces import Piece, make, throw_away_older
from boji.analysis.keeping.usual import usual_pieces
from boji.plans.publishing import NoPlanInForce
from boji.platform.audit import Actor
from boji.platform.company import workspace
from boji.platform.jobs.actions import enqueue
from boji.platform.jobs.kinds import Done, Work, job
from boji.platform.jobs.queries import living_workers

ATTEMPTS = 6  # an answer may want one piece after the other
Built = TypeVar("Built")
MOST_AT_ONCE = 40  # pieces that one page may ask for


@job("figures.keep", "计算分析页的数字", "Computing figures for pages")
def keep(work: Work, pieces: list[dict[str, Any]] | None = None, day: str = "") -> Done:
    """The pieces named, under the plan of a day; or all usual ones that are missing."""
    company = workspace()
    try:
        basis = basis_on(company, dt.date.fromisoformat(day) if day else None)
    except NoPlanInForce:
        return Done("还没有方案，没有可算的数字", "There is no plan yet, so there are no figures")
    wanted = usual_pieces(basis) if pieces is None else [Piece.from_json(one) for one in pieces]
    missing = [one for one in wanted if basis.known is not None and not one.is_kept(basis)]
    for number, one in enumerate(missing):
        work.progress(
            f"计算数字，第 {number + 1} 份，共 {len(missing)} 份",
            f"Computing figures, part {number + 1} of {len(missing)}",
            number / len(missing),
        )
        make(basis, one)
    throw_away_older(company)
    return Done(f"已算好 {len(missing)} 份", f"{len(missing)} parts are made", figures={"made": len(missing)})


def once_made(actor: Actor, basis: Basis, build: Callable[[], Built]) -> Built | None:
    """What is built of kept figures; None while a worker makes those that it wants."""
    for _ in range(ATTEMPTS):
        try:
            return build()
        except Wanting as wanting:
            if ask_for(actor, basis, wanting.pieces):
                return None
    return None


def ask_for(actor: Actor, basis: Basis, pieces: Sequence[Piece]) -> bool:
    """Ask a worker for pieces; False where none lives and they were made at once."""
    if not living_workers():
        for one in pieces[:MOST_AT_ONCE]:
            make(basis, one)
        return False
    named = [one.as_json() for one in pieces[:MOST_AT_ONCE]]
    digest = hashlib.sha256(f"{basis.key}{named}".encode()).hexdigest()[:24]
    assert basis.known is not None, "without facts nothing is asked for"
    arguments = {"pieces": named, "day": max(one.last for one in pieces).isoformat()}
    enqueue(actor, keep.name, arguments, once=f"figures:{digest}")
    return True
