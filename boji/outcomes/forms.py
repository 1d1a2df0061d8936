"""The form in which a proposal is decided."""

from __future__ import annotations

from typing import Any

from django import forms

from boji.outcomes.rules import Answer, Asked
from boji.platform.day_field import DayField
from boji.platform.words import say


class DecisionForm(forms.Form):
    """Accept or decline, why, and the days that the outcome asks for."""

    answer = forms.ChoiceField(choices=[("accept", "accept"), ("decline", "decline")])
    reason = forms.CharField(max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    effective_on = DayField(required=False)
    notice_on = DayField(required=False)
    groundwork = forms.CharField(max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, asked: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = say("理由", "Reason")
        self.fields["effective_on"].label = say("生效日期", "In effect from")
        self.fields["notice_on"].label = say("书面通知日期", "Day of written notice")
        self.fields["groundwork"].label = say("之前的培训或调岗", "Training or transfer before")
        if not asked.sets and asked.notice_days is None:
            del self.fields["effective_on"]
        if asked.notice_days is None:
            del self.fields["notice_on"], self.fields["groundwork"]
        if asked.sets:
            self.fields["effective_on"].initial = asked.earliest

    def as_answer(self) -> Answer:
        given = self.cleaned_data
        return Answer(
            accepted=given["answer"] == "accept",
            reason=given["reason"],
            effective_on=given.get("effective_on"),
            notice_on=given.get("notice_on"),
            groundwork=given.get("groundwork", ""),
        )
