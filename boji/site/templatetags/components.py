"""The components of pages as template tags; `/styleguide/` shows each with an example.

Owns what the tags take. What they look like is in `templates/components/` and `frontend/style/`.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, Select, SelectMultiple, Textarea
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString

from boji.platform import charts
from boji.platform.chart_options import option
from boji.platform.components import Arrangement, Column, Progress, Status, Step, Tab, Table
from boji.platform.words import language
from boji.site.built import built, icon_address

register = template.Library()

STATUS_ICONS = {
    "draft": "circle-dashed",
    "waiting": "clock",
    "active": "circle-half",
    "done": "circle-check",
    "blocked": "alert-triangle",
    "locked": "lock",
}
ALERT_ICONS = {
    "info": "info-circle",
    "warning": "alert-triangle",
    "error": "circle-x",
    "done": "circle-check",
}

register.simple_tag(built, name="built")


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture beside a word: those who do not see it lose nothing."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>',
        icon_address(name),
    )


@register.simple_tag
def status(kind: str | Status, word: str = "") -> SafeString:
    """`{% status "locked" word %}` or `{% status row.status %}`: a shape and a word."""
    name, said = (kind.kind.value, kind.word) if isinstance(kind, Status) else (kind, word)
    return format_html('<span class="status status-{}">{}{}</span>', name, icon(STATUS_ICONS[name]), said)


@register.simple_tag
def avatar(name: str, size: str = "") -> SafeString:
    """The first letter of a name in a circle; the name itself stands beside it."""
    shape = "avatar avatar-large" if size == "large" else "avatar"
    return format_html('<span class="{}" aria-hidden="true">{}</span>', shape, name[:1].upper())


@register.inclusion_tag("components/figure.html")
def figure(label: str, value: str, note: str = "", href: str = "") -> dict[str, Any]:
    """One of the large figures in `<dl class="figures">`; `note` says what it is compared with."""
    return {"label": label, "value": value, "note": note, "href": href}


@register.inclusion_tag("components/table.html", takes_context=True)
def table(context: Context, shown: Table) -> dict[str, Any]:
    """A table of `boji.platform.components`, sorted and with columns chosen in the address."""
    return {
        "request": context["request"],
        "table": shown,
        "keys": any(column.key for column in shown.columns),
        "headings": [(column, *_sorting(column, shown.arrangement)) for column in shown.shown()],
    }


def _sorting(column: Column, now: Arrangement) -> tuple[str, str]:
    """What a click on the heading asks for, and how the column is sorted now."""
    if not column.sortable:
        return "", ""
    if column.name != now.sort:
        return (f"-{column.name}" if column.number else column.name), ""
    return (column.name, "descending") if now.descending else (f"-{column.name}", "ascending")


@register.inclusion_tag("components/chart.html")
def chart(shown: charts.Chart, height: str = "") -> dict[str, Any]:
    """A chart of `boji.platform.charts` with its table and download; `height="low"` beside others."""
    head, *rows = charts.table_rows(shown)
    data = {
        "option": option(shown, language()),
        "rows": charts.csv_rows(shown),
        "file": f"{shown.name}.csv",
    }
    return {"chart": shown, "height": height, "head": head, "rows": rows, "data": json_script(data)}


@register.inclusion_tag("components/stepper.html")
def stepper(steps: list[Step], label: str) -> dict[str, Any]:
    """Where something stands on its way; `label` names the way."""
    return {"steps": steps, "label": label, "NOW": (Progress.NOW, Progress.STOPPED)}


@register.inclusion_tag("components/tabs.html")
def tabs(shown: list[Tab], label: str) -> dict[str, Any]:
    return {"tabs": shown, "label": label}


@register.inclusion_tag("components/pages.html", takes_context=True)
def pages(context: Context, page: Page[Any]) -> dict[str, Any]:
    """The way through a long list; the other parts of the address stay as they are."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"request": context["request"], "page": page, "numbers": list(numbers)}


@register.inclusion_tag("components/copy.html")
def copy_button(text: str, label: str) -> dict[str, Any]:
    return {"text": text, "label": label}


@register.inclusion_tag("components/progress.html")
def progress(words: str, done: int, left: str = "", url: str = "") -> dict[str, Any]:
    """How far slow work is, in hundredths; with `url` it asks there every two seconds and is replaced."""
    return {"words": words, "done": done, "left": left, "url": url}


@register.inclusion_tag("components/slider.html")
def slider(**given: Any) -> dict[str, Any]:
    """`name`, `label`, `least`, `most`, `step`, `value`; `decimals` and `suffix` write its figure.

    `marks` are thresholds on its track: each with its `place` between 0 and 1, `short` and `label`, the
    `value` in steps of `step` that goes there, and what an address `asks` for it. With `url` and `target`
    (an id) every move asks for what would follow, and shows it there.
    """
    return {"decimals": 0, "suffix": "", "marks": (), **given}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A field of a form with its label, help and errors beside it."""
    return {
        "field": bound,
        "widget": bound.as_widget(attrs={"class": _field_class(bound)}),
        "is_check": _is_check(bound),
    }


def _is_check(bound: BoundField) -> bool:
    return isinstance(bound.field.widget, CheckboxInput)


def _field_class(bound: BoundField) -> str:
    if _is_check(bound):
        return "form-check-input"
    if isinstance(bound.field.widget, Select) and not isinstance(bound.field.widget, SelectMultiple):
        return "form-select"
    return "form-control textarea" if isinstance(bound.field.widget, Textarea) else "form-control"


# ---- Tags with a body: {% alert "warning" %} … {% endalert %}


def _wrapped(name: str, **shown: Any) -> SafeString:
    return render_to_string(f"components/{name}.html", shown)


@register.simple_block_tag(end_name="endalert")
def alert(content: str, kind: str = "info", title: str = "") -> SafeString:
    """Something to know before going on; `kind` is info, warning, error or done."""
    return _wrapped("alert", content=content, kind=kind, title=title, icon_name=ALERT_ICONS[kind])


@register.simple_block_tag(end_name="endempty_state")
def empty_state(content: str, icon_name: str, title: str) -> SafeString:
    """What would stand here and what brings it; a `<div class="actions">` inside holds the one button."""
    return _wrapped("empty_state", content=content, icon_name=icon_name, title=title)


@register.simple_block_tag(end_name="endsection")
def section(content: str, title: str, aside: str = "") -> SafeString:
    return _wrapped("section", content=content, title=title, aside=aside)


@register.simple_block_tag(end_name="enddialog")
def dialog(content: str, identity: str, title: str, *, open_now: bool = False) -> SafeString:
    """Opened by `<button data-opens="identity">`; one that htmx brings opens at once with `open_now=True`."""
    return _wrapped("dialog", content=content, identity=identity, title=title, open_now=open_now)


@register.simple_block_tag(end_name="endmenu")
def menu(content: str, label: str, icon_name: str = "dots") -> SafeString:
    """Rarer actions behind one button; the body holds links and buttons."""
    return _wrapped("menu", content=content, label=label, icon_name=icon_name)


@register.simple_block_tag(end_name="endwhy")
def why(
    content: str, identity: str, words: str, figure: str = "", *, detail: str = "", url: str = ""
) -> SafeString:
    """One line of an explanation. It opens in place: its body, or what `url` answers when it is first opened.

    Without body and url it is a leaf. Stands in `<ul class="why">`; `identity` is unique in the page.
    """
    return _wrapped(
        "why", content=content, identity=identity, words=words, figure=figure, detail=detail, url=url
    )


@register.simple_block_tag(end_name="endentry")
def entry(content: str, who: str, when: str, did: str = "", icon_name: str = "") -> SafeString:
    """One entry of `<ol class="thread">`: who, what was done and when; the body is what was said."""
    return _wrapped("entry", content=content, who=who, when=when, did=did, icon_name=icon_name)


@register.simple_block_tag(end_name="endfilters", takes_context=True)
def filters(context: Context, content: str, target: str, count: str = "") -> SafeString:
    """Filters in one line, kept in the address: a change fetches this page and shows its `target` (an id)."""
    return _wrapped("filters", content=content, target=target, count=count, address=context["request"].path)
