"""Charts: what becomes of their figures in the option, the table, the download and on paper."""

from __future__ import annotations

import threading
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from boji.platform.chart_options import option
from boji.platform.charts import Chart, Role, Series, Shade, Target, Unit, csv_rows, table_rows
from boji.platform.drawing import svg

PAY = Chart(
    title="应发在10月最高",
    name="pay",
    shape="bar",
    unit=Unit.MONEY,
    axis="月份",
    labels=("8月", "9月", "10月"),
    series=(Series("应发", (8_520_00, None, 9_410_00)),),
    target=Target("目标", 10_000_00),
)
CONVERSION = Chart(
    title="转化率比9月低",
    name="conversion",
    shape="line",
    unit=Unit.PERCENT,
    axis="日期",
    labels=("1日", "2日", "3日"),
    series=(
        Series("10月", (Decimal("0.021"), Decimal("0.024"), None), notes=("", "停播 20 分钟", "")),
        Series("9月", (Decimal("0.025"), Decimal("0.03"), Decimal("0.028")), Role.PAST),
    ),
    shades=(Shade("大促", 1, 2),),
)


def test_the_table_has_exact_figures_and_the_download_bare_ones() -> None:
    assert table_rows(PAY) == [
        ["月份", "应发"],
        ["8月", "¥8,520.00"],
        ["9月", "—"],
        ["10月", "¥9,410.00"],
    ]
    assert csv_rows(PAY)[1:] == [["8月", "8520.00"], ["9月", ""], ["10月", "9410.00"]]
    assert table_rows(CONVERSION)[1] == ["1日", "2.1%", "2.5%"]


def test_no_text_of_a_download_is_run_as_a_formula() -> None:
    chart = Chart("", "x", "bar", Unit.COUNT, "@axis", ("=cmd()",), (Series("+1", (3,)),))
    assert csv_rows(chart) == [["'@axis", "'+1"], ["'=cmd()", "3"]]


def test_every_point_carries_its_exact_figure_and_its_reason() -> None:
    drawn, past, shade = option(CONVERSION, "zh")["series"]
    assert drawn["data"][1] == {"value": 0.024, "text": "2.4%", "note": "停播 20 分钟"}
    assert drawn["data"][2] is None
    assert (drawn["tone"], past["tone"], shade["tone"]) == ("actual", "past", "shade")
    assert shade["data"][0] is None
    assert shade["data"][1]["label"]["formatter"] == "大促"


def test_bars_start_at_zero_and_say_their_figures() -> None:
    drawn = option(PAY, "zh")
    assert drawn["yAxis"][0]["scale"] is False
    assert drawn["series"][0]["data"][0]["label"]["formatter"] == "¥8,520.00"
    assert drawn["series"][0]["markLine"]["label"]["formatter"] == "目标\n¥1.00万"


def test_more_than_five_series_are_no_chart() -> None:
    with pytest.raises(AssertionError, match="five"):
        Chart("", "x", "bar", Unit.COUNT, "", ("a",), tuple(Series(str(n), (n,)) for n in range(6)))


@pytest.mark.parametrize("chart", [PAY, CONVERSION], ids=["bars", "lines"])
def test_paper_has_the_same_words(chart: Chart) -> None:
    drawing = svg(chart, "zh", 640, 260)
    root = ElementTree.fromstring(drawing)
    assert (root.get("width"), root.get("height")) == ("640", "260")
    words = "".join(root.itertext())
    assert all(label in words for label in chart.labels)
    assert svg(chart, "zh", 640, 260).count("<path") == drawing.count("<path")


def test_any_name_reaches_the_paper() -> None:
    names = ("喆", "𬭎", "A&B <C>")
    chart = Chart("", "x", "bar", Unit.COUNT, "", names, (Series("n", (1, 2, 3)),))
    words = "".join(ElementTree.fromstring(svg(chart, "zh", 400, 200)).itertext())
    assert all(name in words for name in names)


def test_charts_are_drawn_from_several_threads_at_once() -> None:
    drawn: list[str] = []
    threads = [threading.Thread(target=lambda: drawn.append(svg(PAY, "zh", 300, 200))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drawn) == 6
    assert all(one.startswith("<svg") for one in drawn)
