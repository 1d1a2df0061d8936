"""The style guide: every component with an example, looked at by the browser tests.

Owns the examples and their addresses. With BOJI_DEBUG=1, and in tests, these addresses stand in front of the
site's own; elsewhere they do not exist.
"""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern

from boji.platform import formats
from boji.platform.charts import Chart, Role, Series, Shade, Target, Unit
from boji.platform.components import (
    Cell,
    Column,
    Kind,
    Progress,
    Row,
    Status,
    Step,
    Tab,
    Table,
    address_of,
    arranged,
)
from boji.platform.routes import Everyone, page
from boji.platform.words import say
from boji.site.urls import handler404, handler500
from boji.site.urls import urlpatterns as site_urlpatterns

__all__ = ["handler404", "handler500", "urlpatterns"]

PEOPLE = (
    # name, team, gmv in fen, conversion, pay in fen
    ("林小雨", "美妆一组", 412_386_50, "0.0312", 16_838_20),
    ("陈嘉", "美妆一组", 300_000_00, "0.0287", 9_000_00),
    ("王璟", "护肤组", 198_540_00, "0.0241", 8_970_80),
    ("李喆", "护肤组", 184_000_00, "0.0210", 8_520_00),
    ("赵敏", "新人组", 61_204_00, None, 4_612_04),
)


def styleguide(request: HttpRequest) -> HttpResponse:
    shown = {
        "statuses": _statuses(),
        "steps": _steps(),
        "tabs": _tabs(),
        "people": _people(request),
        "marks": [
            {
                "short": "6%",
                "label": say("系数 +0.5 个百分点", "+0.5 percentage points"),
                "place": "0.6",
                "value": "6.1",
                "step": "0.1",
                "asks": "interaction=6.1",
            }
        ],
        "trend": _trend(),
        "ranking": _ranking(),
        "make_up": _make_up(),
        "form": ReasonForm({"reason": "", "day": "2026-13-01", "rate": "2.5"}),
        "numbers": Paginator(range(412), 20).get_page(request.GET.get("page", 3)),
    }
    return render(request, "styleguide/styleguide.html", shown)


def explained(request: HttpRequest) -> HttpResponse:
    return render(request, "styleguide/explained.html")


def failing(_: HttpRequest) -> HttpResponse:
    return HttpResponse(status=500)


def estimate(request: HttpRequest) -> HttpResponse:
    """What a month would pay at an interaction rate; the rate above 6% adds half a point."""
    rate = Decimal(request.GET.get("interaction", "5.4"))
    fen = 9_410_00 if rate > 6 else 8_520_00
    return HttpResponse(formats.money(fen))


def progressed(request: HttpRequest) -> HttpResponse:
    return render(request, "styleguide/progressed.html")


def done(request: HttpRequest) -> HttpResponse:
    messages.success(
        request,
        say("10月已锁定，23 人可以看到提成单", "October is locked; 23 people can see their statements"),
    )
    return redirect("styleguide")


class ReasonForm(forms.Form):
    reason = forms.CharField()
    day = forms.DateField()
    rate = forms.DecimalField()
    team = forms.ChoiceField(required=False)
    sure = forms.BooleanField(required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["reason"].label = say("原因", "Reason")
        self.fields["reason"].widget = forms.Textarea(attrs={"rows": 3})
        self.fields["reason"].help_text = say(
            "会和方案一起公布，所有相关的人都看得到。",
            "Published with the plan; everybody concerned sees it.",
        )
        self.fields["day"].label = say("生效日", "In force from")
        self.fields["rate"].label = say("提成比例（%）", "Rate (%)")
        self.fields["team"] = forms.ChoiceField(
            label=say("团队", "Team"), choices=[("", say("全部", "All")), ("a", "美妆一组")], required=False
        )
        self.fields["sure"].label = say("通知相关的 23 人", "Tell the 23 people concerned")


def _statuses() -> list[Status]:
    words = {
        Kind.DRAFT: say("草稿", "Draft"),
        Kind.WAITING: say("待批准", "Waiting for approval"),
        Kind.ACTIVE: say("核算中", "Calculating"),
        Kind.DONE: say("已发放", "Paid"),
        Kind.BLOCKED: say("缺数据", "Data missing"),
        Kind.LOCKED: say("已锁定", "Locked"),
    }
    return [Status(kind, word) for kind, word in words.items()]


def _steps() -> list[Step]:
    return [
        Step(say("已核算", "Calculated"), Progress.PAST, say("11月1日 09:12 李岚", "1 Nov 09:12 Li Lan")),
        Step(say("已核对", "Checked"), Progress.PAST, say("11月2日 14:30 周敏", "2 Nov 14:30 Zhou Min")),
        Step(say("批准", "Approve"), Progress.NOW, say("等财务 方晴", "waits for Fang Qing, finance")),
        Step(say("锁定", "Lock"), Progress.AHEAD),
        Step(say("发放", "Pay"), Progress.AHEAD, say("发薪日 11月10日", "due 10 Nov")),
    ]


def _tabs() -> list[Tab]:
    return [
        Tab(say("提成单", "Statements"), "#statements", active=True, tally="23"),
        Tab(say("调整", "Adjustments"), "#adjustments", tally="4"),
        Tab(say("异议", "Disputes"), "#disputes", tally="1"),
        Tab(say("导出", "Exports"), "#exports"),
    ]


def _people(request: HttpRequest) -> Table:
    columns = (
        Column("name", say("姓名", "Name"), sortable=True),
        Column("team", say("团队", "Team"), optional=True),
        Column("standing", say("状态", "State")),
        Column("conversion", say("转化率", "Conversion"), number=True, sortable=True),
        Column("gmv", "GMV", unit=say("元", "CNY"), number=True, key=True, sortable=True),
        Column("pay", say("应发", "Pay"), unit=say("元", "CNY"), number=True, key=True, sortable=True),
    )
    team = request.GET.get("team", "")
    people = [one for one in PEOPLE if team in ("", one[1]) and request.GET.get("q", "") in one[0]]
    totals = (
        Cell(say("合计 {n} 人", "{n} people", n=len(people))),
        *(Cell(""),) * 3,
        Cell(_yuan(sum(gmv for _, _, gmv, _, _ in people))),
        Cell(_yuan(sum(pay for *_, pay in people))),
    )
    rows = tuple(_person(*one) for one in people)
    table = Table(say("10月的提成单", "Statements of October"), columns, rows, totals)
    return arranged(table, address_of(dict(request.GET.lists())))


def _person(name: str, team: str, gmv: int, conversion: str | None, pay: int) -> Row:
    if conversion is None:
        standing = Status(Kind.BLOCKED, say("缺考勤", "Attendance missing"))
    else:
        standing = Status(Kind.LOCKED, say("已锁定", "Locked"))
    return Row(
        (
            Cell(name, href="#statements", order=name),
            Cell(team, order=team),
            Cell("", status=standing),
            Cell("—") if conversion is None else Cell(formats.percent(conversion), order=Decimal(conversion)),
            Cell(_yuan(gmv), order=gmv),
            Cell(_yuan(pay), order=pay),
        )
    )


def _yuan(fen: int) -> str:
    """The unit stands in the heading."""
    return formats.money(fen).replace("¥", "")


def _trend() -> Chart:
    october = "21 24 18 38 27 30 19 17 17 15 27 32 44 24 40 39 16 22 31 32 26 23 39 20 41 18 23 21 26 24 22"
    september = "15 35 23 23 21 20 24 24 35 26 17 34 25 27 31 22 20 22 30 23 15 32 24 15 24 33 24 31 21 28"
    return Chart(
        title=say(
            "10月转化率 2.1%，目标 3.0%，比9月低 0.4 个百分点",
            "Conversion in October is 2.1%, target 3.0%, 0.4 points below September",
        ),
        name="conversion-2026-10",
        shape="line",
        unit=Unit.PERCENT,
        axis=say("日期", "Day"),
        labels=tuple(say("10月{d}日", "{d} Oct", d=day) for day in range(1, 32)),
        series=(
            Series(say("10月", "Oct"), tuple(Decimal(one) / 1000 for one in october.split())),
            Series(say("9月", "Sep"), (*(Decimal(one) / 1000 for one in september.split()), None), Role.PAST),
        ),
        target=Target(say("目标", "Target"), Decimal("0.03")),
        shades=(Shade(say("国庆", "Holiday"), 0, 6),),
    )


def _ranking() -> Chart:
    return Chart(
        title=say(
            "林小雨的 GMV 最高，赵敏离目标最远", "Lin Xiaoyu leads in GMV; Zhao Min is furthest from target"
        ),
        name="gmv-2026-10",
        shape="bar",
        unit=Unit.MONEY,
        axis=say("姓名", "Name"),
        labels=tuple(name for name, *_ in PEOPLE),
        series=(Series("GMV", tuple(gmv for _, _, gmv, _, _ in PEOPLE)),),
        target=Target(say("目标", "Target"), 200_000_00),
    )


def _make_up() -> Chart:
    months = ((7, 234_000), (8, 344_000), (9, 120_000), (10, 352_000))
    return Chart(
        title=say(
            "提成 10月回到 ¥3,520.00，8月以来最高", "Commission is back at ¥3,520.00, the most since August"
        ),
        name="pay-2026",
        shape="bar",
        unit=Unit.MONEY,
        axis=say("月份", "Month"),
        labels=tuple(say("{m}月", "{y}/{m}", m=month, y=2026) for month, _ in months),
        series=(
            Series(say("底薪", "Base pay"), (500_000,) * 4, Role.PART),
            Series(say("提成", "Commission"), tuple(fen for _, fen in months), Role.PART),
        ),
        stacked=True,
    )


urlpatterns: list[URLPattern] = [
    page("styleguide/", styleguide, Everyone(), "styleguide"),
    page("styleguide/explained/", explained, Everyone(), "styleguide_explained"),
    page("styleguide/failing/", failing, Everyone(), "styleguide_failing"),
    page("styleguide/estimate/", estimate, Everyone(), "styleguide_estimate"),
    page("styleguide/progressed/", progressed, Everyone(), "styleguide_progressed"),
    page("styleguide/done/", done, Everyone(), "styleguide_done"),
    *site_urlpatterns,
]
