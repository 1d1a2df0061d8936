from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from boji.platform.models import User
from boji.workspace import Workspace
from tests.cli import company as small

HEAD = (
    "session_id,platform,room_id,title,kind,started_at,ended_at,viewers,views,product_clicks,cart_adds,orders,"
    "comments,likes,shares,buyers"
)
# Of the small company's sessions also what viewers did; the last has nothing.
SESSIONS = f"""
{HEAD}
    F1,douyin,R1,,normal,2026-02-05 20:00:00,2026-02-05 22:00:00,100,200,80,20,10,5,10,1,2
    S1,douyin,R1,,normal,2026-03-05 20:00:00,2026-03-05 22:00:00,101,300,60,30,12,6,12,2,4
    S2,douyin,R1,春季专场,brand_day,2026-03-08 20:00:00,2026-03-08 21:30:00,300,600,90,30,9,3,30,3,5
    S3,douyin,R1,,normal,2026-03-20 20:00:00,2026-03-20 21:00:00,50,100,25,5,4,1,2,0,1
    P1,douyin,R1,,normal,2026-04-05 20:00:00,2026-04-05 22:00:00,100,,,,,,,,
"""
MORE = {
    "minutes": """
        session_id,minute,online,orders
        S1,2026-03-05 20:00:00,40,1
        S1,2026-03-05 20:01:00,90,0
        S1,2026-03-05 21:00:00,15,2
        S1,2026-03-05 21:01:00,60,0
    """,
    "violations": """
        violation_id,session_id,person_id,at,kind,severity,note
        v1,S1,A,2026-03-05 20:30:00,虚假宣传,high,说了最低价
    """,
    "products": """
        product_id,name,category,unit_cost
        P1,=面膜,护肤,10
        P2,口红,彩妆,20
    """,
}
# Peers of A: five more of the tier.
PEERS = "".join(f"        M{n},同级{n},anchor,mid,two,,2026-01-01,\n" for n in range(1, 6))
BASKET = "        s8,s5,douyin,S2,A,P2,2026-03-08 20:10:00,10.00,4.00,live\n"  # in the order of s5


def enlarged() -> dict[str, str]:
    people = small.TABLES["people"].rstrip() + "\n" + PEERS
    lines = small.TABLES["order_lines"].rstrip() + "\n" + BASKET
    return small.TABLES | {"sessions": SESSIONS, "people": people, "order_lines": lines} | MORE


@pytest.fixture(scope="session")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small company with what viewers did; figures that pages keep are shared by all tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(small, "TABLES", enlarged())
        return small.small_company(tmp_path_factory.mktemp("analysis")).path


@pytest.fixture
def company(analysed: Path, settings: object, db: None) -> Workspace:
    settings.BOJI_WORKSPACE = analysed  # type: ignore[attr-defined]
    return Workspace.open(analysed)


@pytest.fixture
def sign_in(company: Workspace) -> Callable[[User], Client]:
    def client_of(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return client_of
