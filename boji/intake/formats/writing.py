"""A declaration written as YAML: from a proposal, or from what a person chose for each header.

Owns the text. What it means is `declaration`, which reads it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from boji.intake.formats.model import plain_header
from boji.intake.readings import Reading

_FORBIDDEN = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]"


@dataclass(frozen=True)
class ChosenColumn:
    """What a person says of a header: its column and reading; `on` is the day of a clock time.

    `words` are the meanings of a vocabulary.
    """

    header: str
    column: str
    reading: Reading
    on: str = ""
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Chosen:
    """A format as chosen: `headers` are all of the file's, `fixed` the texts of columns that no header holds,
    a template where they name others in braces."""

    id: str
    title: str
    table: str
    headers: tuple[str, ...]
    columns: tuple[ChosenColumn, ...]
    fixed: Mapping[str, str]


def declaration_text(chosen: Chosen) -> str:
    """The declaration, as `read_declaration` reads it."""
    used = [one.header for one in chosen.columns]
    lines = [
        f"id: {chosen.id}",
        f"title: {scalar(chosen.title)}",
        "platform: any",
        "recognise:",
        f"  headers: [{', '.join(map(scalar, dict.fromkeys(used)))}]",
        f"headers: [{', '.join(map(scalar, chosen.headers))}]",
        "tables:",
        f"  - table: {chosen.table}",
        "    columns:",
    ]
    lines += [f"      {one.column}: {_source(one)}" for one in chosen.columns]
    for column, text in chosen.fixed.items():
        kind = "template" if re.search(r"\{[^{}]+\}", text) else "constant"
        lines.append(f"      {column}: {{{kind}: {scalar(text)}}}")
    return "\n".join(lines) + "\n"


def numbered(titles: Sequence[str]) -> list[str]:
    """Titles as a declaration names them: the second of the same name is name_2."""
    counts: dict[str, int] = {}
    named = []
    for title in titles:
        plain = plain_header(title)
        counts[plain] = counts.get(plain, 0) + 1
        named.append(title if counts[plain] == 1 else f"{title}_{counts[plain]}")
    return named


def id_of(stem: str, taken: Collection[str] = ()) -> str:
    """An id for a format of a file of that name, unlike those that are taken."""
    words = re.sub("[^a-z0-9]+", "_", stem.lower()).strip("_")[:40]
    base = words if re.fullmatch("[a-z][a-z0-9_]{1,60}", words) else "own_format"
    number, name = 1, base
    while name in taken:
        number += 1
        name = f"{base}_{number}"
    return name


def scalar(text: str) -> str:
    """A text as YAML: what JSON writes, YAML reads; signs that it forbids become spaces."""
    return json.dumps(re.sub(_FORBIDDEN, " ", text), ensure_ascii=False)


def _source(one: ChosenColumn) -> str:
    parts = [f"from: {scalar(one.header)}", f"as: {one.reading.value}"]
    if one.on:
        parts.append(f"on: {scalar(one.on)}")
    if one.words:
        words = ", ".join(f"{scalar(word)}: {scalar(meaning)}" for word, meaning in one.words)
        parts.append(f"words: {{{words}}}")
    return "{" + ", ".join(parts) + "}"
