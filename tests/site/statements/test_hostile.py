"""Names that try to be markup or script stay text, on every page and fragment."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from boji.platform.models import User
from boji.platform.roles import Role
from boji.workspace import Workspace
from tests.cli import company as small
from tests.site.conftest import Account

EVIL = "<img src=x onerror=alert(1)>{{ 7 }}{% now %}"


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The small company whose A, session and product bear evil names."""
    tables = small.TABLES | {
        "people": small.TABLES["people"].replace("安安", EVIL),
        "sessions": small.TABLES["sessions"].replace("春季专场", EVIL),
        "products": f"product_id,name\nP1,{EVIL}",
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(small, "TABLES", tables)
        made = small.small_company(tmp_path_factory.mktemp("hostile"))
    made.done("run", "2026-03")
    return Workspace.open(made.path)


@pytest.mark.parametrize(
    "address",
    [
        "2026-03/",
        "2026-03/A/",
        "2026-03/A/why/pay/0/",
        "2026-03/A/why/pay/0/0/",
        "2026-03/A/score/",
        "2026-03/A/score/why/score/0/0/",
    ],
)
def test_names_stay_text(
    address: str, hostile: Workspace, settings: object, account: Account, sign_in: Callable[[User], Client]
) -> None:
    settings.BOJI_WORKSPACE = hostile.path  # type: ignore[attr-defined]
    text = sign_in(account("hu", Role.HR)).get(f"/statements/{address}").content.decode()
    assert "<img src=x" not in text
    if "why" not in address or address.endswith("pay/0/0/"):
        assert "&lt;img src=x onerror=alert(1)&gt;{{ 7 }}{% now %}" in text
