"""What is wrong with a declaration: where, what, and the mend."""

from pathlib import Path

import pytest

from boji.engine.plan.issues import PlanRefused
from boji.intake.formats.declaration import read_declaration

GOOD = """\
id: own
title: {zh: 自有, en: Own}
platform: any
recognise: {headers: [编号, 金额]}
headers: [编号, 金额, 电话]
personal: [电话]
tables:
  - table: products
    columns:
      product_id: {from: 编号, as: id}
      unit_cost: {from: 金额, as: money}
"""


def issues(text: str) -> list[str]:
    with pytest.raises(PlanRefused) as refused:
        read_declaration(text, "own.yaml")
    return [issue.text("en") for issue in refused.value.issues]


def test_a_good_one() -> None:
    format_ = read_declaration(GOOD, "own.yaml")
    assert format_.used_headers == ("编号", "金额")
    assert format_.title.zh == "自有"


@pytest.mark.parametrize(
    ("written", "instead", "expected"),
    [
        ("id: own", "id: 自有", "own.yaml:1:5: “自有” cannot be an id"),
        ("as: money", "as: mony", "own.yaml:11:33: “mony” cannot stand here. Did you mean “money”?"),
        ("as: money", "as: instant", "own.yaml:11:33: “instant” cannot stand here"),
        ("from: 金额, as", "from: 金 额x, as", "own.yaml:11:25: “金额x” is not among the headers"),
        (
            "unit_cost",
            "unit_cots",
            "own.yaml:11:7: products has no column “unit_cots”. Did you mean “unit_cost”?",
        ),
        (
            "table: products",
            "table: product",
            "own.yaml:8:12: “product” cannot stand here. Did you mean “products”?",
        ),
        (
            "product_id: {from: 编号, as: id}",
            "name: {from: 编号, as: text}",
            "the key column “product_id” is missing",
        ),
        ("personal: [电话]", "personal: [金额]", "“金额” is dropped and cannot be read"),
        ("personal: [电话]", "personnel: [电话]", "unknown key “personnel”"),
        ("金额, 电话]", "金额, 金额]", "“金额” is there twice"),
        ("{headers: [编号, 金额]}", "{headers: [编号], file: '('}", "this is no regular expression"),
        ("as: id", "template: 'x{y}'", "unknown key “from”"),
    ],
)
def test_errors(written: str, instead: str, expected: str) -> None:
    assert written in GOOD
    found = issues(GOOD.replace(written, instead))
    assert any(expected in issue for issue in found), found


def test_the_example_of_the_documentation() -> None:
    text = (Path(__file__).parents[3] / "docs" / "formats.md").read_text("utf-8")
    format_ = read_declaration(text.partition("```yaml\n")[2].partition("```")[0], "formats.md")
    assert format_.id == "own_orders"
