"""Printing: sheets of data become one PDF.

Owns the call of typst and the font. Text reaches the sheet as data and never as markup.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import typst
from pylopdf_fonts_zh_cn import sans_path

from boji.statements.paper.sheet import Paper, sheet_of, title_of

TEMPLATE = Path(__file__).with_name("statement.typ")


def printed(papers: Sequence[Paper]) -> bytes:
    """One PDF with the statements one after the other, each with pages of its own."""
    assert papers, "a PDF has at least one statement"
    first = papers[0]
    return typst.compile(
        TEMPLATE,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={
            "sheets": json.dumps([sheet_of(one) for one in papers], ensure_ascii=False),
            "title": title_of(first.statement),
            "lang": first.statement.subject.language,
        },
        timestamp=int(first.made_at.timestamp()),
    )


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The one font of paper, read once."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(sans_path().parent)]
    )
