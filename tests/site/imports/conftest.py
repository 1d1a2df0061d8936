from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from boji.platform.models import User
from boji.platform.roles import Role
from boji.workspace import Workspace
from tests.intake.formats.exports import headers_of, table_of, write_csv
from tests.intake.formats.test_shipped import ORDER
from tests.site.conftest import Account

MIDNIGHT = "1790817120_ab12.csv"  # a name as 抖店 gives: exported on 1 October 2026, 09:12


def order(line: int, **cells: str) -> dict[str, str]:
    return ORDER | {"子订单编号": f"\t69170000000000001{line:02d}", **cells}


def orders(folder: Path, rows: list[dict[str, str]], name: str = MIDNIGHT) -> bytes:
    """An export of orders as 抖店 writes it."""
    return write_csv(folder / name, table_of(headers_of("doudian_orders"), rows)).read_bytes()


@dataclass
class Analyst:
    """Somebody who may import, at the pages."""

    client: Client
    user: User
    workspace: Workspace

    def text(self, address: str) -> str:
        return self.client.get(address).content.decode()

    def upload(self, **files: bytes) -> Any:
        """Files by name, `__` for the dot; without a worker they are looked at at once."""
        sent = [SimpleUploadedFile(name.replace("__", "."), data) for name, data in files.items()]
        return self.client.post("/data/uploads/", {"files": sent})

    def bring(self, name: str, data: bytes) -> int:
        """Upload a file and import it: the number of the import."""
        uploaded = self.client.post("/data/uploads/", {"files": [SimpleUploadedFile(name, data)]})
        brought = self.client.post(f"{uploaded.headers['Location']}import/")
        found = re.fullmatch(r"/data/imports/(\d+)/", brought.headers.get("Location", ""))
        assert found, re.findall("<span>[^<]*[。][^<]*|<p>[^<]*", brought.content.decode())
        return int(found[1])


@pytest.fixture
def analyst(account: Account, browse: Callable[[User], Client], workspace: Workspace) -> Analyst:
    user = account("wen", Role.ANALYST)
    return Analyst(browse(user), user, workspace)
