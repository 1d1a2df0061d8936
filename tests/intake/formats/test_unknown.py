"""Files of no known format: a proposal, and a declaration that people give back."""

import datetime as dt
from pathlib import Path

import pytest

from boji.engine.plan.issues import PlanRefused
from boji.intake.formats.declaration import read_declaration
from boji.intake.formats.proposal import Proposal, propose
from boji.intake.formats.recognition import recognise
from boji.intake.formats.shelf import formats_at_hand, keep_format, shipped_formats
from boji.intake.sheets import OpenedFile, open_file
from boji.lake.storage import connect
from tests.intake.formats.exports import SHANGHAI, read, write_csv

LINES = [
    ["某平台订单", "", "", "", ""],
    ["订单编号", "子订单编号", "支付时间", "实付款(元)", "备注"],
    ["1", "11", "2026/09/01 20:00", "¥1,299.90", "好"],
    ["2", "21", "2026/09/01 21:00", "¥5", ""],
]


def opened(folder: Path, path: Path) -> OpenedFile:
    with connect(folder) as connection:
        return open_file(connection, path, folder / "cells")


def proposed(folder: Path, path: Path) -> Proposal:
    with connect(folder) as connection:
        file = open_file(connection, path, folder / "cells")
        assert recognise(connection, file, shipped_formats()).matches == ()
        found = propose(connection, file, shipped_formats(), zone=SHANGHAI, today=dt.date(2026, 10, 1))
    assert found is not None
    return found


def test_a_proposal_names_table_columns_and_how_sure_it_is(tmp_path: Path) -> None:
    found = proposed(tmp_path, write_csv(tmp_path / "own_orders.csv", LINES))
    assert found.table == "order_lines"
    columns = {column.column: (column.header, column.reading.value) for column in found.columns}
    assert columns["line_id"] == ("子订单编号", "id")
    assert columns["paid_at"] == ("支付时间", "instant")
    assert columns["paid_amount"] == ("实付款(元)", "money")
    assert found.missing == ()
    assert 0.6 < found.confidence <= 1


@pytest.mark.parametrize("header", ["数量", "商品数量", "数量(件)"])
def test_a_quantity_is_proposed(tmp_path: Path, header: str) -> None:
    lines = [["子订单编号", "支付时间", header], ["11", "2026/09/01 20:00", "2"]]
    found = proposed(tmp_path, write_csv(tmp_path / "own_orders.csv", lines))
    (quantity,) = [column for column in found.columns if column.column == "quantity"]
    assert (quantity.header, quantity.reading.value) == (header, "count")


def test_a_proposal_given_back_is_a_format_of_the_workspace(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "own_orders.csv", LINES)
    own = tmp_path / "formats"
    kept = keep_format(own, proposed(tmp_path, path).declaration, "own_orders.yaml")
    assert (own / f"{kept.id}.yaml").exists()
    with connect(tmp_path) as connection:
        file = open_file(connection, path, tmp_path / "again")
        best = recognise(connection, file, formats_at_hand(own)).best
    assert best is not None
    assert best.format.id == kept.id == "own_orders"
    reading = read(path, best.format)
    assert reading.counts == (2, 0, 0)
    assert [line["paid_amount"] for line in reading.facts("order_lines")] == [129_990, 500]


def test_a_proposal_without_its_key_is_no_declaration_yet(tmp_path: Path) -> None:
    lines = [
        ["开播时间", "关播时间", "观看人数", "成交金额"],
        ["2026-09-01 20:00", "2026-09-01 22:00", "100", "5"],
    ]
    found = proposed(tmp_path, write_csv(tmp_path / "场次.csv", lines))
    assert found.table == "sessions"
    assert found.missing == ("session_id",)
    with pytest.raises(PlanRefused, match="session_id"):
        read_declaration(found.declaration, "draft.yaml")


def test_nothing_is_proposed_for_words_that_say_nothing(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", [["甲乙", "丙丁"], ["1", "2"]])
    with connect(tmp_path) as connection:
        file = open_file(connection, path, tmp_path / "cells")
        assert propose(connection, file, shipped_formats(), zone=SHANGHAI, today=dt.date(2026, 10, 1)) is None


def test_two_formats_that_fit_alike_are_both_named(tmp_path: Path) -> None:
    text = """
id: {id}
title: x
platform: any
recognise: {{headers: [甲, 乙]}}
headers: [甲, 乙]
tables:
  - table: products
    columns: {{product_id: {{from: 甲, as: id}}}}
"""
    own = tmp_path / "formats"
    for id_ in ("one", "two"):
        keep_format(own, text.format(id=id_), id_)
    path = write_csv(tmp_path / "x.csv", [["甲", "乙"], ["1", "2"]])
    with connect(tmp_path) as connection:
        found = recognise(connection, open_file(connection, path, tmp_path / "cells"), formats_at_hand(own))
    assert found.best is None
    assert [match.format.id for match in found.rivals] == ["one", "two"]
