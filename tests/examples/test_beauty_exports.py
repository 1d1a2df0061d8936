"""The exports of the beauty company say what its canonical files say.

Read here by a few lines of plain Python which share nothing with the importer, so that an error of the one
is not hidden by the same error of the other.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import load_workbook

from examples.beauty.company import Company, company
from examples.beauty.exports import write_exports
from examples.canonical import Cell, Row

pytestmark = pytest.mark.slow
MOST_BYTES = 40_000_000
NOTHING = {"", "-", "--", "—", "/"}
CHANNELS = {"直播": "live", "短视频": "video", "商品卡": "shop", "橱窗": "shop"}
STATUSES = {
    **dict.fromkeys(("待支付", "待付款"), "pending"),
    "待发货": "to_ship",
    **dict.fromkeys(("已发货", "待收货"), "shipped"),
    **dict.fromkeys(("已完成", "交易成功", "完成"), "done"),
    **dict.fromkeys(("已关闭", "交易关闭", "已取消"), "closed"),
}
Cells = dict[str, str]


@dataclass(frozen=True)
class Made:
    company: Company
    folder: Path

    def rows(self, pattern: str) -> Iterator[Cells]:
        """The rows of all files of a pattern, the files in order of export."""
        files = sorted(self.folder.glob(pattern), key=lambda file: file.stat().st_mtime)
        assert files, pattern
        for file in files:
            yield from _sheet_rows(file) if file.suffix == ".xlsx" else _csv_rows(file)

    def table(self, name: str, platform: str | None = None) -> dict[str, Row]:
        """Canonical rows by their key."""
        rows = self.company.tables[name]
        key = next(iter(rows[0]))
        return {str(row[key]): row for row in rows if platform is None or row["platform"] == platform}


def _csv_rows(file: Path) -> Iterator[Cells]:
    raw = file.read_bytes()
    text = raw.decode("utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "gb18030")
    for row in csv.DictReader(io.StringIO(text)):
        yield {header: _plain(cell) for header, cell in row.items()}


def _sheet_rows(file: Path) -> Iterator[Cells]:
    book = load_workbook(str(file))
    for name in book.sheet_names:
        header, *rows = book.get_sheet_by_name(name).to_python()
        for row in rows:
            yield {str(title): _plain(cell) for title, cell in zip(header, row, strict=True)}


def _plain(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell).strip("\t'")
    return "" if text in NOTHING else text


def _time(text: str) -> datetime | None:
    return datetime.fromisoformat(text.replace("/", "-")) if text else None


def _money(text: str) -> str:
    return f"{Decimal(text.strip('¥￥').replace(',', '')):.2f}"


def _figure(cell: Cell) -> Decimal | None:
    return None if cell is None else Decimal(str(cell))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("exports")
    whole = company()
    write_exports(whole, folder)
    return Made(whole, folder)


def test_the_same_bytes_every_time(made: Made, tmp_path: Path) -> None:
    write_exports(company(), tmp_path)
    files = sorted(file.relative_to(tmp_path) for file in tmp_path.rglob("*") if file.is_file())
    assert files == sorted(file.relative_to(made.folder) for file in made.folder.rglob("*") if file.is_file())
    for file in files:
        again, first = tmp_path / file, made.folder / file
        assert again.read_bytes() == first.read_bytes(), file
        assert again.stat().st_mtime == first.stat().st_mtime, file
    assert sum((tmp_path / file).stat().st_size for file in files) < MOST_BYTES


@dataclass(frozen=True)
class Orders:
    """Where an export of orders says what. The cells of `line`, after `prefix`, make the line's id."""

    pattern: str
    prefix: str
    line: tuple[str, ...]
    order: str
    account: str
    product: str
    quantity: str
    paid_at: str
    amount: str
    status: str
    channel: str | None = None

    def said(self, cells: Cells, rooms: dict[str, Cell]) -> Row:
        channel = CHANNELS.get(cells[self.channel]) if self.channel else None
        return {
            "line_id": self.prefix + ":".join(cells[header] for header in self.line),
            "order_id": cells[self.order],
            "room_id": rooms.get(cells[self.account]),
            "product_id": cells[self.product],
            "quantity": int(cells[self.quantity]),
            "paid_at": _time(cells[self.paid_at]),
            "paid_amount": _money(cells[self.amount]),
            "channel": channel,
            "status": STATUSES[cells[self.status]],
        }


ORDERS = {
    "douyin": Orders(
        "doudian/*.csv", "", ("子订单编号",), "主订单编号", "达人昵称", "商品ID", "商品数量",
        "支付完成时间", "订单应付金额", "订单状态", "流量体裁",
    ),
    "kuaishou": Orders(
        "kuaishou/*.xlsx", "", ("订单号",), "订单号", "CPS达人昵称", "商品ID", "成交数量",
        "订单支付时间", "实付款", "订单状态", "订单载体",
    ),
    "weixin": Orders(
        "weixin/*.xlsx", "weixin:", ("订单号", "商品编码(平台)", "SKU编码(自定义)", "商品属性"),
        "订单号", "带货账号昵称", "商品编码(平台)", "商品数量", "支付时间",
        "商品实际价格(总共)", "订单状态", "带货方式",
    ),
    "xiaohongshu": Orders(
        "xiaohongshu/*.xlsx", "xiaohongshu:", ("订单号", "规格ID"), "订单号", "达人名称", "规格ID",
        "SKU件数", "支付时间", "用户应付金额(元)", "订单状态",
    ),
}  # fmt: skip


def _at(row: Row, column: str) -> datetime:
    moment = row[column]
    assert isinstance(moment, datetime)
    return moment


def _session_at(sessions: Iterable[Row], moment: Cell) -> Cell:
    assert isinstance(moment, datetime)
    on = [row["session_id"] for row in sessions if _at(row, "started_at") <= moment < _at(row, "ended_at")]
    assert len(on) <= 1
    return on[0] if on else None


@pytest.mark.parametrize("platform", ORDERS)
def test_order_lines(made: Made, platform: str) -> None:
    """The newest export of a line counts; its session is the one on in its room when it was paid."""
    where = ORDERS[platform]
    rooms = {str(row["name"]): row["room_id"] for row in made.company.tables["accounts"]}
    by_day: dict[tuple[Cell, object], list[Row]] = {}
    for row in made.table("sessions", platform).values():
        started_on = _at(row, "started_at").date()
        for day in (started_on, started_on + timedelta(days=1)):
            by_day.setdefault((row["room_id"], day), []).append(row)
    found: dict[str, Row] = {}
    for cells in made.rows(where.pattern):
        if cells.get("是否为赠品") == "是" or "结算单类型" in cells:
            continue
        said = where.said(cells, rooms)
        paid_at, session = said["paid_at"], None
        if isinstance(paid_at, datetime) and said["channel"] in (None, "live"):
            session = _session_at(by_day.get((said["room_id"], paid_at.date()), ()), paid_at)
        found[str(said["line_id"])] = {**said, "session_id": session}
    expected = made.table("order_lines", platform)
    assert found.keys() == expected.keys()
    for key, said in found.items():
        assert said == {column: expected[key][column] for column in said}, key


def test_an_older_export_has_older_states(made: Made) -> None:
    """The first of September's three exports differs from the facts, so that it would be seen to count."""
    files = sorted((made.folder / "doudian").glob("*.csv"), key=lambda file: file.stat().st_mtime)
    expected = made.table("order_lines", "douyin")
    older = next(file for file in files if file.name.startswith("1790553900_"))
    states = {cells["子订单编号"]: STATUSES[cells["订单状态"]] for cells in _csv_rows(older)}
    assert sum(expected[line]["status"] != state for line, state in states.items()) > len(states) // 2


def test_refunds_of_douyin(made: Made) -> None:
    paid_back = [cells for cells in made.rows("doudian/*.xlsx") if cells["售后状态"].endswith("退款成功")]
    found = {
        cells["售后单号"]: (
            cells["商品单号"],
            _time(cells["商家退款时间"]),
            _money(cells["退商品金额（元）"]),
            cells["售后类型"],
        )
        for cells in paid_back
    }
    lines = made.table("order_lines", "douyin")
    expected = {
        key: (row["line_id"], row["refunded_at"], row["amount"], row["kind"])
        for key, row in made.table("refunds").items()
        if row["line_id"] in lines
    }
    assert found == expected


def test_settlements(made: Made) -> None:
    found = sorted(
        (cells["子订单号"], cells["结算时间"], _money(cells["结算金额"]), _money(cells["平台服务费"]))
        for cells in made.rows("doudian/*.csv")
        if cells.get("结算单类型")
    )
    assert found == sorted(
        (str(row["line_id"]), str(row["settled_at"]), str(row["amount"]), str(row["platform_fee"]))
        for row in made.company.tables["settlements"]
    )


def test_sessions_of_douyin(made: Made) -> None:
    headers = {
        "viewers": "直播间观看人数", "views": "直播间观看次数", "peak_online": "最高在线人数",
        "mean_online": "平均在线人数", "comments": "评论次数", "product_clickers": "直播间商品点击人数",
        "product_clicks": "直播间商品点击次数", "buyers": "直播间成交人数", "orders": "直播间成交订单数",
        "gmv": "直播间成交金额", "refunds": "直播间退款金额", "new_fans": "新增粉丝数",
    }  # fmt: skip
    expected = made.table("sessions", "douyin")
    seen = set()
    for cells in made.rows("compass/*.xlsx"):
        started, ended = _time(cells["直播开始时间"]), _time(cells["直播结束时间"])
        key = f"douyin:{cells['主播抖音号']}:{started:%Y%m%d%H%M%S}"
        row = expected[key]
        seen.add(key)
        assert (started, ended) == (row["started_at"], row["ended_at"])
        assert started is not None
        assert ended is not None
        assert int(cells["直播时长(分钟)"]) == int((ended - started).total_seconds()) // 60
        for column, header in headers.items():
            assert Decimal(cells[header]) == _figure(row[column]), (key, column)
        stay = Decimal(cells["人均观看时长(分钟)"]) * 60
        assert round(stay, 4) == _figure(row["mean_stay_seconds"])
        net = Decimal(cells["直播间成交金额"]) - Decimal(cells["1小时退款金额"])
        assert Decimal(cells["净成交金额"]) == net
    assert seen == expected.keys()


def test_sessions_of_taobao(made: Made) -> None:
    headers = {
        "viewers": "观看人数", "mean_stay_seconds": "人均观看时长（秒）", "product_clicks": "商品点击次数",
        "cart_adds": "加购次数", "orders": "成交笔数", "gmv": "成交金额（元）", "refunds": "退款金额",
    }  # fmt: skip
    expected = made.table("sessions", "taobao")
    seen = set()
    for cells in made.rows("taobao/*.xlsx"):
        row = expected[f"taobao:{cells['场次id']}"]
        seen.add(row["session_id"])
        started = _time(cells["直播开播时间"])
        assert started == row["started_at"]
        assert started is not None
        assert started + timedelta(seconds=int(cells["开播时长"])) == row["ended_at"]
        for column, header in headers.items():
            assert (Decimal(cells[header]) if cells[header] else None) == _figure(row[column]), column
    assert seen == expected.keys()


def test_hourly_costs(made: Made) -> None:
    found = {}
    for file in (made.folder / "qianchuan").glob("*.xlsx"):
        room = file.name.split("_")[0]
        for cells in _sheet_rows(file):
            hour = _time(cells["时间-小时"])
            found[f"qianchuan:{room}:{hour:%Y%m%d%H%M%S}"] = _money(cells["整体消耗"])
    costs = made.table("costs")
    assert found == {key: row["amount"] for key, row in costs.items() if key.startswith("qianchuan:")}


def test_shifts(made: Made) -> None:
    """Of the schedule those with a session, cut to it; of the records the roles that are not scheduled."""
    people = {str(row["name"]): row["person_id"] for row in made.company.tables["people"]}
    sessions = made.company.tables["sessions"]
    flagship = "澜肌官方旗舰店"
    own = {row["person_id"]: row["room_id"] for row in made.company.tables["accounts"] if row["room_id"]}
    found = set()
    homeless = 0
    for cells in made.rows("schedule/*.xlsx"):
        year, month, date = cells["日期"].replace("/", "-").split("-")
        day = datetime.fromisoformat(f"{year}-{month:0>2}-{date:0>2}")
        begins, ends = (
            day + timedelta(hours=int(hours), minutes=int(minutes))
            for hours, minutes, _ in (cells[header].split(":") for header in ("上播时间", "下播时间"))
        )
        ends += timedelta(days=1) if ends < begins else timedelta()
        anchors = [people[name] for name in cells["主播姓名"].split("、")]
        room = "R90" if cells["直播间"] == flagship else own[anchors[0]]
        on = [
            row
            for row in sessions
            if row["room_id"] == room and _at(row, "started_at") < ends and _at(row, "ended_at") > begins
        ]
        homeless += not on
        controllers = [people[name] for name in cells["场控姓名"].split("、") if name]
        for row in on:
            cut = (max(begins, _at(row, "started_at")), min(ends, _at(row, "ended_at")))
            found |= {(row["session_id"], person, "anchor", *cut) for person in anchors}
            found |= {(row["session_id"], person, "controller", *cut) for person in controllers}
    expected = {
        (row["session_id"], row["person_id"], row["role"], row["starts_at"], row["ends_at"])
        for row in made.company.tables["shifts"]
        if row["role"] in ("anchor", "controller")
    }
    assert found == expected
    assert homeless == 2, "those of the lost day"


def test_service_days(made: Made) -> None:
    found = {
        (cells["账号名称"], cells["日期"]): (
            Decimal(cells["人工已接待会话量"]),
            Decimal(cells["满意率"].strip("%")) / 100,
            Decimal(cells["新平均响应时长（秒）"]),
            Decimal(cells["PC在线时长（时）"]) * 60,
        )
        for cells in made.rows("feige/*.xlsx")
    }
    assert found == {
        (row["account_id"], str(row["date"])): tuple(
            _figure(row[column])
            for column in ("conversations", "satisfied_rate", "mean_reply_seconds", "online_minutes")
        )
        for row in made.company.tables["service_days"]
    }


def test_records_say_the_rest(made: Made) -> None:
    """Every column of sessions and order lines is said by an export or by a record of its platform."""
    sessions = set(made.company.tables["sessions"][0])
    for folder, said in (
        ("compass", {"platform", "room_id", "ended_at", "mean_stay_seconds"}),
        ("taobao", {"platform", "room_id", "title", "ended_at", "cart_adds"}),
    ):
        with (made.folder / folder / "sessions.csv").open(encoding="utf-8", newline="") as file:
            rows = {row["session_id"]: row for row in csv.DictReader(file)}
        header = set(next(iter(rows.values())))
        assert "likes" in header <= sessions
        assert not said & header
    with (made.folder / "records" / "order_lines.csv").open(encoding="utf-8", newline="") as file:
        lines = {row["line_id"] for row in csv.DictReader(file)}
    exported = {line.line_id for line in made.company.lines if line.platform != "taobao"}
    assert lines == exported
