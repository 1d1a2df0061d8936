"""Forms of imports: files to upload, when they were exported, why an import is undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict

from boji.imports.models import UploadedFile
from boji.platform.words import say


class UndoForm(forms.Form):
    """Why an import is undone; kept in the ledger."""

    reason = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["reason"].label = say("原因", "Reason")
        self.fields["reason"].error_messages = {"required": say("请写明原因", "Give a reason")}


class FormatForm(forms.Form):
    """The declaration of a format as text."""

    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}))

    def __init__(self, data: QueryDict | None = None, *, text: str = "") -> None:
        super().__init__(data, initial={"text": text})
        self.fields["text"].label = say("声明", "Declaration")
        self.fields["text"].error_messages = {"required": say("声明是空的", "The declaration is empty")}


def modified_times(data: QueryDict, count: int) -> list[float | None]:
    """When the browser says each file was changed, in the order of the files; None where it does not say."""
    said = data.getlist("modified")
    if len(said) != count:
        return [None] * count
    return [int(text) / 1000 if text.isdecimal() and len(text) < 16 else None for text in said]


def export_times(
    data: QueryDict, files: Iterable[UploadedFile], zone: ZoneInfo, now: dt.datetime
) -> tuple[dict[int, dt.datetime | None], dict[int, str]]:
    """When files were exported, by file, where the form says something new; and what is wrong, by file."""
    times: dict[int, dt.datetime | None] = {}
    errors: dict[int, str] = {}
    for file in files:
        text, before = data.get(f"exported:{file.pk}", ""), data.get(f"before:{file.pk}", "")
        if text == before:
            continue
        try:
            found = dt.datetime.fromisoformat(text).replace(tzinfo=zone) if text else None
        except ValueError:
            errors[file.pk] = say("请写成 2026-10-01 08:30", "Write 2026-10-01 08:30")
            continue
        if found is not None and found > now:
            errors[file.pk] = say("导出时间不能晚于现在", "A file cannot be exported later than now")
        times[file.pk] = found
    return times, errors
