"""One session in full, the path to payment, what is bought together, benchmarks, and keeping figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from boji.analysis.keeping.basis import basis_on
from boji.analysis.keeping.pieces import KEYS_KEPT, Piece, make, throw_away_older
from boji.analysis.keeping.usual import usual_pieces
from boji.analysis.models import Benchmark
from boji.platform.models import AuditEntry, User
from boji.platform.roles import Role
from boji.workspace import Workspace
from tests.site.conftest import Account

from .test_figures import rows_of, text_of

SignIn = Callable[[User], Client]
MARCH = "first=2026-03-01&last=2026-03-31"
FOUR_WEEKS = "first=2026-03-04&last=2026-03-31"


@pytest.fixture
def reader(account: Account, sign_in: SignIn) -> Client:
    return sign_in(account("reader", Role.HR))


def test_a_session_in_full(reader: Client) -> None:
    page = text_of(reader, "/sessions/of/S1/")
    assert "¥2,450.01" in page  # s1 to s4
    assert "在线人数 20:01 到峰值 90，21:00 到谷值 15" in page
    assert "贝贝" in page  # took over at nine
    assert "虚假宣传" in page
    parts = text_of(reader, "/sessions/parts/S1/")
    assert "¥1,500.01" in parts  # A's: s1 and s2
    assert "¥900.00" in parts  # B's: s3; s4 was paid as the session ended
    assert parts.index("=面膜") < parts.index("口红")  # in order of their first sale


def test_the_room_s_past_is_a_session_of_it(reader: Client) -> None:
    """S3 on 20 March: in the 28 days before S1 and S2, with 101 and 300 viewers and 4 and 5 buyers."""
    page = text_of(reader, "/sessions/of/S3/")
    assert "2 场" in page
    assert "−150.5 人" in page  # 50 against 401 / 2
    assert "−0.24 个百分点" in page  # 1/50 against 9/401


def test_a_session_without_minutes_or_shifts_teaches(reader: Client) -> None:
    page = text_of(reader, "/sessions/of/S3/")
    assert "没有分钟数据" in page
    assert "没有记录到违规" in page


def test_whose_sessions(account: Account, sign_in: SignIn) -> None:
    one, two = (sign_in(account(name, Role.OPERATOR, team=name)) for name in ("one", "two"))
    assert one.get("/sessions/of/S1/").status_code == 200
    assert two.get("/sessions/of/S1/").status_code == 404
    assert two.get("/sessions/parts/S1/").status_code == 404
    assert one.get("/sessions/of/nothing/").status_code == 404
    assert "归属给谁" not in text_of(one, "/sessions/parts/S1/")  # an operator sees no people's figures


def test_the_path_marks_what_loses_most_and_what_slipped(reader: Client) -> None:
    """Views 1000, clicks 175, cart 65, orders 25, and 6 paid: 6/25 is more than 175/1000."""
    rows = {row[0]: row[1:] for row in rows_of(reader, f"/figures/path/?{FOUR_WEEKS}")}
    assert rows["观看次数"][0] == "1,000 次"
    assert rows["商品点击次数"][:2] == ["175 次", "17.5%"]
    assert rows["加购数"][:2] == ["65 次", "37.1%"]
    assert rows["下单数"][:2] == ["25 单", "38.5%"]
    assert rows["订单数"][:2] == ["6 单", "24%"]
    assert rows["商品点击次数"][-1] == "流失最多、比过去退步最多"  # 17.5% against 80/200 in February
    page = text_of(reader, f"/figures/path/?{MARCH}&room=R1")
    assert "流失最多的一步：商品点击次数" in page
    assert "44 次" in page  # likes
    assert "没有这个直播间" in text_of(reader, f"/figures/path/?{MARCH}&room=R9")


def test_bought_together(reader: Client) -> None:
    rows = {row[0]: row[1:] for row in rows_of(reader, f"/figures/together/?{MARCH}")}
    assert rows["'=面膜"] == ["¥4,150.00", "口红 1 单"]
    assert rows["口红"] == ["¥310.01", "'=面膜 1 单"]


GOOD = {
    "metric": "gmv",
    "tier": "mid",
    "per": "month",
    "figure": "3100",
    "from_day": "2026-01-01",
    "source": "报告",
}


def test_a_benchmark_is_entered_dated_and_audited(reader: Client) -> None:
    assert reader.post("/figures/benchmarks/", GOOD).status_code == 302
    assert (
        reader.post("/figures/benchmarks/", GOOD | {"figure": "9300", "from_day": "2026-04-01"}).status_code
        == 302
    )
    assert AuditEntry.objects.filter(action="benchmark.entered").count() == 2
    march = text_of(reader, f"/figures/people/of/A/?metric=gmv&{MARCH}")
    assert "¥3,100.00" in march
    ten = text_of(reader, "/figures/people/of/A/?metric=gmv&first=2026-03-11&last=2026-03-20")
    assert "¥1,000.00" in ten  # ten of March's 31 days
    assert "¥3,100.00" not in text_of(reader, f"/figures/people/of/B/?metric=gmv&{MARCH}")
    assert "¥9,300.00" in text_of(reader, "/figures/benchmarks/")


def test_a_benchmark_of_a_session(reader: Client) -> None:
    rate = GOOD | {"metric": "conversion", "tier": "", "per": "session", "figure": "3.5%"}
    assert reader.post("/figures/benchmarks/", rate).status_code == 302
    assert "对标 3.5%" in text_of(reader, "/sessions/of/S1/")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"figure": "many"}, "请写一个数"),
        ({"figure": "nan"}, "请写一个数"),
        ({"figure": "1e99"}, "请写一个数"),
        ({"figure": "3%"}, "不是比率"),
        ({"metric": "conversion"}, "请写成 3.5%"),
        ({"metric": "unknown"}, "unknown"),
        ({"source": ""}, "必填"),
    ],
)
def test_a_bad_benchmark_is_refused_beside_its_field(
    reader: Client, changed: dict[str, str], words: str
) -> None:
    answer = reader.post("/figures/benchmarks/", GOOD | changed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Benchmark.objects.exists()


def test_a_benchmark_is_for_those_with_the_right(account: Account, sign_in: SignIn) -> None:
    client = sign_in(account("lead", Role.APPRAISER))
    assert client.post("/figures/benchmarks/", GOOD).status_code == 404
    assert not Benchmark.objects.exists()


def test_what_is_kept_is_of_these_facts_and_this_plan(company: Workspace) -> None:
    basis = basis_on(company)
    pieces = usual_pieces(basis)
    assert len({one.name for one in pieces}) == len(pieces) > 20
    assert [Piece.from_json(one.as_json()) for one in pieces] == pieces
    assert str(basis.facts.id) in basis.key
    assert basis.plan.digest[:16] in basis.key


def test_a_piece_is_there_whole_or_not_at_all(company: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    basis = basis_on(company)
    assert basis.known is not None
    piece = Piece("baskets", "product", "stretch", basis.known.first, basis.known.first)

    def fails(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("boji.analysis.keeping.pieces.keep_baskets", fails)
        with pytest.raises(RuntimeError):
            make(basis, piece)
    assert not piece.is_kept(basis)
    assert not list(piece.path(basis).parent.glob(".draft-*"))
    make(basis, piece)
    make(basis, piece)
    assert piece.is_kept(basis)


def test_figures_of_older_facts_are_thrown_away(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "company")
    throw_away_older(workspace)
    for number in range(KEYS_KEPT + 2):
        (workspace.figures / str(number)).mkdir(parents=True)
    throw_away_older(workspace)
    assert len(list(workspace.figures.iterdir())) == KEYS_KEPT
