"""Many statements in one file: one PDF after the other, or a zip with a PDF for each person.

Owns that memory stays bounded however many there are: papers come one by one and are printed a few at a
time. What typst remembers of its last compilations grows with their size, so that 20 are printed at once:
2,000 with their score cards take 0.7 GB this way; in one piece 2,000 of one page each take 1.9 GB.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from pypdf import PdfWriter

from boji.statements.paper.printing import printed
from boji.statements.paper.sheet import Paper, title_of

AT_ONCE = 20
_NOT_IN_NAMES = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_"))


def write_pdf(papers: Iterable[Paper], target: Path, title: str) -> None:
    """All statements in one PDF, each with pages of its own and a bookmark."""
    with PdfWriter() as writer:
        for some in _batches(papers):
            writer.append(io.BytesIO(printed(some)))
        writer.add_metadata({"/Title": title})
        writer.write(target)


def write_zip(papers: Iterable[Paper], target: Path) -> None:
    """A PDF for each person, named by person and month."""
    with zipfile.ZipFile(target, "w") as archive:
        for paper in papers:
            archive.writestr(file_name(paper), printed([paper]))


def file_name(paper: Paper) -> str:
    """安安 · 2026年9月 A01.pdf; the id tells people of one name apart."""
    person_id = paper.statement.subject.person_id
    return f"{title_of(paper.statement)} {person_id}".translate(_NOT_IN_NAMES) + ".pdf"


def _batches(papers: Iterable[Paper]) -> Iterator[list[Paper]]:
    left = iter(papers)
    while some := list(islice(left, AT_ONCE)):
        yield some
