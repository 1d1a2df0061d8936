"""Forms of plans: beginning a draft, and its text."""

from __future__ import annotations

from typing import Any

from django import forms

from boji.plans.refusals import PlanStepRefused
from boji.plans.rules import MOST_CHARACTERS
from boji.platform.words import language, say


class BeginForm(forms.Form):
    """A new draft: its name, and the version from which it begins."""

    name = forms.CharField(max_length=80)
    based_on = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)

    def __init__(self, versions: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = say("名称", "Name")
        self.fields["name"].widget.attrs["placeholder"] = say("例如：2027年方案", "As in: plan of 2027")
        based_on = self.fields["based_on"]
        assert isinstance(based_on, forms.TypedChoiceField)
        based_on.label = say("从哪里开始", "Begin from")
        based_on.choices = [*versions, ("", say("一份简单的样例", "a simple sample"))]


class RevisionForm(forms.Form):
    """A saved text to take up again, and the revision that was the newest when it was chosen."""

    number = forms.IntegerField(min_value=1)
    revision = forms.IntegerField(min_value=1)


class PublishForm(forms.Form):
    """Why a draft is published, and the revision that was looked at."""

    reason = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = say("为什么发布", "Why it is published")
        self.fields["reason"].error_messages["required"] = PlanStepRefused("reason").text(language())
        self.fields["reason"].help_text = say("相关的人都会看到", "Everybody concerned reads it")


class TextForm(forms.Form):
    """The text of a draft, and the revision on top of which it was written."""

    text = forms.CharField(
        max_length=MOST_CHARACTERS,
        strip=False,
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 32, "spellcheck": "false", "autocapitalize": "off", "data-editor": ""}
        ),
    )
    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = say("方案正文", "Text of the plan")
