"""A field for a day: the browser shows and sends ISO days, however the reader's language writes them."""

from __future__ import annotations

from typing import Any

from django import forms


class DayField(forms.DateField):
    """A `forms.DateField` with the browser's calendar."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **options)
