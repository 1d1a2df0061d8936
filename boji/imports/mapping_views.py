"""Pages of formats: saying what the columns of an unknown table are, and the formats of the workspace."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from boji.engine.plan.issues import PlanIssue, PlanRefused
from boji.imports import formats, words
from boji.imports.forms import FormatForm
from boji.imports.looks import kept
from boji.imports.mapping import FileMapping, chosen, proposed
from boji.imports.mapping_shown import mapping_page
from boji.imports.models import UploadedFile
from boji.imports.queries import file_waiting
from boji.imports.tabs import tabs
from boji.imports.views import look_again_at
from boji.intake.formats.shelf import formats_at_hand
from boji.intake.formats.writing import id_of
from boji.platform import clock
from boji.platform.access import NotFound
from boji.platform.audit import actor_of
from boji.platform.company import workspace
from boji.platform.components import Cell, Column, Row, Table
from boji.platform.words import language, say


def map_file(request: HttpRequest, number: int, file: int) -> HttpResponse:
    """What the columns of an unknown table are; saved as a format of the workspace."""
    one = file_waiting(number, file)
    unknown = kept(one.look).unknown if one.look else None
    if unknown is None:
        raise NotFound(f"file {file} is known")
    company = workspace()
    if request.method != "POST":
        return _mapping(request, number, one, proposed(unknown, one.name), strict=False)
    mapping = chosen(unknown, request.POST.dict(), formats_at_hand(company.formats))
    if "save" not in request.POST:
        return _mapping(request, number, one, mapping, strict=False)
    if mapping.errors():
        return _mapping(request, number, one, mapping, strict=True)
    taken = {shipped.id for shipped in formats_at_hand(company.formats)}
    text = mapping.declaration(id_of(mapping.title, taken))
    try:
        formats.save(actor_of(request), company, text)
    except PlanRefused:
        return _mapping(request, number, one, mapping, strict=True)
    messages.success(
        request,
        say(
            "已记住“{name}”，以后自动识别", "“{name}” is remembered and known from now on", name=mapping.title
        ),
    )
    look_again_at(request, one.upload)
    return redirect("upload", number)


@require_GET
def own_formats(request: HttpRequest) -> HttpResponse:
    """The formats of the workspace."""
    columns = (
        Column("name", say("名称", "Name")),
        Column("tables", say("导入为", "Imported as"), key=True),
        Column("headers", say("认表头", "Known by its headers")),
    )
    rows = []
    for name, (_, one) in formats.own_formats(workspace()).items():
        tables = words.joined([words.table_name(t.table) for t in one.tables]) if one else ""
        broken = say("声明有错误，请更正", "The declaration has errors; mend it")
        headers = words.joined(list(one.required)) if one else broken
        title = one.title.text(language()) if one else name
        rows.append(
            Row((Cell(title, reverse("own_format", args=[name])), Cell(tables or "—"), Cell(headers)))
        )
    table = Table(say("自有格式", "Own formats"), columns, tuple(rows))
    return render(request, "imports/formats.html", {"table": table, "tabs": tabs(request, "formats")})


def own_format(request: HttpRequest, name: str) -> HttpResponse:
    """The declaration of a format as text, with its errors by line."""
    company = workspace()
    text = formats.declaration_of(company, name)
    if "remove" in request.POST:
        formats.remove(actor_of(request), company, name)
        messages.success(request, say("已删除；已导入的数据不变", "Removed; what was imported stays"))
        return redirect("formats")
    form = FormatForm(request.POST if request.method == "POST" else None, text=text)
    issues: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            kept_format = formats.save(actor_of(request), company, form.cleaned_data["text"])
        except PlanRefused as refused:
            issues = [_issue(issue) for issue in refused.issues]
        else:
            if kept_format.id != name:
                formats.remove(actor_of(request), company, name)
            messages.success(request, say("已保存", "Saved"))
            return redirect("formats")
    status = 422 if issues or form.errors else 200
    return render(
        request, "imports/format.html", {"form": form, "name": name, "issues": issues}, status=status
    )


def _issue(issue: PlanIssue) -> str:
    mend = issue.mend.text(language()) if issue.mend else ""
    words = say("第 {n} 行：{what}", "line {n}: {what}", n=issue.line, what=issue.problem.text(language()))
    return say("{words}。{mend}", "{words}. {mend}", words=words, mend=mend)


def _mapping(
    request: HttpRequest, number: int, file: UploadedFile, mapping: FileMapping, *, strict: bool
) -> HttpResponse:
    page = mapping_page(mapping, workspace().timezone, clock.now(), strict=strict)
    wrong = strict and (mapping.errors() or page.problems)
    context = {"page": page, "file": file, "number": number}
    return render(request, "imports/mapping.html", context, status=422 if wrong else 200)
