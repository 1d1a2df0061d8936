"""The form in which a benchmark is entered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from boji.analysis.benchmarks import NewBenchmark
from boji.analysis.models import MONTH, SESSION
from boji.engine.plan.model import Metric
from boji.platform.words import language, say

LARGEST = Decimal(10) ** 14


class BenchmarkForm(forms.Form):
    """A percentage is written with its sign, 3.5%; money in yuan."""

    metric = forms.ChoiceField()
    tier = forms.ChoiceField(required=False)
    per = forms.ChoiceField()
    figure = forms.CharField(max_length=30)
    from_day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    source = forms.CharField(max_length=200)

    def __init__(
        self, metrics: Iterable[Metric], tiers: Iterable[str], today: dt.date, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._metrics = {one.name: one for one in metrics}
        tongue = language()
        choices = [(one.name, one.label.text(tongue)) for one in self._metrics.values()]
        self.fields["metric"] = forms.ChoiceField(choices=choices, label=say("指标", "Metric"))
        self.fields["tier"] = forms.ChoiceField(
            choices=[("", say("所有层级", "All tiers")), *((one, one) for one in tiers)],
            required=False,
            label=say("层级", "Tier"),
        )
        self.fields["per"] = forms.ChoiceField(
            choices=[
                (MONTH, say("一个人的一个月", "A month of a person")),
                (SESSION, say("一场直播", "A session")),
            ],
            label=say("针对", "For"),
        )
        figure, from_day, source = (self.fields[name] for name in ("figure", "from_day", "source"))
        figure.label = say("数值", "Figure")
        figure.help_text = say(
            "比率写成 3.5%，金额写元，如 100000", "Write a rate as 3.5%, money in yuan, such as 100000"
        )
        from_day.label, from_day.initial = say("从这天起", "From this day"), today
        source.label = say("出处", "Source")
        source.help_text = say(
            "例如：某机构 2026 年行业报告第 12 页", "Such as: industry report 2026, page 12"
        )

    def clean_figure(self) -> Decimal:
        text = str(self.cleaned_data["figure"]).strip().replace(",", "").replace("％", "%").lstrip("¥")
        try:
            figure = Decimal(text.removesuffix("%"))
        except InvalidOperation:
            figure = Decimal("NaN")
        if not figure.is_finite() or abs(figure) >= LARGEST:
            raise forms.ValidationError(
                say("请写一个数，如 3.5% 或 100000", "Write a number, such as 3.5% or 100000")
            )
        return figure.scaleb(-2) if text.endswith("%") else figure

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        metric = self._metrics.get(given.get("metric", ""))
        written = str(self.data.get("figure", "")).strip().endswith(("%", "％"))
        if metric and "figure" in given and (metric.unit == "percent") is not written:
            self.add_error(
                "figure",
                say("这个指标是比率，请写成 3.5%", "This metric is a rate; write it as 3.5%")
                if metric.unit == "percent"
                else say("这个指标不是比率，请不要写 %", "This metric is no rate; write it without %"),
            )
        return given

    def as_new(self) -> NewBenchmark:
        return NewBenchmark(**self.cleaned_data)
