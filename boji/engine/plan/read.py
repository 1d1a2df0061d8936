"""From a plan file to a checked `Plan`, or to everything that is wrong with it.

Owns the head of the file and the order of reading: metrics first, because all else names them. Each
section has its own module; nothing is ever half read, so a caller has a whole plan or issues.
"""

from __future__ import annotations

import hashlib
import zoneinfo
from contextlib import suppress
from pathlib import Path

from boji.engine.plan.campaigns import read_campaigns
from boji.engine.plan.examples import Subjects, read_examples
from boji.engine.plan.fields import Fields
from boji.engine.plan.gates import read_cap, read_gates
from boji.engine.plan.issues import Issues, PlanRefused, TooManyIssues, nearest_word
from boji.engine.plan.label import Label
from boji.engine.plan.metrics import catalogue, read_metrics
from boji.engine.plan.model import Credit, Metric, Plan
from boji.engine.plan.names import ROLES
from boji.engine.plan.outcomes import read_outcomes
from boji.engine.plan.pools import read_pools
from boji.engine.plan.reading import Reading
from boji.engine.plan.schemes import read_schemes
from boji.engine.plan.scorecards import read_grades, read_scorecards
from boji.engine.plan.source import MapNode, read_source

LATEST_CUT_OFF = 12 * 60
CREDIT_OF_LINES = ("on_air", "share_of_minutes", "named")
CREDIT_OF_SESSIONS = ("share_of_minutes",)


def read_plan(source: Path | str, *, file_name: str | None = None) -> Plan:
    """The plan in a file (a Path) or in a text (a str); raises PlanRefused with all issues.

    `file_name` is how issues call the file; a text is called `plan.yaml` where nothing is said.
    """
    name = file_name or (source.as_posix() if isinstance(source, Path) else "plan.yaml")
    issues = Issues(name)
    plan = None
    with suppress(TooManyIssues):  # those that are noted are enough to refuse it
        plan = _read_text(_text_of(source, issues), issues)
    if plan is None or len(issues):
        raise PlanRefused(issues.in_order())
    return plan


def _read_text(text: str, issues: Issues) -> Plan | None:
    root = read_source(text, issues) if not len(issues) else None
    if isinstance(root, MapNode):
        return _read(Fields(Reading(issues), root), text)
    if root is not None:
        issues.add(root.place, Label("方案要由“键: 值”组成", "a plan is made of “key: value”"))
    return None


def _text_of(source: Path | str, issues: Issues) -> str:
    if isinstance(source, str):
        return source
    try:
        return source.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        problem = Label("文件不是 UTF-8 编码", "the file is not UTF-8")
        issues.add((1, 1), problem, Label("另存为 UTF-8", "Save it as UTF-8"))
        return ""


def _read(fields: Fields, text: str) -> Plan:
    reading = fields.reading
    reading.roles = (*ROLES, *_read_roles(fields))
    metrics = _read_metrics(fields)
    effective = fields.fields("effective")
    schemes = read_schemes(fields, metrics)
    pools = read_pools(fields, metrics)
    scorecards = read_scorecards(fields, metrics)
    grades = read_grades(fields)
    examples, inline = read_examples(fields, Subjects(metrics, schemes, pools, scorecards))
    first = effective.day("from") if effective else None
    last = effective.day("to") if effective and effective.has("to") else None
    if effective and effective.finish() and first and last and last < first:
        effective.wrong("to", Label("失效日早于生效日", "the last day is before the first"))
    plan = Plan(
        name=fields.text("plan"),
        title=fields.label("title"),
        effective_from=first,  # type: ignore[arg-type]
        effective_to=last,
        currency=fields.choice("currency", ("CNY",)),
        timezone=_read_timezone(fields),
        day_starts_minutes=_read_cut_off(fields),
        metrics=metrics,
        credit=_read_credit(fields),
        scorecards=scorecards,
        grades=grades,
        schemes=schemes,
        pools=pools,
        campaigns=read_campaigns(fields, schemes),
        gates=read_gates(fields, metrics),
        commission_cap_fen=read_cap(fields),
        outcomes=read_outcomes(fields, grades),
        examples=examples,
        source=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        example_schemes=inline,
        roles=reading.roles,
    )
    fields.finish()
    return plan


def _read_roles(fields: Fields) -> tuple[str, ...]:
    """`roles: [assistant]`: roles of the company next to the built-in ones."""
    if not fields.has("roles"):
        return ()
    return tuple(fields.reading.literal(node, str, "") for node in fields.items("roles"))


def _read_metrics(fields: Fields) -> dict[str, Metric]:
    entries = fields.entries("metrics") if fields.has("metrics") else []
    return read_metrics(fields.reading, entries, catalogue())


def _read_credit(fields: Fields) -> Credit:
    inner = fields.fields("credit") if fields.has("credit") else None
    if inner is None:
        return Credit()
    credit = Credit(
        order_lines=inner.choice("order_lines", CREDIT_OF_LINES, Credit.order_lines),
        sessions=inner.choice("sessions", CREDIT_OF_SESSIONS, Credit.sessions),
    )
    inner.finish()
    return credit


def _read_timezone(fields: Fields) -> str:
    name = fields.text("timezone")
    if name:
        try:
            zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            known = zoneinfo.available_timezones()
            fields.wrong(
                "timezone",
                Label(f"没有时区“{name}”", f"there is no time zone “{name}”"),
                Label("例如 Asia/Shanghai", "As in Asia/Shanghai"),
                nearest_word(name, known),
            )
    return name


def _read_cut_off(fields: Fields) -> int:
    if not fields.has("business_day_starts"):
        return 0
    minutes = fields.clock("business_day_starts")
    if minutes >= LATEST_CUT_OFF:
        fields.wrong(
            "business_day_starts",
            Label("营业日要在中午 12:00 之前开始", "the business day must start before noon"),
            Label('例如 "04:00"', 'As in "04:00"'),
        )
    return minutes
