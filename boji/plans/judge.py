"""The process that checks texts: one text after the other from its standard input, until that ends.

Owns the form of what it is asked and answers, and the bound of its memory. What it is for, and the bound of
its time, is `judging`. It knows no site and no workspace.
"""

from __future__ import annotations

import pickle
import resource
import sys
from typing import BinaryIO

from boji.plans.checking import checked

MOST_MEMORY = 3 * 1024**3  # of addresses, of which an idle DuckDB already takes the most part


def main(asked: BinaryIO, answers: BinaryIO) -> None:
    """Answer every text; the other side is this program's own, so that pickles are safe both ways."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    while True:
        try:
            text: str = pickle.load(asked)
        except EOFError:
            return
        try:
            answer = checked(text)
        except MemoryError:
            return  # the site sees its end, and says that the text asks too much
        pickle.dump(answer, answers)
        answers.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
