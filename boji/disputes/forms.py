"""Forms of disputes: raising one, and every further step of its thread."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from boji.disputes.actions import Correction
from boji.disputes.evidence import KINDS, Upload
from boji.disputes.rules import Move
from boji.platform.words import say


class SeveralFiles(forms.FileField):
    """A field that takes several files; each is checked when it is kept."""

    def __init__(self) -> None:
        widget = forms.FileInput(attrs={"accept": ",".join(sorted(KINDS))})
        widget.allow_multiple_selected = True
        super().__init__(required=False, widget=widget)

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        return [super(SeveralFiles, self).clean(one, initial) for one in data or []]


class WordsForm(forms.Form):
    """A text with files."""

    text = forms.CharField(max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    evidence = SeveralFiles()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = say("说明", "What is it about")
        self.fields["evidence"].label = say("附件（截图、表格、PDF）", "Files (pictures, sheets, PDF)")
        # Several files of one name arrive as a list only when they are asked for.
        if isinstance(self.files, MultiValueDict):
            self.fields["evidence"].widget.value_from_datadict = lambda _data, files, name: files.getlist(
                name
            )


class MoveForm(WordsForm):
    """A step of the thread; for what is upheld, its correction."""

    move = forms.ChoiceField(choices=[(one, one) for one in Move])
    correction = forms.DecimalField(required=False, max_digits=12, decimal_places=2)
    import_number = forms.IntegerField(required=False, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["correction"].label = say("更正金额（元，可为负）", "Correction in yuan, may be negative")
        self.fields["import_number"].label = say("或：更正数据的导入编号", "or: import that mends the facts")

    def as_correction(self) -> Correction | None:
        if self.cleaned_data["move"] != Move.UPHOLD:
            return None
        yuan = self.cleaned_data["correction"]
        return Correction(None if yuan is None else int(yuan * 100), self.cleaned_data["import_number"])
