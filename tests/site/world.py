"""A company with one of everything that an address can name, twice: of A in team one and of B in team two.

Owns what the arguments of addresses are for somebody, and for nobody. It is made once for a module: in a
transaction that ends with it, or, where a server is asked, to be deleted at its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from boji.accounts.models import StepRequest
from boji.disputes.actions import disputed, raise_dispute
from boji.disputes.models import Evidence
from boji.engine.periods import Period
from boji.engine.plan.read import read_plan
from boji.imports import actions as imports
from boji.intake.formats.shelf import keep_format
from boji.payouts.models import Payment
from boji.plans.actions import begin_draft
from boji.platform import clock
from boji.platform.audit import Actor
from boji.platform.jobs.models import Job
from boji.platform.models import RoleGrant, User
from boji.platform.roles import Role
from boji.replay.question import Question
from boji.replay.replaying import replay
from boji.tokens.actions import make as make_token
from boji.tokens.models import Token
from boji.tokens.rules import Scope
from boji.workspace import Workspace
from tests.cli import company as small
from tests.site.conftest import PASSWORD
from tests.site.payouts.steps import APRIL_TENTH, MARCH, staff_member, walked

BEST = "- {name: best, label: {zh: 组内第一, en: First of the group}, each: month, top: 100%}\n"
OWN_FORMAT = """
id: own_format
title: 流水
platform: any
recognise: {headers: [流水号]}
headers: [流水号]
tables: [{table: order_lines, columns: {line_id: {from: 流水号, as: id}}}]
"""
IMPORT_PAGES = ("import", "import_again", "undo_effect", "quarantine", "quarantine_file")
UPLOAD_PAGES = ("upload", "look_again", "import_upload", "discard_upload", "discard_file", "map_file")
TEAMS = {"A": "one", "B": "two"}
OF_B_ALONE = {
    "sessions": "S9,douyin,R1,,normal,2026-03-21 20:00:00,2026-03-21 21:00:00,40",
    "shifts": "S9,B,anchor,2026-03-21 20:00:00,2026-03-21 21:00:00",
    "order_lines": "s9,s9,douyin,S9,B,P1,2026-03-21 20:10:00,10.00,4.00,live",
}

# What arguments of addresses are, whoever is concerned; `address.argument` is for that address alone.
SAME: dict[str, object] = {
    "answer": "decline",
    "figure": "pay",
    "form": "csv",
    "name": "best",
    "place": "pay/0",
    "score_why.place": "score/0",
    "product_figures.subject": "P1",
    "product_why.subject": "P1",
    "room_figures.subject": "R1",
    "room_why.subject": "R1",
    "side": 1,
    "verb": "rename",
}
# What people type here: names, reasons, questions.
TYPED = ("已知", "开张", "这个月少算了一场", "记录", "下一版", "表格", "一档")
# What names nothing and nobody: the first of these that an address has makes it absent.
ABSENT: dict[str, object] = {
    "person_id": "NOBODY",
    "account_id": 999_999_999,
    "job_id": 999_999_999,
    "number": 999_999_999,
    "payment": 999_999_999,
    "session_id": "never",
    "step_id": 999_999_999,
    "subject": "nothing",
    "token_id": 999_999_999,
    "label": "never",
    "name": "never",
    "period": "never",
}


@contextmanager
def rolled_back() -> Iterator[None]:
    """What is written to the database inside is gone afterwards."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


@dataclass(frozen=True)
class World:
    """The company, the accounts of A and B, and what there is of each, by name of an argument."""

    workspace: Workspace
    users: dict[str, User]
    things: dict[str, dict[str, object]]

    def address(self, name: str, arguments: Iterable[str], person: str | None) -> str:
        """The address of somebody's thing, or of what is absent."""
        known = SAME | self.things[person or "A"]
        given = {one: known.get(f"{name}.{one}", known.get(one)) for one in arguments}
        if person is None and given:
            missing = next(one for one in ABSENT if one in given)
            given[missing] = ABSENT[missing]
        unknown = [one for one, value in given.items() if value is None]
        assert not unknown, f"say in {__name__} what {unknown} of {name} is, in SAME or in _things"
        return reverse(name, kwargs=given)


@contextmanager
def made(folder: Path, *paid: str) -> Iterator[World]:
    """The world on its tenth of April 2026, with a site that serves it; things are of the last month paid."""
    company = _company(folder)
    hasher = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: APRIL_TENTH)
        with override_settings(BOJI_WORKSPACE=company.path, PASSWORD_HASHERS=hasher):
            for month in paid:
                walked(company, month, "pay")
            users = {person: make_account(f"of-{person}", Role.ANCHOR, person_id=person) for person in TEAMS}
            shared = _things_of_everybody(company, paid[-1])
            things = {one: shared | _things(company, user, paid[-1]) for one, user in users.items()}
            yield World(company, users, things)


def _company(folder: Path) -> Workspace:
    """The small company with B in a team of its own, a session of B alone, something to propose for all."""
    with pytest.MonkeyPatch.context() as patch:
        people = small.TABLES["people"].replace("B,贝贝,anchor,head,one", "B,贝贝,anchor,head,two")
        alone = {name: small.TABLES[name].rstrip() + f"\n{row}\n" for name, row in OF_B_ALONE.items()}
        patch.setattr(small, "TABLES", small.TABLES | {"people": people} | alone)
        patch.setattr(small, "PLAN", small.PLAN.replace("outcomes:\n", f"outcomes:\n  {BEST}"))
        return Workspace.open(small.small_company(folder).path)


def make_account(username: str, *roles: Role, person_id: str | None = None, team: str = "") -> User:
    user = User.objects.create_user(username, password=PASSWORD, person_id=person_id)
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role, team=team) for role in roles)
    return user


def _things_of_everybody(company: Workspace, month: str) -> dict[str, object]:
    """What there is once."""
    analyst = Actor(make_account("dana", Role.ANALYST), "page")
    upload = imports.upload(analyst, [SimpleUploadedFile("表.csv", "单号,金额\n1,2\n".encode())], [None])
    imports.look(analyst, company, upload, lambda _step, _part: None)
    file = upload.files.get().pk
    keep_format(company.formats, OWN_FORMAT, "own.yaml")
    draft = begin_draft(staff_member("fang"), "下一版", small.PLAN, APRIL_TENTH).pk
    return {
        "label": month,
        "period": month,
        "check_draft.number": draft,
        "draft_history.number": draft,
        "discard_draft.number": draft,
        "plan_draft.number": draft,
        "publish_draft.number": draft,
        **dict.fromkeys(
            (
                *("plan_version.number", "remind_of_plan.number"),
                *("handbook_version.number", "acknowledge_version.number"),
            ),
            1,
        ),
        **{f"{name}.number": 1 for name in IMPORT_PAGES},
        **{f"{name}.number": upload.pk for name in UPLOAD_PAGES},
        **{f"{name}.file": file for name in ("discard_file", "map_file")},
        "own_format.name": "own_format",
        "replay_person.key": _replayed(company),
    }


def _replayed(company: Workspace) -> str:
    """The key of an answer of what the plan would have cost in March."""
    month, plan = Period.parse(MARCH), read_plan(small.PLAN)
    return replay(company, Question(month, month, (plan,)), with_runs=True).key


def _things(company: Workspace, user: User, month: str) -> dict[str, object]:
    """What there is of somebody."""
    person, actor = str(user.person_id), Actor(user, "page")
    about = disputed(company, Period.parse(month), person, "pay")
    file = SimpleUploadedFile("记录.txt", "排班表".encode())
    dispute = raise_dispute(
        actor, company, Period.parse(month), person, about, "这个月少算了一场", [file], APRIL_TENTH
    )
    asked_by = staff_member("ada").user
    assert asked_by is not None
    step = StepRequest.objects.create(
        account=user, asked_by=asked_by, asked_at=APRIL_TENTH, kind="link", value=person
    )
    job = Job.objects.create(
        kind="period.preview",
        asked_by=user,
        asked_at=APRIL_TENTH,
        due_at=clock.real(),
        arguments={"period": month},
    )
    token = make_token(actor, user, "表格", [Scope.READ_STATEMENTS], 90).token
    Token.objects.update(waits=True)
    return {
        "person_id": person,
        "account_id": user.pk,
        "job_id": job.pk,
        "number": dispute.pk,
        "file": Evidence.objects.get(entry__dispute=dispute).pk,
        "session_id": {"A": "S3", "B": "S9"}[person],
        "step_id": step.pk,
        "subject": TEAMS[person],
        "token_id": token.pk,
        "payment": Payment.objects.get(pay_period__label=month, person_id=person).pk,
    }
