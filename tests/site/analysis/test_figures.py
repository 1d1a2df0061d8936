"""Pages of figures: by hand, against the engine asked at once, and for whom they open."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from boji.analysis.keeping.basis import basis_on
from boji.engine.compile.grains import Subject
from boji.engine.grains import available_metrics, metric_values
from boji.engine.results.texts import metric_words
from boji.platform.models import User
from boji.platform.roles import Role
from boji.workspace import Workspace
from tests.site.conftest import Account

SignIn = Callable[[User], Client]
MARCH = "first=2026-03-01&last=2026-03-31"


@pytest.fixture
def reader(account: Account, sign_in: SignIn) -> Client:
    return sign_in(account("reader", Role.HR))


def rows_of(client: Client, address: str) -> list[list[str]]:
    """The table of a page as its CSV has it."""
    answer = client.get(f"{address}&file=csv")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def text_of(client: Client, address: str, *, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


# By hand. A sold s1, s2, s5, s6 and s8 in March, 1200 + 300.01 + 1000 + 1000 + 10; B s3; s4 is nobody's on
# air. All of A's sessions of February: 1500.
BY_HAND: list[tuple[str, str, dict[str, list[str]]]] = [
    ("figures/people/?metric=gmv", MARCH, {"安安": ["¥3,510.01"], "贝贝": ["¥900.00"], "欧欧": ["¥0.00"]}),
    ("figures/people/?metric=effective_gmv", MARCH, {"安安": ["¥3,410.01"]}),
    ("figures/teams/?metric=gmv", MARCH, {"one": ["¥4,410.01"], "two": ["¥0.00"]}),
    ("figures/rooms/?metric=gmv", MARCH, {"R1": ["¥4,460.01"]}),
    ("figures/rooms/?metric=conversion", MARCH, {"R1": ["2.22%"]}),  # (4 + 5 + 1) / 451, not a mean of rates
    ("figures/rooms/?metric=orders", MARCH, {"R1": ["6 单"]}),  # s5 and s8 are one order; s7 is of the shop
    ("figures/products/?metric=gmv", MARCH, {"'=面膜": ["¥4,150.00"], "口红": ["¥310.01"]}),
    # 28 days: s6 and p1, against s1, s2, s5 and s8 in the 28 before. The refund of s1 came on 9 March, when
    # of the days now less is known, so that it does not count against the past.
    ("figures/people/?metric=effective_gmv", "first=2026-03-09&last=2026-04-05", {
        "安安": ["¥2,500.00", "¥2,510.01", "−¥10.01"],
    }),
]  # fmt: skip


@pytest.mark.parametrize(("address", "days", "wanted"), BY_HAND)
def test_by_hand(reader: Client, address: str, days: str, wanted: dict[str, list[str]]) -> None:
    rows = {row[0]: row[1:] for row in rows_of(reader, f"/{address}&{days}")}
    for name, figures in wanted.items():
        assert rows[name][: len(figures)] == figures


@pytest.mark.parametrize(
    ("by", "plural"), [("person", "people"), ("team", "teams"), ("room", "rooms"), ("product", "products")]
)
def test_every_figure_is_the_engine_s(reader: Client, company: Workspace, by: Subject, plural: str) -> None:
    """Of some metrics; those that add up from days and those that do not are among them."""
    first, last = "2026-03-05", "2026-03-20"
    basis = basis_on(company, dt.date.fromisoformat(last))
    names = [one.metric.name for one in available_metrics(basis.plan, by) if one.available]
    chosen = sorted({*names[::12], "orders", "gmv", "gross_margin"} & set(names))
    asked = metric_values(
        basis.plan, basis.files(), chosen, by=by, each="stretch",
        first=dt.date.fromisoformat(first), last=dt.date.fromisoformat(last), threads=1,
    )  # fmt: skip
    for name in chosen:
        rows = rows_of(reader, f"/figures/{plural}/?metric={name}&first={first}&last={last}")
        shown = sorted(row[1] for row in rows[1:] if row[0] not in ("合计", "Together"))
        metric = basis.plan.metrics[name]
        wanted = [
            "" if one.value is None else metric_words(metric, one.value, "zh").replace("-", "−")
            for one in asked
            if one.metric == name
        ]
        assert shown == sorted(wanted), name


def test_one_person_over_time_with_target_and_peers(reader: Client) -> None:
    page = text_of(reader, f"/figures/people/of/A/?metric=gmv&{MARCH}&each=week")
    assert "安安2026年3月的GMV：¥3,510.01" in page
    assert "¥1,000.00" in page  # the target of a month
    assert "¥585.00" in page  # six of the tier: 3,510.01 / 6
    assert "6 人，人均" in page
    assert json.dumps("三月大促").strip('"') in page  # shaded
    rows = rows_of(reader, f"/figures/people/of/A/?metric=gmv&{MARCH}&each=week")
    assert [row[1] for row in rows[1:]] == ["¥0.00", "¥2,510.01", "¥0.00", "¥1,000.00", "¥0.00", "¥0.00"]


def test_groups_of_few_have_no_peers(reader: Client) -> None:
    """B is the only one of her tier; of A's tier A alone has viewers."""
    assert "同级" not in text_of(reader, f"/figures/people/of/A/?metric=conversion&{MARCH}")
    assert "同级" not in text_of(reader, f"/figures/people/of/B/?metric=gmv&{MARCH}")


def test_why_says_parts_formula_source_and_days(reader: Client) -> None:
    page = text_of(reader, f"/figures/people/why/A/?metric=gross_margin&{MARCH}")
    assert "每天的数字" in page
    assert "3,510.01" in page  # the denominator
    assert "2,335.99" not in page
    assert "已付款的直播订单行" in page
    assert "/statements/2026-03/A/score/" in page
    parts = text_of(reader, f"/figures/people/why/A/?metric=effective_gmv&{MARCH}")
    assert "¥3,510.01" in parts
    assert "¥100.00" in parts


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("metric=gmw", "没有可用的指标"),
        ("first=abc", "不是日期"),
        ("first=2026-03-31&last=2026-03-01", "已对调"),
        ("first=2001-01-01&last=2001-02-01", "数据只有"),
        ("each=century", "只能按日、周或月看"),
        ("page=999&sort=nothing&column=x&q=%00%27%22", "没有找到"),
    ],
)
def test_nonsense_is_answered_in_words(reader: Client, query: str, words: str) -> None:
    assert words in text_of(reader, f"/figures/people/?{query}")


def test_a_look_can_be_sent(reader: Client) -> None:
    page = text_of(reader, f"/figures/people/?metric=conversion&{MARCH}&each=week")
    assert (
        "/figures/people/of/A/?metric=conversion&amp;first=2026-03-01&amp;last=2026-03-31&amp;each=week"
        in page
    )


def test_downloads_are_numbers_and_no_formulas(reader: Client) -> None:
    answer = reader.get(f"/figures/products/?metric=gmv&{MARCH}&file=xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[1][:2] == ["'=面膜", 4150]


# Whose: the team of A and B is one, that of X and the peers two.
def test_a_team_s_appraiser_sees_the_team_alone(account: Account, sign_in: SignIn) -> None:
    client = sign_in(account("lead", Role.APPRAISER, team="one"))
    rows = rows_of(client, f"/figures/people/?metric=gmv&{MARCH}")
    names = {row[0] for row in rows}
    assert {"安安", "贝贝"} <= names
    assert not names & {"小夏", "同级1"}
    assert client.get("/figures/people/of/X/").status_code == 404
    assert client.get("/figures/people/why/X/").status_code == 404
    assert client.get("/figures/teams/of/two/").status_code == 404
    assert client.get("/figures/rooms/").status_code == 404


def test_an_anchor_sees_only_their_own(account: Account, sign_in: SignIn) -> None:
    client = sign_in(account("an", Role.ANCHOR, person_id="A"))
    assert client.get("/figures/mine/").headers["Location"] == "/figures/people/of/A/"
    assert "¥3,510.01" in text_of(client, f"/figures/people/of/A/?metric=gmv&{MARCH}")
    for address in ("people/of/B/", "people/why/B/", "people/", "rooms/", "path/", "benchmarks/"):
        assert client.get(f"/figures/{address}").status_code == 404
    assert client.get("/sessions/of/S1/").status_code == 404


def test_unknown_subjects_are_absent(reader: Client) -> None:
    for address in ("people/of/nobody/", "rooms/of/nothing/", "products/why/nothing/"):
        assert reader.get(f"/figures/{address}").status_code == 404


def test_without_facts_the_pages_teach(account: Account, browse: SignIn) -> None:
    client = browse(account("early", Role.HR))
    for address in ("people/", "path/", "together/", "benchmarks/"):
        assert "还没有可以看的数字" in text_of(client, f"/figures/{address}")
