"""Write the beauty company's nine months: `python examples/beauty/generate.py DIR [--exports]`.

Owns the two forms: canonical CSV files, or, with --exports, what a real company has, which is the exports
of its platforms and its own records (see `exports`). The same bytes come out every time. DIR holds what
was known when September was closed (2026-10-08); DIR/later holds the refunds that arrived afterwards, to
be imported once the months are locked.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from examples.beauty.company import company
from examples.beauty.exports import write_exports
from examples.canonical import write_tables


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the example company's files")
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("--exports", action="store_true", help="exports of the platforms and own records")
    chosen = parser.parse_args()
    made = company()
    if chosen.exports:
        write_exports(made, chosen.folder)
    else:
        write_tables(made.tables, chosen.folder)
        write_tables(made.later_tables, chosen.folder / "later")


if __name__ == "__main__":
    main()
