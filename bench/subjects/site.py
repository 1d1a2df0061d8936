"""The site under load: `python -m bench.subjects.site` prints how long its pages take.

The example enlarged to 2,000 people and more, `boji serve` with two web processes, 50 visitors at once who
think for one to three seconds between two looks, all on this machine: the visitors take their part of its
processors too.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx

from bench.site_company import MONTH, company

COPIES = 65  # of 32 people: 2,080
TARGETS = {"page": 0.150, "slider": 0.100}
LABELS = {"page": "statement page", "slider": "slider answer", "figures": "page of figures"}


def main() -> None:
    asked = options(__doc__ or "", copies=COPIES)
    workspace, visitors = company(asked.copies, asked.visitors)
    reverse: Any = import_module("django.urls").reverse
    for one in visitors:
        one |= {"addresses": _addresses(reverse, one["person_id"])}  # type: ignore[dict-item]
    with served(str(workspace.path), asked.workers) as address:
        job = {"address": address, "visitors": visitors, "seconds": asked.seconds}
        done = subprocess.run(
            [sys.executable, "-m", "bench.load"],
            input=json.dumps(job),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    print(table(json.loads(done.stdout), asked.visitors))


def table(measured: dict[str, Any], visitors: int) -> str:
    """Rows for docs/performance.md."""
    lines = [
        "| visitors | asked for | answers | per second | p50 ms | p95 ms | p99 ms | target | reached |",
        "|---:|---|---:|---:|---:|---:|---:|---|---|",
    ]
    for kind, times in measured["seconds"].items():
        ordered = sorted(times)
        shown = [
            f"{ordered[min(len(ordered) - 1, len(ordered) * part // 100)] * 1000:.0f}"
            for part in (50, 95, 99)
        ]
        reached = "yes" if float(shown[1]) <= TARGETS[kind] * 1000 else "no"
        rate = f"{len(times) / measured['took']:.1f}"
        cells = (
            visitors,
            LABELS[kind],
            len(times),
            rate,
            *shown,
            f"p95 ≤ {TARGETS[kind] * 1000:.0f} ms",
            reached,
        )
        lines.append(f"| {' | '.join(map(str, cells))} |")
    if measured["failures"]:
        lines.append(f"\n{measured['failures']} answers were not 200")
    return "\n".join(lines)


def options(description: str, *, copies: int) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--copies", type=int, default=copies)
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=60)
    return parser.parse_args()


def _addresses(reverse: Any, person_id: str) -> dict[str, str]:
    """Where a visitor goes: the own statement and its sliders; the first page while there are none."""
    arguments = {"period": MONTH.label, "person_id": person_id}
    try:
        return {
            "page": reverse("statement", kwargs=arguments),
            "what_if": reverse("what_if", kwargs=arguments),
        }
    except import_module("django.urls").NoReverseMatch:
        return {"page": reverse("home")}


@contextmanager
def served(workspace: str, workers: int) -> Iterator[str]:
    command = [sys.executable, "-m", "boji", "serve", "--port", "0", "--workers", str(workers)]
    surroundings = os.environ | {
        "BOJI_WORKSPACE": workspace,
        "BOJI_LOG": "json",
        "BOJI_CLOCK_STARTS": "2026-10-08T10:00:00+08:00",
    }
    with Path(os.devnull).open("w") as nowhere:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=nowhere, text=True, env=surroundings
        )
        assert process.stdout is not None
        found = re.search(r"http://\S+(?=/ )", process.stdout.readline())
        assert found is not None, "the site did not start"
        try:
            httpx.get(f"{found[0]}/health/live", timeout=120)
            yield found[0]
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
