"""Pages of figures under load: `python -m bench.subjects.site_figures` prints how long they take.

The example enlarged to 2,000 people and more with its nine months, the usual figures kept beforehand as the
background job keeps them, then analysts who look at people, teams, rooms, products, the path and sessions.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from importlib import import_module
from itertools import product
from typing import Any

from bench.site_company import company
from bench.subjects.site import COPIES, TARGETS, options, served, table

SINCE = "2026-01-01"
METRICS = ("gmv", "effective_gmv", "conversion", "orders", "interaction_rate")
DAYS = ("", "first=2026-09-01&last=2026-09-30", "first=2026-06-10&last=2026-08-20&each=week")
TARGETS["figures"] = 0.300


def main() -> None:
    asked = options(__doc__ or "", copies=COPIES)
    workspace, visitors = company(asked.copies, asked.visitors, since=SINCE, role="analyst")
    print(f"kept the usual figures in {keep(workspace):.0f} s")
    reverse: Any = import_module("django.urls").reverse
    people = [one["person_id"] for one in visitors]
    for one in visitors:
        one |= {"addresses": {"page": " ".join(_pages(reverse, people))}}  # type: ignore[dict-item]
    with served(str(workspace.path), asked.workers) as address:
        job = {"address": address, "visitors": visitors, "seconds": asked.seconds}
        done = subprocess.run(
            [sys.executable, "-m", "bench.load"],
            input=json.dumps(job),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    measured = json.loads(done.stdout)
    measured["seconds"] = {"figures": measured["seconds"].pop("page", [])}
    print(table(measured, asked.visitors))


def keep(workspace: Any) -> float:
    """Keep what the background job keeps; how long it took, near nothing the second time."""
    basis = import_module("boji.analysis.keeping.basis").basis_on(workspace)
    pieces: Any = import_module("boji.analysis.keeping.pieces")
    begun = time.perf_counter()
    for one in import_module("boji.analysis.keeping.usual").usual_pieces(basis):
        pieces.make(basis, one)
    return time.perf_counter() - begun


def _pages(reverse: Any, people: list[str]) -> list[str]:
    """Lists of every kind, some people, the path and sessions, for several metrics and stretches."""
    lists = [reverse(f"{kind}_figures") for kind in ("people", "teams", "rooms", "products")]
    singles = [reverse("person_figures", args=[one]) for one in people[:12]]
    looked = [
        f"{address}?metric={metric}&{days}"
        for address, metric, days in product([*lists, *singles], METRICS, DAYS)
        if not (metric in ("conversion", "interaction_rate") and "products" in address)
    ]
    return [*looked, reverse("path"), reverse("sessions")]


if __name__ == "__main__":
    main()
