"""The beauty company as a real one has it: exports of its platforms, and its own records.

Owns which files there are and in which folders. Each module writes one kind of export, with the headers,
cell styles and quirks of the real one, from the same facts as the canonical files; `records` writes what
the company keeps itself and what no platform says. `left_out` is the whole difference between the two
forms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from examples.beauty.company import Company
from examples.beauty.exports import (
    compass,
    doudian_aftersales,
    doudian_orders,
    doudian_settlements,
    feige,
    kuaishou,
    qianchuan,
    records,
    schedule,
    taobao,
    weixin,
    xiaohongshu,
)

WRITERS = {
    "doudian": (doudian_orders.write, doudian_aftersales.write, doudian_settlements.write),
    "compass": (compass.write, records.write_compass),
    "qianchuan": (qianchuan.write,),
    "feige": (feige.write,),
    "kuaishou": (kuaishou.write,),
    "weixin": (weixin.write,),
    "xiaohongshu": (xiaohongshu.write,),
    "taobao": (taobao.write, records.write_taobao),
    "schedule": (schedule.write,),
    "records": (records.write,),
}

WRITERS_SO_FAR = {**WRITERS, "doudian": (doudian_orders.write, doudian_aftersales.write_so_far)}


def write_exports(company: Company, folder: Path) -> None:
    """A folder for each place that files come from; `later` holds what arrives after the close."""
    _write(WRITERS, company, folder)
    for name, write in (("doudian", doudian_aftersales.write_late), ("records", records.write_late)):
        (folder / "later" / name).mkdir(parents=True, exist_ok=True)
        write(company, folder / "later" / name)


def write_so_far(company: Company, folder: Path) -> None:
    """The running month in the same kinds of files; it has no bills yet."""
    _write(WRITERS_SO_FAR, company, folder)


def _write(
    writers: Mapping[str, tuple[Callable[[Company, Path], None], ...]], company: Company, folder: Path
) -> None:
    for name, of_place in writers.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for write in of_place:
            write(company, folder / name)
