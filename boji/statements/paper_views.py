"""The address of a statement on paper.

Owns the answer as a file. Every order line on paper takes seconds and is left to jobs; a page asks for the
lines or for what made them.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from boji.statements.looks import look_at_page
from boji.statements.paper.papers import paper_of
from boji.statements.paper.printing import printed
from boji.statements.paper.sheet import Detail, title_of
from boji.statements.views import month_subject, reader


def statement_pdf(request: HttpRequest, period: str, person_id: str) -> HttpResponse:
    """The statement of one person as a PDF; `?detail=lines` leaves the explanation out."""
    subject = month_subject(request, period, person_id)
    detail = Detail.LINES if request.GET.get("detail") == Detail.LINES else Detail.WHY
    paper = paper_of(reader(request), subject, detail)
    look_at_page(request, "statement_pdf", person_id, subject.period)
    response = HttpResponse(printed([paper]), content_type="application/pdf")
    name = f"{title_of(paper.statement)}.pdf"
    response.headers["Content-Disposition"] = str(content_disposition_header(True, name))
    return response
