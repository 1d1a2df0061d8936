"""How plans are shown: the tables of versions and drafts, and how a version is called.

Owns the words of their standing. What rules when is `publishing`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from boji.engine.examples import Verdict
from boji.engine.plan.issues import PlanIssue
from boji.engine.plan.model import Plan
from boji.engine.plan.outcome_sentences import result_name, result_value
from boji.engine.plan.sentences import Teller
from boji.plans.announced import Told
from boji.plans.models import Draft, Revision
from boji.plans.publishing import Publication, Stretch
from boji.plans.queries import Standing, Version
from boji.plans.refusals import Overtaken, PlanStepRefused
from boji.platform import formats
from boji.platform.components import Cell, Column, Kind, Row, Status, Table
from boji.platform.words import language, say

STANDINGS: dict[Standing, tuple[Kind, tuple[str, str]]] = {
    Standing.IN_FORCE: (Kind.DONE, ("生效中", "in force")),
    Standing.COMING: (Kind.WAITING, ("待生效", "not yet in force")),
    Standing.ENDED: (Kind.DRAFT, ("已结束", "ended")),
    Standing.REPLACED: (Kind.DRAFT, ("未生效过", "never in force")),
}


def standing(version: Version) -> Status:
    kind, words = STANDINGS[version.standing]
    return Status(kind, say(*words))


def version_name(publication: Publication) -> str:
    """第 3 版 · its title."""
    title = publication.plan.title.text(language())
    return say("第 {n} 版 · {title}", "Version {n} · {title}", n=publication.number, title=title)


def days_words(stretches: Iterable[Stretch]) -> str:
    """On which days a version rules."""
    return say("；", "; ").join(_stretch_words(one) for one in stretches) or "—"


def _stretch_words(one: Stretch) -> str:
    first = formats.day(one.first_day, language(), year=True)
    if one.last_day is None:
        return say("{first}起", "from {first}", first=first)
    last = formats.day(one.last_day, language(), year=True)
    return say("{first}至{last}", "{first} to {last}", first=first, last=last)


def published_words(publication: Publication) -> str:
    """When and by whom it was published."""
    at = formats.day(publication.at.astimezone(settings.BOJI_ZONE).date(), language(), year=True)
    return f"{at} · {publication.by}" if publication.by else at


def version_table(versions: Iterable[tuple[Version, tuple[int, int]]]) -> Table:
    """Versions with how many of how many people have acknowledged each."""
    columns = (
        Column("version", say("版本", "Version")),
        Column("standing", say("状态", "State"), key=True),
        Column("days", say("管哪些日子", "Rules on"), key=True),
        Column("reason", say("为什么发布", "Why")),
        Column("published", say("发布", "Published")),
        Column("known", say("已知悉", "Acknowledged"), number=True),
    )
    return Table(
        say("已发布的版本", "Published versions"),
        columns,
        tuple(_version_row(one, *known) for one, known in versions),
    )


def _version_row(one: Version, known: int, people: int) -> Row:
    return Row(
        (
            Cell(version_name(one.publication), reverse("plan_version", args=[one.number])),
            Cell("", status=standing(one)),
            Cell(days_words(one.rules_on)),
            Cell(one.publication.reason),
            Cell(published_words(one.publication)),
            Cell(f"{known}/{people}"),
        )
    )


def own_versions_table(versions: Iterable[Version]) -> Table:
    """The versions of the handbook, for everybody."""
    columns = (
        Column("version", say("版本", "Version")),
        Column("days", say("管哪些日子", "Rules on"), key=True),
        Column("reason", say("为什么发布", "Why")),
    )
    rows = tuple(
        Row(
            (
                Cell(version_name(one.publication), reverse("handbook_version", args=[one.number])),
                Cell(days_words(one.rules_on)),
                Cell(one.publication.reason),
            )
        )
        for one in versions
    )
    return Table(say("各个版本", "All versions"), columns, rows)


def told_table(told: Iterable[Told]) -> Table:
    """Everybody whom a version concerns, and since when they know of it."""
    columns = (
        Column("name", say("人员", "Person")),
        Column("team", say("团队", "Team")),
        Column("known", say("知悉", "Acknowledged"), key=True),
        Column("reminded", say("提醒", "Reminded"), key=True),
    )
    return Table(say("知悉情况", "Who knows of it"), columns, tuple(_told_row(one) for one in told))


def _told_row(one: Told) -> Row:
    if one.acknowledged_at:
        at = formats.moment(one.acknowledged_at.astimezone(settings.BOJI_ZONE), language())
        known = Cell("", status=Status(Kind.DONE, at))
    elif one.has_account:
        known = Cell("", status=Status(Kind.WAITING, say("还没有", "not yet")))
    else:
        known = Cell("", status=Status(Kind.DRAFT, say("没有账户", "no account")))
    return Row((Cell(one.stint.name), Cell(one.stint.team or "—"), known, Cell(_reminded(one))))


def _reminded(one: Told) -> str:
    if not one.reminded_at:
        return "—"
    last = formats.short_day(one.reminded_at[-1].astimezone(settings.BOJI_ZONE).date(), language())
    return say("{n} 次，最近 {day}", "{n} times, last {day}", n=len(one.reminded_at), day=last)


def draft_table(drafts: Iterable[Draft]) -> Table:
    columns = (
        Column("draft", say("草稿", "Draft")),
        Column("from", say("从哪里开始", "Begun from"), key=True),
        Column("changed", say("最后修改", "Last changed"), key=True),
        Column("revision", say("保存次数", "Revisions"), number=True),
    )
    return Table(say("草稿", "Drafts"), columns, tuple(_draft_row(one) for one in drafts))


def _draft_row(one: Draft) -> Row:
    begun = say("第 {n} 版", "version {n}", n=one.based_on) if one.based_on else say("新写", "anew")
    return Row(
        (
            Cell(one.name, reverse("plan_draft", args=[one.pk])),
            Cell(begun),
            Cell(changed_words(one)),
            Cell(str(one.revision)),
        )
    )


def changed_words(draft: Draft) -> str:
    at = formats.moment(draft.changed_at.astimezone(settings.BOJI_ZONE), language())
    return f"{at} · {draft.changed_by}"


@dataclass(frozen=True)
class Issue:
    """An error of a plan in the reader's words; `text` has problem, nearest word and mend together."""

    line: int
    column: int
    text: str


def issue(one: PlanIssue) -> Issue:
    place = f"{one.file}:{one.line}:{one.column}: "
    return Issue(one.line, one.column, one.text(language()).removeprefix(place))


@dataclass(frozen=True)
class VerdictRow:
    """One expectation of an example as the editor shows it; `problem` is what its mark in the text says."""

    example: str
    line: int
    figure: str
    expected: str
    got: str
    holds: bool
    standing: Status

    @property
    def problem(self) -> str:
        return say(
            "{figure}：期望 {expected}，得到 {got}",
            "{figure}: expected {expected}, got {got}",
            figure=self.figure,
            expected=self.expected,
            got=self.got,
        )


def verdict(one: Verdict, plan: Plan) -> VerdictRow:
    teller = Teller(plan, language())
    expected, got = (
        "—" if value is None else result_value(teller, one.figure, value) for value in (one.expected, one.got)
    )
    holds = Status(Kind.DONE, say("符合", "holds"))
    fails = Status(Kind.BLOCKED, say("不符", "fails"))
    standing = holds if one.holds else fails
    name = result_name(teller, one.figure)
    return VerdictRow(one.example, one.line, name, expected, got, one.holds, standing)


def refusal_words(refused: PlanStepRefused | Overtaken) -> str:
    if isinstance(refused, PlanStepRefused):
        return refused.text(language())
    return say(
        "{who} 刚才保存了第 {n} 次。请看过再操作",
        "{who} saved revision {n} a moment ago. Look at it before you go on",
        who=refused.by,
        n=refused.revision,
    )


def history_table(revisions: Iterable[Revision], chosen: int) -> Table:
    columns = (
        Column("revision", say("保存", "Revision")),
        Column("by", say("谁", "Who"), key=True),
        Column("at", say("什么时候", "When"), key=True),
        Column("what", ""),
    )
    rows = tuple(_revision_row(one, chosen) for one in revisions)
    return Table(say("每一次保存", "Every saved text"), columns, rows)


def _revision_row(one: Revision, chosen: int) -> Row:
    restored = say("恢复第 {n} 次的内容", "the text of revision {n} again", n=one.restores)
    shown = say("正在看这一次", "shown on this page")
    return Row(
        (
            Cell(say("第 {n} 次", "Revision {n}", n=one.number), f"?revision={one.number}"),
            Cell(str(one.by)),
            Cell(formats.moment(one.at.astimezone(settings.BOJI_ZONE), language())),
            Cell(restored if one.restores else shown if one.number == chosen else ""),
        )
    )
