"""`python -m bench [--quick] [--only TEXT]`: make the data, measure every case, print and write the table."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys

from bench.case import Case, Measurement
from bench.data import ROOT, SIZES, generate
from bench.exports import make_exports
from bench.table import EXPORTS, disagreements, markdown, rows

REPEATS = 3
TABLE = ROOT / "table.md"


def main() -> int:
    options = _options()
    sizes = ("200k",) if options.quick else ("10m", "100m", "million", EXPORTS)
    wanted = [row for row in rows(sizes) if options.only in row.case.name]
    needed = {row.case.name: row.case for row in wanted} | {
        row.floor.name: row.floor for row in wanted if row.floor is not None
    }
    for name in sorted({case.size for case in needed.values()}):
        if name == EXPORTS:
            make_exports(_tell)
        else:
            generate(SIZES[name], _tell)
    measured = {}
    for name, case in needed.items():
        measured[name] = _measured(case, 1 if options.quick else REPEATS)
        _tell(f"{name}: {measured[name].seconds:.2f} s, {measured[name].cpu_seconds:.2f} CPU s")
    table = markdown(rows(sizes), measured)
    print(table)
    TABLE.write_text(table, encoding="utf-8")
    if options.only in "site" and not options.quick:  # prints a table of its own
        subprocess.run([sys.executable, "-m", "bench.subjects.site"], check=True, cwd=ROOT.parents[1])
    for size in (differing := disagreements(measured)):
        print(f"{size}: the commissions differ between engine and peers", file=sys.stderr)
    return 1 if differing else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="200,000 lines: whether everything works")
    parser.add_argument("--only", default="", metavar="TEXT", help="cases whose name has TEXT, as 10m/engine")
    return parser.parse_args()


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _measured(case: Case, times: int) -> Measurement:
    """The median of several measurements, each in a new process; of the memory the greatest."""
    command = [sys.executable, "-m", "bench.case", case.name]
    found = []
    for _ in range(times):
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT.parents[1])
        found.append(Measurement(**json.loads(done.stdout)))
    assert len({one.result for one in found}) == 1, f"{case.name}: repeated runs differ"
    return Measurement(
        statistics.median(one.seconds for one in found),
        statistics.median(one.cpu_seconds for one in found),
        max(one.memory for one in found),
        found[0].result,
    )


if __name__ == "__main__":
    sys.exit(main())
