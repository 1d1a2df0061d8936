"""Write the beauty company's months: `python examples/beauty/generate.py DIR [--exports]`.

Owns the two forms: canonical CSV files, or, with --exports, what a real company has, which is the exports
of its platforms and its own records (see `exports`). The same bytes come out every time. DIR holds what
was known when September was closed (2026-10-08); DIR/later holds the refunds that arrived afterwards, to
be imported once the months are locked; DIR/so-far holds the first seven days of October.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from examples.beauty.company import company
from examples.beauty.exports import write_exports, write_so_far
from examples.beauty.running_month import running_month
from examples.canonical import write_tables


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the example company's files")
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("--exports", action="store_true", help="exports of the platforms and own records")
    chosen = parser.parse_args()
    made = company()
    running = running_month(made)
    if chosen.exports:
        write_exports(made, chosen.folder)
        write_so_far(running, chosen.folder / "so-far")
    else:
        write_tables(made.tables, chosen.folder)
        write_tables(made.later_tables, chosen.folder / "later")
        write_tables(running.tables, chosen.folder / "so-far")


if __name__ == "__main__":
    main()
