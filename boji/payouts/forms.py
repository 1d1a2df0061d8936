"""Forms of pay periods: what a step asks of the person who takes it."""

from __future__ import annotations

from typing import Any

from django import forms

from boji.platform.day_field import DayField
from boji.platform.words import say


class PayForm(forms.Form):
    """On which day the money left."""

    paid_on = DayField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paid_on"].label = say("发放日期", "Paid on")
        self.fields["paid_on"].error_messages = {
            "required": say("请填写发放日期", "Enter the day of payment"),
            "invalid": say("请写成 2026-10-10 这样的日期", "Write a date such as 2026-10-10"),
        }


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = say("原因", "Reason")
        self.fields["reason"].error_messages = {"required": say("请写明原因", "Give a reason")}


class MonthForm(forms.Form):
    """A month to open, as an input of type month writes it."""

    month = forms.RegexField(r"^\d{4}-(0[1-9]|1[0-2])$")
