"""A table that no format knows: what its columns are is said in the page, kept, and used from then on."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from boji.imports.models import Upload
from boji.lake.ledger import ledger
from boji.platform.audit import Search, entries

from .conftest import Analyst

OWN = (
    "单号,付款时间,实付金额,主播,渠道说明\n"
    '1001,2026-09-01 12:00,"1,200.50",陈晨,直播\n'
    "1002,2026-09-02 13:00,1.2万,陈晨,短视频\n"
    "1003,2026-09-03 13:00,很多,陈晨,直播\n"
).encode()
CHOSEN = (
    "title=小店流水&table=order_lines&table_before=order_lines&column:0=line_id&as:0=id&column:1=paid_at&as:1=instant"
    "&column:2=paid_amount&as:2=money&column:4=channel&as:4=vocabulary"
    "&word:4:0=直播&means:4:0=live&word:4:1=短视频&means:4:1=video"
)


def _unknown(analyst: Analyst, data: bytes = OWN) -> str:
    """The address of the page that asks what the columns are."""
    address = analyst.upload(own__csv=data).headers["Location"]
    (file,) = Upload.objects.get().files.all()
    assert "说明各列是什么" in analyst.text(address)
    return f"{address}{file.pk}/"


def _form(text: str = CHOSEN, **more: str) -> dict[str, str]:
    return dict(parse_qsl(text)) | more


def test_a_mapping_is_proposed_previewed_kept_and_used(analyst: Analyst) -> None:
    address = _unknown(analyst)
    proposed = analyst.text(address)
    assert re.search(r'<option value="paid_amount" selected>', proposed)
    preview = analyst.client.post(address, _form()).content.decode()
    for words in ("1200.50", "12000.00", "2026-09-01 12:00:00", "“很多”", "2 行可以导入，1 行有问题"):
        assert words in preview, words
    saved = analyst.client.post(address, _form(save="1"))
    assert saved.status_code == 302, saved.content.decode()
    upload = saved.headers["Location"]
    assert "小店流水" in analyst.text(upload)
    analyst.client.post(f"{upload}import/")
    (file,) = ledger(analyst.workspace)[0].entry.files
    assert (file.format, file.accepted, file.quarantined) == ("own_format", 2, 1)
    assert "import.format" in [entry.action for entry in entries(Search(action="import."))]
    assert analyst.bring("later.csv", OWN.replace(b"1001", b"2001")) == 2


def test_two_formats_with_chinese_names_are_two(analyst: Analyst) -> None:
    analyst.client.post(_unknown(analyst), _form(save="1"))
    Upload.objects.all().delete()
    other = _unknown(analyst, "编号,时间,金额\n9,2026-09-01 10:00,5\n".encode())
    text = "title=另一种&table=order_lines&table_before=order_lines&column:0=line_id&as:0=id"
    analyst.client.post(other, _form(text, save="1"))
    assert sorted(path.stem for path in analyst.workspace.formats.iterdir()) == ["own_format", "own_format_2"]


WRONG = {
    "nothing is the key": ({"column:0": ""}, "每行都要有这一列"),
    "two headers for one column": ({"column:3": "line_id"}, "已经是这一列"),
    "no name": ({"title": " "}, "起个名字"),
    "words without a meaning": ({"means:4:0": "", "means:4:1": ""}, "每个词的含义"),
    "a clock time without its day": ({"column:1": "paid_at", "as:1": "clock"}, "钟点要配日期列"),
}


def test_errors_stand_beside_their_fields_and_nothing_is_kept(analyst: Analyst) -> None:
    address = _unknown(analyst)
    for name, (changed, words) in WRONG.items():
        answer = analyst.client.post(address, _form(save="1", **changed))
        assert answer.status_code == 422, name
        assert words in answer.content.decode(), name
    assert not analyst.workspace.formats.exists()


def test_a_key_may_be_put_together(analyst: Analyst) -> None:
    address = _unknown(analyst)
    form = _form(save="1", **{"column:0": "", "fixed:line_id": "{单号}-{主播}"})
    answer = analyst.client.post(address, form)
    assert answer.status_code == 302, answer.content.decode()
    assert "template" in next(analyst.workspace.formats.iterdir()).read_text("utf-8")


def test_another_table_is_proposed_anew(analyst: Analyst) -> None:
    address = _unknown(analyst, "工号,姓名,角色,入职\nA1,陈晨,anchor,2026-01-01\n".encode())
    text = analyst.client.post(address, {"table": "people", "table_before": "order_lines"}).content.decode()
    assert re.search(r'<option value="role" selected>', text)


def test_own_formats_are_changed_as_text_and_removed(analyst: Analyst) -> None:
    analyst.client.post(_unknown(analyst), _form(save="1"))
    assert "小店流水" in analyst.text("/data/formats/")
    address = "/data/formats/own_format/"
    wrong = analyst.client.post(address, {"text": "id: own_format\ntables: []"})
    assert wrong.status_code == 422
    assert "第 1 行" in wrong.content.decode()
    text = next(analyst.workspace.formats.iterdir()).read_text("utf-8").replace("小店流水", "门店流水")
    assert analyst.client.post(address, {"text": text}).status_code == 302
    assert "门店流水" in analyst.text("/data/formats/")
    analyst.client.post(address, {"remove": "1"})
    assert "还没有自有格式" in analyst.text("/data/formats/")
    assert analyst.client.get(address).status_code == 404


def test_headers_that_would_break_the_declaration_do_not(analyst: Analyst) -> None:
    data = '"单""号: {a}\t#",付款时间\n1,2026-09-01 10:00\n2,2026-09-01 10:00\n'.encode()
    address = _unknown(analyst, data)
    text = "title=x: [1]&table=order_lines&table_before=order_lines&column:0=line_id&as:0=id"
    answer = analyst.client.post(address, _form(text, save="1"))
    assert answer.status_code == 302, answer.content.decode()
    assert "可以导入" in analyst.text(answer.headers["Location"])
