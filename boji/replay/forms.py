"""What is chosen for a replay: drafts, months, and what they are compared with.

Owns how that stands in an address: `?draft=3.2&against=1&first=2026-04&last=2026-09`, a draft by its id and
the number of its saved text, so that whoever is sent the address sees the same answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django import forms

from boji.engine.periods import Period, PeriodError
from boji.platform.words import say
from boji.replay.question import MOST_DRAFTS

Choices = Sequence[tuple[str, str]]


class MonthField(forms.CharField):
    widget = forms.TextInput(attrs={"type": "month"})

    def clean(self, value: object) -> Period:
        text = super().clean(value)
        try:
            period = Period.parse(text)
        except PeriodError:
            period = None
        if period is None or period.kind != "month":
            raise forms.ValidationError(say("写一个月份，如 2026-09", "Write a month, as 2026-09"))
        return period


class ReplayForm(forms.Form):
    def __init__(self, drafts: Choices, versions: Choices, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        in_force = ("", say("当月生效的方案", "The plan in force in each month"))
        self.fields["draft"] = forms.MultipleChoiceField(
            label=say("草稿", "Drafts"),
            choices=list(drafts),
            widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
            error_messages={"required": say("至少选一份草稿", "Choose one draft at least")},
        )
        self.fields["against"] = forms.ChoiceField(
            label=say("与什么比较", "Compared with"), choices=[in_force, *versions], required=False
        )
        self.fields["first"] = MonthField(label=say("从", "From"))
        self.fields["last"] = MonthField(label=say("到", "To"))

    def clean_draft(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["draft"]
        if len(chosen) > MOST_DRAFTS:
            raise forms.ValidationError(
                say("一次最多比较 {n} 份草稿", "At most {n} drafts are compared at once", n=MOST_DRAFTS)
            )
        return chosen


def usual_months(today: dt.date) -> dict[str, str]:
    """The six months before the running one."""
    months = [Period.containing("month", today)]
    for _ in range(6):
        months.append(months[-1].before)
    return {"first": months[-1].label, "last": months[1].label}
