"""The form that makes a token."""

from __future__ import annotations

from typing import Any

from django import forms

from boji.accounts.fields import Styled
from boji.platform.models import User
from boji.platform.words import say
from boji.tokens.queries import scopes_of
from boji.tokens.rules import Scope

DAYS = (30, 90, 180, 365)


class TokenForm(Styled, forms.Form):
    """What it is for, what it opens, how long it works; only scopes that the account may give are offered."""

    name = forms.CharField(max_length=60)
    days = forms.TypedChoiceField(coerce=int)
    scopes = forms.TypedMultipleChoiceField(coerce=Scope, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, account: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = say("用途", "What it is for")
        self.fields["name"].help_text = say("如：每天导入订单", "Such as: daily import of orders")
        self.fields["days"].label = say("有效期", "Works for")
        self.fields["scopes"].label = say("能做什么", "What it may do")
        self._choose("days", [(n, say("{n} 天", "{n} days", n=n)) for n in DAYS])
        self._choose("scopes", [(one.value, f"{say(*one.words)} · {one}") for one in scopes_of(account)])
        self.fields["scopes"].widget.attrs["class"] = "form-check-input"

    def _choose(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
