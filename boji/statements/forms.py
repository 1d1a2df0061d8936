"""Forms of statements: what is printed of everybody."""

from __future__ import annotations

from typing import Any

from django import forms

from boji.platform.words import say
from boji.statements.bundles import Form
from boji.statements.paper.sheet import Detail


class BundleForm(forms.Form):
    """What is printed of everybody, and in which form."""

    form = forms.ChoiceField()
    detail = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted, deep = self.fields["form"], self.fields["detail"]
        assert isinstance(wanted, forms.ChoiceField)
        assert isinstance(deep, forms.ChoiceField)
        wanted.label = say("文件", "File")
        wanted.choices = [
            (Form.PDF, say("一个 PDF，一人接一人（打印用）", "One PDF, person after person (to print)")),
            (Form.ZIP, say("压缩包，每人一个 PDF（分发用）", "A zip with a PDF each (to hand out)")),
        ]
        deep.label = say("内容", "Contents")
        deep.choices = [
            (Detail.LINES, say("每一行的金额", "The lines with their amounts")),
            (Detail.WHY, say("每一行，以及是怎么来的", "The lines, and where each comes from")),
        ]
