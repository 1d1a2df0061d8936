"""A dispute from the line of a statement to its correction, as people meet it in their pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from boji.disputes.actions import MoveRefused, move, remind
from boji.disputes.models import Dispute
from boji.disputes.queries import get_thread
from boji.disputes.rules import Move
from boji.intake.importing import undo_import
from boji.payouts.models import Bonus
from boji.platform.audit import Actor
from boji.platform.models import AuditEntry, User
from boji.platform.roles import Role
from boji.workspace import Workspace
from tests.site.conftest import Account
from tests.site.payouts.conftest import APRIL_TENTH, MARCH

PNG = b"\x89PNG\r\n\x1a\n picture"


@pytest.fixture
def world(company: Workspace, account: Account) -> dict[str, User]:
    """March is locked. An asks; Bei must see nothing; Fin answers everybody, Tea those of team two."""
    return {
        "an": account("a", Role.ANCHOR, person_id="A"),
        "bei": account("b", Role.ANCHOR, person_id="B"),
        "fin": account("fin", Role.FINANCE),
        "tea": account("tea", Role.HR, team="two"),
    }


@pytest.fixture
def raised(world: dict[str, User], sign_in: Callable[[User], Client]) -> Dispute:
    answer = sign_in(world["an"]).post(
        f"/disputes/new/{MARCH}/A/line 1/",
        {"text": "这笔订单不是我的班次", "evidence": [SimpleUploadedFile("截图.png", PNG)]},
    )
    assert answer.status_code == 302, answer.content.decode()
    return Dispute.objects.get()


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    def client_of(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return client_of


def test_it_keeps_what_the_line_said(raised: Dispute) -> None:
    assert (raised.period, raised.person_id, raised.figure) == (MARCH, "A", "line 1")
    assert raised.fen is not None
    assert raised.due_on == dt.date(2026, 4, 17)  # five working days after Friday 10 April
    assert AuditEntry.objects.filter(action="dispute.raise", person_id="A").exists()


@pytest.mark.parametrize(("who", "sees"), [("an", True), ("fin", True), ("bei", False), ("tea", False)])
def test_who_sees_it(
    raised: Dispute, world: dict[str, User], sign_in: Callable[[User], Client], who: str, sees: bool
) -> None:
    client = sign_in(world[who])
    file = raised.entries.get().evidence.get()
    assert client.get(f"/disputes/{raised.pk}/").status_code == (200 if sees else 404)
    download = client.get(f"/disputes/{raised.pk}/files/{file.pk}/")
    download.getvalue()  # to its end, which closes the file; closing the answer would close the database, too
    assert download.status_code == (200 if sees else 404)
    assert ("安安" in client.get("/disputes/").content.decode()) == sees


def test_a_file_is_handed_out_as_a_download(
    raised: Dispute, world: dict[str, User], sign_in: Callable[[User], Client]
) -> None:
    file = raised.entries.get().evidence.get()
    answer = sign_in(world["fin"]).get(f"/disputes/{raised.pk}/files/{file.pk}/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.getvalue() == PNG


def test_upholding_grants_the_correction_once(
    raised: Dispute, world: dict[str, User], sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(world["fin"])
    given = {"move": "uphold", "text": "班次记错了，补给本人", "correction": "-12.34"}
    assert client.post(f"/disputes/{raised.pk}/", given).status_code == 302
    assert client.post(f"/disputes/{raised.pk}/", given).status_code == 422  # it is decided
    bonus = Bonus.objects.get()
    assert (bonus.kind, bonus.person_id, bonus.fen, bonus.about) == ("correction", "A", -1234, MARCH)
    raised.refresh_from_db()
    assert raised.state == "upheld"
    assert raised.closed_at == APRIL_TENTH


def test_upholding_needs_a_correction(
    raised: Dispute, world: dict[str, User], sign_in: Callable[[User], Client]
) -> None:
    answer = sign_in(world["fin"]).post(
        f"/disputes/{raised.pk}/", {"move": "uphold", "text": "对的，应当更正"}
    )
    assert answer.status_code == 422
    assert "怎样更正" in answer.content.decode()
    raised.refresh_from_db()
    assert raised.state == "open"


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (1, "导入 1 已被第 2 条记录撤销"),
        (2, "第 2 条记录是撤销，不是导入"),
        (3, "导入台账中没有编号 3"),
    ],
)
def test_an_import_that_mends_nothing_is_no_correction(
    raised: Dispute,
    world: dict[str, User],
    sign_in: Callable[[User], Client],
    company: Workspace,
    number: int,
    says: str,
) -> None:
    client = sign_in(world["fin"])
    given = {"move": "uphold", "text": "数据已经更正", "import_number": str(number)}
    undo_import(company, 1)
    answer = client.post(f"/disputes/{raised.pk}/", given)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    raised.refresh_from_db()
    assert raised.state == "open"


def test_an_import_in_force_is_a_correction(
    raised: Dispute, world: dict[str, User], sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(world["fin"])
    given = {"move": "uphold", "text": "数据已经更正", "import_number": "1"}
    assert client.post(f"/disputes/{raised.pk}/", given).status_code == 302
    assert raised.entries.get(move="uphold").correction_import == 1
    assert not Bonus.objects.exists()


@pytest.mark.parametrize(
    ("who", "step"),
    [
        ("an", "answer"),
        ("an", "uphold"),
        ("an", "reject"),
        ("fin", "ask"),
        ("fin", "withdraw"),
        ("fin", "reopen"),
    ],
)
def test_nobody_moves_for_the_other_side(
    raised: Dispute, world: dict[str, User], sign_in: Callable[[User], Client], who: str, step: str
) -> None:
    given = {"move": step, "text": "不该由我来做", "correction": "1"}
    assert sign_in(world[who]).post(f"/disputes/{raised.pk}/", given).status_code == 422
    raised.refresh_from_db()
    assert raised.state == "open"


def test_of_two_who_decide_at_once_the_second_is_told(
    raised: Dispute, world: dict[str, User], company: Workspace
) -> None:
    first = get_thread(world["fin"], company, raised.pk).dispute
    second = get_thread(world["fin"], company, raised.pk).dispute
    actor = Actor(world["fin"], "page")
    move(actor, company, first, Move.REJECT, "订单在本人班次内", APRIL_TENTH)
    with pytest.raises(MoveRefused, match="rejected"):
        move(actor, company, second, Move.ANSWER, "请补充截图", APRIL_TENTH)
    assert raised.entries.count() == 2


def test_a_reopened_one_gets_a_new_deadline(
    raised: Dispute, world: dict[str, User], company: Workspace
) -> None:
    move(Actor(world["fin"], "page"), company, raised, Move.REJECT, "订单在本人班次内", APRIL_TENTH)
    raised.refresh_from_db()
    later = APRIL_TENTH + dt.timedelta(7)
    move(Actor(world["an"], "page"), company, raised, Move.REOPEN, "有新的截图作证", later)
    raised.refresh_from_db()
    assert (raised.state, raised.due_on) == ("open", dt.date(2026, 4, 24))


def test_reminders_come_once_a_day(raised: Dispute) -> None:
    assert remind(APRIL_TENTH) == 0
    near = dt.datetime(2026, 4, 16, 2, tzinfo=dt.UTC)
    assert remind(near) == 1
    assert remind(near) == 0
    assert remind(near + dt.timedelta(1)) == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("virus.exe", b"MZ", "只接受"),
        ("picture.png", b"<script>", "内容与文件类型不符"),
        ("big.txt", b"x" * (10 * 1024 * 1024 + 1), "超过 10 MB"),
    ],
)
def test_a_file_that_is_not_taken_keeps_everything_out(
    world: dict[str, User], sign_in: Callable[[User], Client], name: str, content: bytes, said: str
) -> None:
    answer = sign_in(world["an"]).post(
        f"/disputes/new/{MARCH}/A/pay/",
        {"text": "这个月少算了", "evidence": [SimpleUploadedFile(name, content)]},
    )
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Dispute.objects.exists()


@pytest.mark.parametrize("address", [f"/disputes/new/{MARCH}/B/pay/", f"/disputes/new/{MARCH}/A/line 99/"])
def test_what_is_absent_and_what_is_not_ones_own_look_the_same(
    world: dict[str, User], sign_in: Callable[[User], Client], address: str
) -> None:
    assert sign_in(world["an"]).get(address).status_code == 404
