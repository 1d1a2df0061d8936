"""The board of completeness: a month by day and source, and what the checks found, each with what to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from boji.completeness import Place, Severity
from boji.completeness.checks import PLACES
from boji.engine.periods import Period, PeriodError
from boji.imports import jobs, words
from boji.imports.checked import check_month, kept_check
from boji.imports.queries import job_of_check
from boji.imports.tabs import tabs
from boji.platform import clock, formats
from boji.platform.access import NotFound, may_for_all
from boji.platform.audit import actor_of
from boji.platform.company import workspace
from boji.platform.components import Kind, Status
from boji.platform.roles import Right
from boji.platform.routes import account_of
from boji.platform.words import language, say

_KINDS = {"problem": Kind.BLOCKED, "warning": Kind.WAITING, "note": Kind.DRAFT}


@dataclass(frozen=True)
class Day:
    """A cell of the board: how many rows, and what is to be seen of it in words."""

    text: str
    mark: str
    title: str


@dataclass(frozen=True)
class Line:
    """A source with its days."""

    name: str
    days: tuple[Day, ...]
    total: str


@dataclass(frozen=True)
class Found:
    """What a check found, in words, and where it is mended."""

    status: Status
    title: str
    cause: str
    mend: str
    examples: tuple[str, ...]
    link: str
    link_words: str


@require_GET
def completeness(request: HttpRequest) -> HttpResponse:
    """The chosen month, or the last one that is over."""
    company, period = workspace(), _period(request.GET.get("month", ""))
    result = kept_check(company, period)
    job = None if result else job_of_check(period)
    if result is None and job is None:
        jobs.ask_for(
            actor_of(request),
            jobs.check,
            {"period": period.label},
            f"check:{period.label}",
            lambda: check_month(company, period, jobs.quietly),
        )
        result = kept_check(company, period)
        job = None if result else job_of_check(period)
    days = [period.first_day + dt.timedelta(n) for n in range((period.end_day - period.first_day).days)]
    imports = may_for_all(account_of(request), Right.IMPORT)
    report = result[language()] if result else None
    found = [_found(one, imports=imports) for one in report["findings"]] if report else []
    context = {
        "period": period,
        "days": days,
        "lines": [_line(one, days) for one in result["sources"]] if result else [],
        "found": found,
        "to_mend": sum(one.status.kind is Kind.BLOCKED for one in found),
        "clean": len(report["clean"]) if report else 0,
        "skipped": len(report["skipped"]) if report else 0,
        "job": job,
        "tabs": tabs(request, "completeness"),
    }
    return render(request, "imports/completeness.html", context)


def _period(label: str) -> Period:
    if not label:
        return Period.containing("month", clock.today().replace(day=1) - dt.timedelta(1))
    try:
        period = Period.parse(label)
    except PeriodError:
        raise NotFound(label) from None
    if period.kind != "month":
        raise NotFound(label)
    return period


def _line(source: dict[str, Any], days: list[dt.date]) -> Line:
    platform = words.platform_name(source["platform"])
    name = f"{words.table_name(source['table'])} · {platform}"
    return Line(
        name,
        tuple(_day(source, day) for day in days),
        formats.count(sum(source["rows"].values())),
    )


def _day(source: dict[str, Any], day: dt.date) -> Day:
    rows, mark = source["rows"].get(day.isoformat(), 0), source["marks"].get(day.isoformat(), "")
    said = {
        "missing": say("，平时这天有数据，现在没有", ", usually there is some, and there is none"),
        "jump": say("，与前几周同日相差三倍以上", ", more than three times or less than a third of usual"),
    }.get(mark, "")
    count = say("{n} 行", "{n} rows", n=formats.count(rows))
    text = "!" if mark == "missing" else _short(rows) if rows else "·"
    return Day(text, mark, f"{formats.short_day(day, language())} {count}{said}")


def _short(rows: int) -> str:
    return str(rows) if rows < 1000 else f"{rows // 1000}k"


def _found(one: dict[str, Any], *, imports: bool) -> Found:
    severity = Severity(one["severity"])
    link, link_words = _place(one) if imports else ("", "")
    return Found(
        Status(_KINDS[one["severity"]], severity.text(language())),
        one["title"],
        one["cause"],
        one["mend"],
        tuple(example["text"] for example in one["examples"][:5]),
        link,
        link_words,
    )


def _place(one: dict[str, Any]) -> tuple[str, str]:
    """The page where it is mended, and what the link to it says."""
    place = PLACES[one["check"]]
    if place is Place.ROWS:
        number = one["examples"][0]["number"]
        return reverse("import", args=[number]), say("第 {n} 次导入", "Import {n}", n=number)
    if place is Place.PEOPLE:
        return reverse("people"), say("核对人员和账号", "Check people and accounts")
    if place is Place.HISTORY:
        return reverse("imports"), say("打开导入记录", "Open the history of imports")
    return reverse("imports"), say("导入更正的文件", "Import a corrected file")
