"""The people of the beauty company and their rooms.

Owns who works there, from when to when, on which platform and at which hours, and what each anchor is
usually worth: monthly sales, skill (100 meets the targets of the plan), returns. How a month turned out
is `performance`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from examples.canonical import Row, yuan

FIRST_DAY = date(2026, 1, 1)
LAST_DAY = date(2026, 9, 30)
MONTHS = range(1, 10)
FLAGSHIP_ROOM = "R90"
FLAGSHIP_PLATFORM = "douyin"
FLAGSHIP_NAME = "澜肌官方旗舰店"

PROMOTED, PROMOTED_ON = "A06", date(2026, 4, 16)
LEAVER, LEFT_ON = "A20", date(2026, 6, 1)
JOINER, JOINED_ON = "A21", date(2026, 6, 8)

CLOCKS = {"morning": (9, 30), "noon": (13, 0), "evening": (19, 0), "night": (21, 30)}


@dataclass(frozen=True)
class Anchor:
    """An anchor as usual: goes on air at `clock`, not on the weekdays `rests` (0 is Monday).

    `sales` is yuan a month, `skill` 100 meets the targets, `returns` are parts of 10,000.
    """

    person_id: str
    name: str
    tier: str
    team: str
    platform: str
    clock: tuple[int, int]
    sales: int
    skill: int
    returns: int
    rests: tuple[int, int]
    fans: int
    begins: date
    ends: date | None

    @property
    def room_id(self) -> str:
        return "R" + self.person_id[1:]

    @property
    def account_id(self) -> str:
        """On Douyin the 抖音号, which is the room's number too; other platforms number accounts apart."""
        if self.platform == "douyin":
            return self.room_id
        return f"{self.platform[0].upper()}K{self.person_id[1:]}"

    @property
    def account_name(self) -> str:
        return f"{self.name}的{'护肤' if self.team == 'skincare' else '彩妆'}间"

    def works_on(self, day: date) -> bool:
        return self.begins <= day and (self.ends is None or day < self.ends)


# who, tier, team, platform, time of day, usual sales, skill, returns, rest days, fans at the beginning
_ANCHORS = """
A01 林婉清 head     skincare douyin   evening 392000 102  620 02 46800
A02 苏沐晴 head     makeup   douyin   evening 345000  96  700 03 41200
A03 陈思颖 head     skincare taobao   noon    286000  91  540 14 30500
A04 周雨桐 head     makeup   douyin   night   248000  79 1220 12 28900
A05 沈嘉怡 mid      skincare kuaishou evening 231000  97  640 02 21700
A06 许诗涵 mid      makeup   douyin   evening 252000  95  580 06 23400
A07 何欣妍 mid      makeup   douyin   morning 208000  91  690 13 18900
A08 叶芷若 mid      skincare douyin   noon    196000  88  480 04 17300
A09 宋佳宁 mid      skincare weixin   evening 199000  89  720 12 16800
A10 唐若曦 mid      makeup   kuaishou night   188000  83  850 02 15900
A11 冯可欣 mid      makeup   douyin   night   179000  80 1340 26 15100
A12 邓雅琪 mid      skincare taobao   noon    171000  82  610 05 13600
A13 曹梦瑶 mid      makeup   kuaishou morning 158000  78  770 36 12400
A14 彭静雯 mid      makeup   douyin   evening 146000  72  930 02 11900
A15 吕思琪 mid      skincare kuaishou noon    138000  70  820 25 10700
A16 魏晓彤 newcomer skincare xiaohongshu morning 121000  95  520 01  6400
A17 蒋诗琪 newcomer makeup   douyin   noon     99000  89  660 16  5200
A18 韩雨欣 newcomer skincare kuaishou morning  88000  82  710 03  4800
A19 杨紫萱 newcomer makeup   douyin   night    76000  74  880 25  4100
A20 朱婷婷 newcomer makeup   kuaishou noon     66000  62  960 02  3600
A21 秦思雨 newcomer skincare douyin   evening  86000  84  600 13  1200
"""
_BEGAN = {
    "A16": date(2025, 9, 15),
    "A17": date(2025, 10, 9),
    "A18": date(2025, 11, 3),
    "A19": date(2025, 11, 24),
    LEAVER: date(2025, 12, 1),
    JOINER: JOINED_ON,
}
_ENDED = {LEAVER: LEFT_ON}
_BASE_PAY = {"A12": 5500}  # yuan; others have the base pay of their scheme


def _anchor(row: str) -> Anchor:
    person_id, name, tier, team, platform, clock, sales, skill, returns, rests, fans = row.split()
    return Anchor(
        person_id=person_id,
        name=name,
        tier=tier,
        team=team,
        platform=platform,
        clock=CLOCKS[clock],
        sales=int(sales),
        skill=int(skill),
        returns=int(returns),
        rests=(int(rests[0]), int(rests[1])),
        fans=int(fans),
        begins=_BEGAN.get(person_id, date(2023, 5, 1)),
        ends=_ENDED.get(person_id),
    )


ANCHORS = tuple(_anchor(row) for row in _ANCHORS.strip().splitlines())
ANCHOR_BY_ID = {anchor.person_id: anchor for anchor in ANCHORS}

# person, name, role, team, base pay in yuan, first day
COLLEAGUES = (
    ("O01", "郑凯文", "operations", "skincare", 9000, date(2022, 8, 1)),
    ("O02", "梁子昂", "operations", "makeup", 8500, date(2023, 3, 6)),
    ("O03", "罗敏", "operations", "skincare", 7500, date(2024, 6, 17)),
    ("O04", "谢宇航", "operations", "makeup", 7000, date(2025, 4, 7)),
    ("P01", "孟晓楠", "planner", "skincare", 8000, date(2023, 9, 4)),
    ("P02", "方逸飞", "planner", "makeup", 7800, date(2024, 2, 26)),
    ("C01", "任杰", "controller", "makeup", 6500, date(2024, 5, 13)),
    ("K01", "崔丽娟", "service", "service", 5200, date(2022, 11, 1)),
    ("K02", "马小燕", "service", "service", 5000, date(2024, 3, 18)),
    ("K03", "石磊", "service", "service", 5000, date(2024, 10, 8)),
    ("K04", "高佳佳", "service", "service", 4800, date(2025, 7, 1)),
)
OPERATIONS = ("O01", "O02", "O03", "O04")
SERVICE = ("K01", "K02", "K03", "K04")


def _person(anchor: Anchor, tier: str, begins: date, ends: date | None) -> Row:
    base_pay = _BASE_PAY.get(anchor.person_id)
    return {
        "person_id": anchor.person_id,
        "name": anchor.name,
        "role": "anchor",
        "tier": tier,
        "team": anchor.team,
        "base_pay": yuan(base_pay * 100) if base_pay else None,
        "starts_on": begins,
        "ends_on": ends,
    }


def people() -> list[Row]:
    rows: list[Row] = []
    for anchor in ANCHORS:
        if anchor.person_id == PROMOTED:
            rows.append(_person(anchor, "mid", anchor.begins, PROMOTED_ON))
            rows.append(_person(anchor, "head", PROMOTED_ON, None))
        else:
            rows.append(_person(anchor, anchor.tier, anchor.begins, anchor.ends))
    for person_id, name, role, team, base_pay, begins in COLLEAGUES:
        rows.append(
            {
                "person_id": person_id,
                "name": name,
                "role": role,
                "tier": None,
                "team": team,
                "base_pay": yuan(base_pay * 100),
                "starts_on": begins,
                "ends_on": None,
            }
        )
    return rows


def accounts() -> list[Row]:
    """An account for each anchor and each of customer service; the flagship room's belongs to nobody."""
    rows: list[Row] = [
        {
            "platform": anchor.platform,
            "account_id": anchor.account_id,
            "person_id": anchor.person_id,
            "room_id": anchor.room_id,
            "name": anchor.account_name,
        }
        for anchor in ANCHORS
    ]
    rows.append(
        {
            "platform": FLAGSHIP_PLATFORM,
            "account_id": FLAGSHIP_ROOM,
            "person_id": None,
            "room_id": FLAGSHIP_ROOM,
            "name": FLAGSHIP_NAME,
        }
    )
    rows += [
        {
            "platform": FLAGSHIP_PLATFORM,
            "account_id": service_account(person_id),
            "person_id": person_id,
            "room_id": None,
            "name": f"客服{name[0]}",
        }
        for person_id, name, *_ in COLLEAGUES
        if person_id in SERVICE
    ]
    return rows


def service_account(person_id: str) -> str:
    """The account under which one of customer service answers for the flagship shop."""
    return f"{FLAGSHIP_NAME}:{person_id.lower()}"
