"""What the company itself records: rundowns, requests, violations, ratings, tasks, tickets.

Owns the internal facts of each month, built from `performance`, and the person-months in which one of them
was forgotten (`UNRATED`, `UNASKED`), so that a plan that blocks on missing data has something to block.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from examples.beauty.airtime import Session
from examples.beauty.cast import ANCHORS, FIRST_DAY, LAST_DAY, MONTHS, OPERATIONS, SERVICE
from examples.beauty.performance import performance
from examples.beauty.season import days
from examples.canonical import Row, tenths
from examples.chance import Chance

UNRATED = ("A13", 3)  # nobody rated her in March: no team_rating
UNASKED = ("A18", 8)  # no request of operations was recorded in August: no response_time
STEPS = (("开场破冰", 4), ("主推款讲解", 30), ("互动抽奖", 62), ("返场与预告", 90))  # percent of the session
VIOLATIONS = (
    ("极限词", "minor", "使用“最好”“第一”等用语"),
    ("虚假宣传", "major", "夸大功效，平台已下架链接"),
    ("站外引流", "major", "口播个人微信号"),
    ("价格表述不清", "minor", "到手价与页面不一致"),
    ("缺席推荐位", "minor", "离开镜头超过十分钟"),
)
EVIDENCE = (
    "主推款讲解顺序按脚本执行，福利节奏配合到位",
    "两次临时换品都在一分钟内完成",
    "复盘会主动带数据，提出三条改进",
    "开播前未核对库存，导致一款超卖",
    "与场控沟通及时，弹幕问题都有回应",
)


def _slot_of(session: Session, person: str) -> tuple[datetime, datetime]:
    """The stretch of a session in which orders are credited to the person, else the whole session."""
    slots = [slot for slot in session.slots() if slot.person_id == person]
    return (slots[0].begins, slots[0].ends) if slots else (session.started_at, session.ended_at)


def _moment(begins: datetime, ends: datetime, chance: Chance) -> datetime:
    return begins + timedelta(seconds=int(chance.draw() * (ends - begins).total_seconds()))


def _by_host(all_sessions: list[Session]) -> dict[tuple[str, int], list[Session]]:
    found: dict[tuple[str, int], list[Session]] = defaultdict(list)
    for session in all_sessions:
        for person in session.hosts:
            found[person, session.day.month].append(session)
    return dict(sorted(found.items()))


def rundown_rows(all_sessions: list[Session]) -> list[Row]:
    """Four steps a session; they name no person, the anchor on air answers for them."""
    rows: list[Row] = []
    for session in all_sessions:
        chance = Chance("rundown", session.key)
        for step, percent in STEPS:
            planned = session.started_at + (session.ended_at - session.started_at) * percent / 100
            planned = planned.replace(microsecond=0)
            on_air = next(
                (slot.person_id for slot in session.slots() if slot.begins <= planned < slot.ends),
                session.hosts[0],
            )
            as_planned = chance.happens(performance(on_air, session.day.month).execution // 10)
            skipped = not as_planned and chance.happens(400)
            delay = chance.whole(-60, 200) if as_planned else chance.whole(900, 2700)
            rows.append(
                {
                    "session_id": session.session_id,
                    "step": step,
                    "planned_at": planned,
                    "done_at": None if skipped else planned + timedelta(seconds=delay),
                    "as_planned": as_planned,
                }
            )
    return rows


def request_rows(all_sessions: list[Session]) -> list[Row]:
    """What operations asked for during a stream, and when the anchor acted on it."""
    rows: list[Row] = []
    for (person, month), hosted in _by_host(all_sessions).items():
        chance = Chance("requests", person, month)
        if (person, month) == UNASKED:
            continue
        for number in range(1, chance.whole(5, 9) + 1):
            session = chance.one_of(hosted)
            begins, ends = _slot_of(session, person)
            asked = _moment(begins, ends - timedelta(minutes=20), chance)
            usual = performance(person, month).response
            acted = asked + timedelta(seconds=usual * chance.around(100, 70) // 100)
            rows.append(
                {
                    "request_id": f"Q26{month:02d}-{person}-{number}",
                    "session_id": session.session_id,
                    "person_id": person if chance.happens(800) else None,
                    "asked_at": asked,
                    "acted_at": None if chance.happens(30) else acted,
                }
            )
    return rows


def violation_rows(all_sessions: list[Session]) -> list[Row]:
    """With a person and a session, or with one of them alone, as platforms and supervisors write them."""
    rows: list[Row] = []
    for (person, month), hosted in _by_host(all_sessions).items():
        chance = Chance("violations", person, month)
        for number in range(1, performance(person, month).violations + 1):
            session = chance.one_of(hosted)
            kind, severity, note = chance.one_of(VIOLATIONS)
            named, placed = chance.one_of(((True, True), (True, True), (False, True), (True, False)))
            rows.append(
                {
                    "violation_id": f"V26{month:02d}-{person}-{number}",
                    "session_id": session.session_id if placed else None,
                    "person_id": person if named else None,
                    "at": _moment(*_slot_of(session, person), chance),
                    "kind": kind,
                    "severity": severity,
                    "note": note if chance.happens(700) else None,
                }
            )
    return rows


def _rating(subject: str, metric: str, month: int, number: int, tenth: int, evidence: str | None) -> Row:
    return {
        "rating_id": f"G26{month:02d}-{subject}-{metric}-{number}",
        "subject_id": subject,
        "metric": metric,
        "period": f"2026-{month:02d}",
        "score": tenths(tenth),
        "evidence": evidence,
    }


def rating_rows(all_sessions: list[Session]) -> list[Row]:
    """Anchors are rated by three of operations and planning, operations by the company, every month."""
    rows: list[Row] = []
    for person, month in _by_host(all_sessions):
        if (person, month) == UNRATED:
            continue
        chance = Chance("ratings", person, month)
        for number in range(1, 4):
            score = min(995, performance(person, month).rating * 10 + chance.around(0, 60))
            evidence = chance.one_of(EVIDENCE) if chance.happens(250) else None
            rows.append(_rating(person, "team_rating", month, number, score, evidence))
        rows.append(_rating(person, "content_quality", month, 1, chance.around(840, 110), None))
    for month in MONTHS:
        for person in OPERATIONS:
            chance = Chance("operations", person, month)
            rows += [
                _rating(person, metric, month, 1, chance.around(820, 120), None)
                for metric in ("selection_efficiency", "campaign_effect", "analysis_skill")
            ]
    return rows


def task_rows() -> list[Row]:
    """Tasks of anchors, operations and planning; most are done in time, some late, a few never."""
    rows: list[Row] = []
    staff = [(anchor.person_id, anchor.begins, anchor.ends) for anchor in ANCHORS]
    staff += [(person, FIRST_DAY, None) for person in (*OPERATIONS, "P01", "P02", "C01")]
    for person, begins, ends in staff:
        for month in MONTHS:
            chance = Chance("tasks", person, month)
            for number in range(1, chance.whole(2, 6) + 1):
                due = datetime.combine(date(2026, month, chance.whole(2, 28)), time(18, 0))
                if due.date() < begins or (ends and due.date() >= ends):
                    continue
                hours = chance.whole(1, 60) if chance.happens(170) else -chance.whole(0, 48)
                rows.append(
                    {
                        "task_id": f"J26{month:02d}-{person}-{number}",
                        "person_id": person,
                        "due_at": due,
                        "done_at": None if chance.happens(40) else due + timedelta(hours=hours),
                    }
                )
    return rows


def ticket_rows(first: date = FIRST_DAY, last: date = LAST_DAY) -> list[Row]:
    """Customer service: a handful of tickets a day, more after the weekend."""
    rows: list[Row] = []
    for day in days(first, last):
        chance = Chance("tickets", day)
        for number in range(1, chance.whole(5, 9) + (5 if day.weekday() == 0 else 0) + 1):
            opened = datetime.combine(day, time(9)) + timedelta(seconds=chance.whole(0, 13 * 3600))
            replied = opened + timedelta(seconds=chance.around(240, 230))
            solved = replied + timedelta(minutes=chance.around(150, 145))
            unsolved = chance.happens(60)
            rated = not unsolved and chance.happens(550)
            rows.append(
                {
                    "ticket_id": f"K{day:%Y%m%d}-{number:02d}",
                    "person_id": chance.one_of(SERVICE),
                    "opened_at": opened,
                    "first_reply_at": None if chance.happens(10) else replied,
                    "solved_at": None if unsolved else solved,
                    "csat": tenths(chance.around(44, 6)) if rated else None,
                }
            )
    return rows
