"""Pages of the quarantine: rows with their reasons, mended in place or in a sheet."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from boji.engine.plan.issues import PlanRefused
from boji.imports import actions, jobs
from boji.imports.mending import ROWS, mended_cells, rows_to_mend, typed
from boji.imports.queries import brought_files, import_of
from boji.intake import ImportRefused
from boji.intake.mending import Mend, as_they_are
from boji.intake.quarantine import LeftRow, LeftSheet, quarantine
from boji.intake.sheet_writing import write_sheets
from boji.platform.audit import actor_of
from boji.platform.company import workspace
from boji.platform.jobs.kinds import Refusal
from boji.platform.words import language, say


def quarantine_page(request: HttpRequest, number: int) -> HttpResponse:
    """The rows that did not come in; what is typed into them is imported, or all are tried as they are."""
    if request.method != "POST":
        return _page(request, number)
    how: Mend = as_they_are if "again" in request.POST else _as_typed(request)
    company, actor = workspace(), actor_of(request)
    import_of(company, number)
    try:
        made = actions.mend(actor, company, number, how)
        jobs.ask_for(
            actor,
            jobs.bring,
            {"upload": made.pk},
            f"upload:{made.pk}",
            lambda: actions.bring(actor, company, made, jobs.quietly),
        )
    except (ImportRefused, PlanRefused, Refusal) as refused:
        return _page(request, number, refusal=refused.text(language()))
    return redirect("upload", made.pk)


@require_GET
def quarantine_file(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001
    """The rows as a workbook with their reasons; mended there, it is uploaded like any file."""
    company = workspace()
    import_of(company, number)
    with tempfile.TemporaryDirectory(prefix="boji-") as folder:
        target = Path(folder) / "rows.xlsx"
        with quarantine(company, number, language()) as sheets:
            if not write_sheets(sheets, target):
                return redirect("quarantine", number)
        answer = HttpResponse(
            target.read_bytes(),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    name = say("第{n}次导入的隔离行.xlsx", "quarantine of import {n}.xlsx", n=number)
    answer.headers["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(name)}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _as_typed(request: HttpRequest) -> Mend:
    cells = typed(request.POST.dict())

    def mend(sheet: LeftSheet, row: LeftRow) -> tuple[str | None, ...] | None:  # noqa: ARG001
        return mended_cells(row, cells.get(row.place))

    return mend


def _page(request: HttpRequest, number: int, refusal: str = "") -> HttpResponse:
    company = workspace()
    line = import_of(company, number)
    left = sum(one.left for one in brought_files(company, line))
    shown = Paginator(range(left), ROWS).get_page(request.GET.get("page"))
    context = {
        "number": number,
        "left": left,
        "page": shown,
        "rows": rows_to_mend(company, number, shown.number, typed(request.POST.dict())),
        "refusal": refusal,
    }
    return render(request, "imports/quarantine.html", context, status=422 if refusal else 200)
