"""A few sessions minute by minute: curves, comments and what was said.

Owns `minutes` of three sessions (counted from their lines where lines tell), `comments` of two and
`transcripts` of one, with a burst of copied comments and a long silence for those who look.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from examples.beauty.airtime import Session
from examples.beauty.audience import Crowd
from examples.beauty.sales import Line
from examples.canonical import Row, yuan
from examples.chance import Chance, shared

CURVED = ("S20260909-R90", "S20260904-R90", "S20260912-R08")
COPIED_IN = "S20260904-R90"  # the same sentence 24 times within two minutes
SILENT_IN = "S20260912-R08"  # nothing was said for eleven minutes
COMMENTS = (
    "这个精华敏感肌能用吗", "到手价多少", "主播今天状态好好", "面膜还有库存吗", "已拍，等发货",
    "眼霜和上次的有什么区别", "能再讲一遍成分吗", "礼盒送人合适吗", "发什么快递", "关注了", "孕妇可以用吗",
    "粉底液有没有更白的色号", "优惠券怎么领", "回购第三次了",
)  # fmt: skip
COPIED = "太好用了家人们快冲"
SENTENCES = (
    "欢迎刚进来的姐妹，今天的主推是这款精华液，先听我讲成分。",
    "三号链接已经上架，领完券再拍，到手价看屏幕。",
    "油皮选清爽型，干皮选滋润型，不确定的打在公屏上。",
    "库存还剩两百单，拍完这一波就恢复原价。",
    "点个关注，明天同一时间给大家测评新的眼影盘。",
    "刚才有姐妹问保质期，是三年，批次都是今年的。",
)


def _curve(count: int) -> list[int]:
    """Weights of a session's minutes: a quick rise, the top after half of the time, a slow end."""
    return [20 + min(minute * 3, 60) + 40 * min(minute, count - minute) // count for minute in range(count)]


def minute_rows(all_sessions: list[Session], crowds: dict[str, Crowd], lines: list[Line]) -> list[Row]:
    rows: list[Row] = []
    for session in all_sessions:
        if session.key in CURVED:
            of_session = [line for line in lines if line.counts and line.paid_in is session]
            rows += _minutes(session, crowds[session.session_id], of_session)
    return rows


def _minutes(session: Session, crowd: Crowd, lines: list[Line]) -> list[Row]:
    chance = Chance("minutes", session.key)
    sold: dict[datetime, list[Line]] = defaultdict(list)
    for line in lines:
        sold[line.placed_at.replace(second=0)].append(line)
    first = session.started_at.replace(second=0)
    count = session.minutes + 1
    weights = [weight * chance.whole(80, 120) for weight in _curve(count)]
    entered = shared(crowd.viewers * 13 // 10, weights)
    new_fans = shared(crowd.new_fans, weights)
    comments = shared(crowd.interactions * 32 // 100, weights)
    rows: list[Row] = []
    online = 0
    for number in range(count):
        minute = first + timedelta(minutes=number)
        of_minute = sold[minute]
        left = online * chance.whole(60, 110) // 1000
        online += entered[number] - left
        rows.append(
            {
                "session_id": session.session_id,
                "minute": minute,
                "online": online,
                "entered": entered[number],
                "left": left,
                "comments": comments[number],
                "likes": comments[number] * chance.whole(15, 22) // 10,
                "shares": comments[number] // 5,
                "new_fans": new_fans[number],
                "product_clicks": entered[number] * chance.whole(25, 45) // 100,
                "orders": len({line.order_id for line in of_minute}),
                "gmv": yuan(sum(line.amount for line in of_minute)),
                "product_id": of_minute[0].product.product_id if of_minute else None,
            }
        )
    return rows


def comment_rows(all_sessions: list[Session]) -> list[Row]:
    rows: list[Row] = []
    for session in all_sessions:
        if session.key not in (COPIED_IN, SILENT_IN):
            continue
        chance = Chance("comments", session.key)
        at = session.started_at + timedelta(minutes=2)
        while at < session.ended_at:
            rows.append(_comment(session, at, f"W{chance.whole(1000, 1400)}", chance.one_of(COMMENTS)))
            at += timedelta(seconds=chance.whole(15, 110))
        if session.key == COPIED_IN:
            burst = session.started_at + timedelta(minutes=95)
            for number in range(24):
                moment = burst + timedelta(seconds=5 * number)
                rows.append(_comment(session, moment, f"W90{number % 4:02d}", COPIED))
    return sorted(rows, key=lambda row: (str(row["session_id"]), str(row["at"]), str(row["user_id"])))


def _comment(session: Session, at: datetime, user: str, text: str) -> Row:
    return {"session_id": session.session_id, "at": at, "user_id": user, "text": text}


def transcript_rows(all_sessions: list[Session]) -> list[Row]:
    """What was said in one session; a silence of eleven minutes begins 70 minutes after its start."""
    session = next(session for session in all_sessions if session.key == SILENT_IN)
    chance = Chance("transcript", session.key)
    silence = session.started_at + timedelta(minutes=70)
    rows: list[Row] = []
    at = session.started_at + timedelta(seconds=20)
    while at < session.ended_at - timedelta(minutes=2):
        ends = at + timedelta(seconds=chance.whole(12, 55))
        rows.append(
            {
                "session_id": session.session_id,
                "starts_at": at,
                "ends_at": ends,
                "text": chance.one_of(SENTENCES),
            }
        )
        at = ends + timedelta(seconds=chance.whole(2, 25))
        if silence <= at < silence + timedelta(minutes=11):
            at = silence + timedelta(minutes=11)
    return rows
