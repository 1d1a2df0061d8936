"""Statements on paper: the page's figures, real characters, pages counted for each person."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from dataclasses import replace

import pypdf
import pytest
from django.test import Client

from boji.platform.formats import money
from boji.platform.models import User
from boji.platform.roles import Role
from boji.statements.explained import Subject
from boji.statements.paper.printing import printed
from boji.statements.paper.sheet import Detail, Paper
from boji.statements.queries import Statement, statement_of
from boji.statements.score_queries import score_card_of
from tests.site.conftest import Account

NOON = dt.datetime(2026, 4, 10, 12, 0, tzinfo=dt.UTC)
RARE = "喆璟鋆㛃䶮骉"
Subjects = Callable[..., Subject]


def paper(subject: Subject, detail: Detail = Detail.WHY, statement: Statement | None = None) -> Paper:
    return Paper(statement or statement_of(subject), score_card_of(subject), "主播", detail, NOON)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def squeezed(text: str) -> str:
    """Without the spaces and breaks that lines of a PDF have."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("person_id", ["A", "B", "O", "X"])
def test_it_says_the_figures_of_the_page(person_id: str, language: str, subject: Subjects) -> None:
    one = paper(subject(person_id, language))
    text = squeezed(text_of(printed([one])))
    assert squeezed(money(one.statement.pay)) in text
    for group in one.statement.groups:
        for line in group.lines:
            assert squeezed(line.label) in text
            assert squeezed(line.formula) in text
            assert squeezed(money(line.amount)) in text
    assert one.statement.subject.run in text
    assert squeezed(one.statement.empty) in text


def test_rare_characters_of_names_are_drawn(subject: Subjects) -> None:
    found = statement_of(subject("A"))
    named = replace(found, who=replace(found.who, name=RARE))
    pdf = printed([paper(subject("A"), statement=named)])
    assert RARE in text_of(pdf)
    fonts = fonts_of(pdf)
    assert fonts
    assert all("NotoSansSC" in name for name in fonts)


def fonts_of(pdf: bytes) -> set[str]:
    found: set[str] = set()
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            found.add(str(font.get_object()["/BaseFont"]))
    return found


def test_text_is_never_markup(subject: Subjects) -> None:
    found = statement_of(subject("A"))
    name = '#panic("x") *粗* $x$ <b> \\ "'
    pdf = printed([paper(subject("A"), statement=replace(found, who=replace(found.who, name=name)))])
    assert squeezed(name) in squeezed(text_of(pdf))


def test_detail_goes_as_far_as_asked(subject: Subjects) -> None:
    lines, why, orders = (text_of(printed([paper(subject("A"), detail)])) for detail in Detail)
    assert "每一行是怎么来的" not in lines
    assert "每一行是怎么来的" in why
    assert "s1" in orders
    assert "s1" not in why


def test_the_pages_of_each_person_are_counted_by_themselves(subject: Subjects) -> None:
    pdf = printed([paper(subject(person_id)) for person_id in ("A", "B", "O")])
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    ends = [
        re.search(r"(\d+) / (\d+)\s*$", text.strip()) or re.search(r"(\d+) / (\d+)", text) for text in pages
    ]
    assert all(ends)
    assert sum(one is not None and one[1] == "1" for one in ends) == 3


def test_the_same_statement_gives_the_same_bytes(subject: Subjects) -> None:
    assert printed([paper(subject("A"))]) == printed([paper(subject("A"))])


def test_the_address_gives_a_file_with_a_name(account: Account, sign_in: Callable[[User], Client]) -> None:
    answer = sign_in(account("an", Role.ANCHOR, person_id="A")).get("/statements/2026-03/A/statement.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer.content.startswith(b"%PDF")
