"""Everybody's statements of a month in one file: made by a job, for who asked for it, gone after a week."""

from __future__ import annotations

import datetime as dt
import io
import os
import zipfile
from collections.abc import Callable, Iterator

import pypdf
import pytest
from django.test import Client

from boji.platform import clock
from boji.platform.jobs.models import Job
from boji.platform.jobs.worker import Worker
from boji.platform.models import AuditEntry, RoleGrant, User
from boji.platform.roles import Role
from boji.statements.bundles import KEPT, throw_away_old
from boji.workspace import Workspace
from tests.site.conftest import Account
from tests.site.statements.test_paper import squeezed

PRINT = "/statements/2026-03/print/"
PAID = {"A": "安安", "B": "贝贝", "O": "欧欧", "X": "小夏"}

Ask = Callable[..., Client]


@pytest.fixture
def ask(account: Account, sign_in: Callable[[User], Client], company: Workspace) -> Iterator[Ask]:
    """Somebody asks for a file, and a worker makes it; as fin, finance, where nobody is named."""

    def asking(form: str = "pdf", detail: str = "lines", user: User | None = None) -> Client:
        client = sign_in(user or account("fin", Role.FINANCE))
        assert client.post(PRINT, {"form": form, "detail": detail}).status_code == 302
        assert Worker().step()
        return client

    yield asking
    for one in company.statements.glob("*"):
        one.unlink()


def fetched(client: Client) -> bytes:
    [address] = links(client)
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.getvalue()


def links(client: Client) -> list[str]:
    page = client.get(PRINT).content.decode()
    return [piece.split('"')[0] for piece in page.split('href="') if piece.startswith(f"{PRINT}")]


def test_one_pdf_has_everybody_by_team_and_name_with_a_bookmark_each(ask: Ask) -> None:
    pdf = pypdf.PdfReader(io.BytesIO(fetched(ask())))
    marks = [str(one.title) for one in pdf.outline if not isinstance(one, list)]
    assert [mark.split(" ")[0] for mark in marks] == ["安安", "欧欧", "贝贝", "小夏"]
    text = squeezed("".join(page.extract_text() for page in pdf.pages))
    assert all(name in text for name in PAID.values())
    assert pdf.metadata is not None
    assert pdf.metadata.title == "2026年3月 提成单"


def test_a_zip_has_a_pdf_for_each(ask: Ask) -> None:
    with zipfile.ZipFile(io.BytesIO(fetched(ask("zip", "why")))) as archive:
        names = set(archive.namelist())
        assert names == {f"{name} · 2026年3月 {person_id}.pdf" for person_id, name in PAID.items()}
        an = pypdf.PdfReader(io.BytesIO(archive.read("安安 · 2026年3月 A.pdf")))
    assert "贝贝" not in "".join(page.extract_text() for page in an.pages)


def test_only_who_may_see_scores_has_score_cards_in_it(ask: Ask, account: Account) -> None:
    def text(user: User) -> str:
        pdf = pypdf.PdfReader(io.BytesIO(fetched(ask(user=user))))
        return squeezed("".join(page.extract_text() for page in pdf.pages))

    assert "考核项" in text(account("hr", Role.HR))
    assert "考核项" not in text(account("fin", Role.FINANCE))


def test_making_and_fetching_are_on_record(ask: Ask) -> None:
    fetched(ask())
    kept = AuditEntry.objects.filter(subject="period:2026-03").order_by("id")
    assert [(one.action, one.actor_name, one.details["people"]) for one in kept] == [
        ("statements.made", "fin", 4),
        ("look.all_statements", "fin", 4),
    ]


def test_nobody_else_fetches_it(ask: Ask, account: Account, sign_in: Callable[[User], Client]) -> None:
    [address] = links(ask())
    other = sign_in(account("wen", Role.FINANCE))
    assert links(other) == []
    assert other.get(address).status_code == 404
    narrowed = sign_in(account("tea", Role.HR, team="one"))
    assert narrowed.get(PRINT).status_code == 404
    assert narrowed.get(address).status_code == 404


def test_a_right_that_was_taken_away_takes_the_file_along(ask: Ask) -> None:
    client = ask()
    [address] = links(client)
    RoleGrant.objects.all().delete()
    assert client.get(address).status_code == 404


def test_after_a_week_it_is_gone(ask: Ask, company: Workspace) -> None:
    client = ask()
    [address] = links(client)
    assert throw_away_old(company) == 0
    old = clock.real() - KEPT - dt.timedelta(hours=1)
    Job.objects.update(ended_at=old)
    assert links(client) == []
    assert client.get(address).status_code == 404
    [file] = company.statements.iterdir()
    os.utime(file, (old.timestamp(), old.timestamp()))
    assert throw_away_old(company) == 1
    assert not list(company.statements.iterdir())


def test_a_month_without_figures_says_so(account: Account, sign_in: Callable[[User], Client]) -> None:
    answer = sign_in(account("fin", Role.FINANCE)).get("/statements/2026-07/print/")
    assert answer.status_code == 200
    assert '<form method="post" class' not in answer.content.decode()


def test_what_is_no_choice_is_refused(account: Account, sign_in: Callable[[User], Client]) -> None:
    client = sign_in(account("fin", Role.FINANCE))
    assert client.post(PRINT, {"form": "exe", "detail": "lines"}).status_code == 422
    assert not Job.objects.exists()
