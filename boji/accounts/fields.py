"""How the fields of forms look: the classes of the theme, and no placeholders that repeat a label."""

from __future__ import annotations

from typing import Any

from django import forms


class Styled:
    """Mixed into a form: its widgets get the theme's classes."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            style(field)


def style(field: forms.Field) -> None:
    widget = field.widget
    widget.attrs.pop("placeholder", None)
    if isinstance(widget, forms.CheckboxInput):
        widget.attrs["class"] = "form-check-input"
    elif isinstance(widget, forms.Select):
        widget.attrs["class"] = "form-select"
    elif not widget.is_hidden:
        widget.attrs["class"] = "form-control"
