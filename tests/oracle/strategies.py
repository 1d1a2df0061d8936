"""Random plans and small random companies, made to meet boundaries, ties, gaps and empty cells often.

One draw of bytes decides a whole plan or company: quick to draw, and it shrinks towards the first and
plainest choice everywhere. Facts lie in the second quarter of 2026 (and its neighbouring hours).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

Plan = dict[str, Any]
Row = dict[str, Any]
Facts = dict[str, list[Row]]
T = TypeVar("T")

ZONE = ZoneInfo("Asia/Shanghai")
MONTHS = ("2026-04", "2026-05", "2026-06")
PERIODS = (*MONTHS, "2026-Q2", "2026-W18", "2026-W14", "2026-W27")
GHOST = "p0"  # stands in facts, but not in `people`; the smallest person_id


class Tape:
    """Choices read off bytes, one byte each; when they have run out, the first choice."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def below(self, limit: int) -> int:
        byte = self.data[self.at] if self.at < len(self.data) else 0
        self.at += 1
        return byte % limit

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]

    def once_in(self, times: int) -> bool:
        return self.below(times) == times - 1

    def some(self, choices: Sequence[T], at_most: int) -> list[T]:
        """Distinct choices, in the order given."""
        wanted = self.below(at_most + 1)
        left = list(range(len(choices)))
        taken = [left.pop(self.below(len(left))) for _ in range(min(wanted, len(left)))]
        return [choices[i] for i in sorted(taken)]


def plans() -> st.SearchStrategy[Plan]:
    """A valid plan, as read with every scalar a string."""
    return st.binary(min_size=160, max_size=160).map(lambda data: make_plan(Tape(data)))


def facts(plan: Plan) -> st.SearchStrategy[Facts]:
    """A small company whose figures lie near the plan's boundaries."""
    return st.binary(min_size=1100, max_size=1100).map(lambda data: make_facts(Tape(data), plan))


def periods() -> st.SearchStrategy[str]:
    """A period that the facts lie in."""
    return st.sampled_from(PERIODS)


def histories(plan: Plan, company: Facts) -> st.SearchStrategy[list[Row]]:
    """Results of the two months and quarters before: months with gaps, grades of the plan."""
    grades = [grade["name"] for grade in plan["grades"]]
    people = sorted({row["person_id"] for row in company["people"]})

    def make(data: bytes) -> list[Row]:
        tape = Tape(data)
        rows = []
        for person in people:
            for period in ("2026-02", "2026-03", "2026-04", "2026-05", "2026-Q1"):
                if not tape.once_in(4):
                    score = Decimal(tape.pick(("0", "60", "59.9999", "100", "33.3333")))
                    row = {"period": period, "person_id": person, "grade": tape.pick(grades[::-1])}
                    rows.append({**row, "score": score})
        return rows

    return st.binary(min_size=90, max_size=90).map(make)


def debts(plan: Plan, company: Facts) -> st.SearchStrategy[dict[tuple[str, str], int]]:
    """Debts of draws carried from the month before, in fen."""
    drawn = [name for name, scheme in plan.get("commission", {}).items() if "draw" in scheme]
    keys = [
        (person, name) for person in sorted({r["person_id"] for r in company["people"]}) for name in drawn
    ]
    if not keys:
        return st.just({})
    return st.dictionaries(st.sampled_from(keys), st.sampled_from([1, 100, 1999, 5000, 200_000]), max_size=4)


# Plans

TIERS = ("newcomer", "mid", "head")
TEAMS = ("show", "brand")
ROLES = ("anchor", "operations", "planner")
RATES = ("1%", "2%", "1%", "2%", "2.5%", "0.5%", "3%", "0%", "0.3333%", "12.5%", "1.5%")
SPLITS = (
    {"anchor": "100%"},
    {"anchor": "60%", "operations": "25%", "planner": "15%"},
    {"anchor": "50%", "operations": "50%"},
    {"anchor": "33.3%", "operations": "33.3%", "planner": "33.4%"},
)
WEIGHTS = (
    ("100%",),
    ("60%", "40%"),
    ("50%", "30%", "20%"),
    ("33.3%", "33.3%", "33.4%"),
    ("40%", "30%", "20%", "10%"),
    ("30%", "25%", "20%", "15%", "10%"),
)
OWN_METRICS = {
    "repeat_share": ("count(order_lines where repeat_buyer) / count(order_lines)", "percent"),
    "valid_days": ("count_distinct(sessions.business_day where sessions.minutes >= 60)", "days"),
    "live_hours": ("sum(sessions.minutes) / 60", "hours"),
    "gift_share": ("gift_income / (gift_income + gmv)", "percent"),
    "traffic_share": ("coalesce(traffic_cost / gmv, 0)", "percent"),
    "peak_share": ("max_of(order_lines.paid_amount) / gmv", "percent"),
    "least_share": ("min_of(order_lines.paid_amount where order_lines.paid_amount > 0) / gmv", "percent"),
    "best_of": ("if sessions >= 2 then max(conversion, interaction_rate) else conversion", "percent"),
    "last_views": ("last(sessions.viewers) / max_of(sessions.viewers)", "percent"),
    "rounded": ("min(round(conversion, 3), 50%)", "percent"),
    "cut_share": ("sum(round(order_lines.paid_amount * 5%, 2)) / gmv", "percent"),
    "per_piece": ("sum(order_lines.paid_amount * order_lines.quantity) / gmv", "percent"),
    "floored": ("sum(max(order_lines.paid_amount, 5)) / gmv", "percent"),
    "last_third": ("last(order_lines.paid_amount / 3) / gmv", "percent"),
    "live_gifts": ("coalesce(sum(gifts.amount) / gift_income, 0)", "percent"),
    "low_tide": ("min_of(minutes.online where minutes.online > 0) / mean(minutes.online)", "percent"),
    "on_time": ("count(tasks where tasks.done_at <= tasks.due_at) / count(tasks)", "percent"),
    "pleased": ("mean(tickets.csat) / 5", "percent"),
    "products": ("count_distinct(order_lines.product_id where order_lines.quantity >= 2)", "number"),
    "off_norm": ("abs(interaction_rate - 5%)", "percent"),
    "big_lines": (
        "count(order_lines where order_lines.paid_amount >= 1000 and not repeat_buyer) / count(order_lines)",
        "percent",
    ),
}
CONDITIONS = (
    "interaction_rate > 6%",
    "gmv >= 1000",
    "return_rate <= 10%",
    "sessions >= 2",
    "conversion > 3%",
    "violations >= 1",
    "not violations > 0 and orders >= 2",
    "fan_retention_7d > 35%",
    "gross_margin >= 20% or gmv > 3000",
    "team.gmv > 2000",
    "team.conversion >= 3%",
)
# Rows of a ladder stand from best to worst, and their conditions leave no gap that the plan reader sees.
LADDER_CONDITIONS = tuple(when for when in CONDITIONS if "violations" not in when and "team" not in when)
BASES = (
    "gmv",
    "effective_gmv",
    "net_gmv",
    "gift_income",
    "effective_gmv + gift_income",
    "gmv - traffic_cost",
    "net_gmv / 3",
    "team.effective_gmv",
    "team.gmv",
)
# What a scheme falls to: the first is everybody's, so that small cases have commission.
FOR = (
    'role == "anchor"',
    'role == "anchor" and tier == "mid"',
    'role == "anchor" and tier == "head"',
    'team == "show"',
    'role == "anchor" or role == "operations"',
    'role == "anchor" and not tier == "newcomer"',
    'role == "operations" and team == "brand"',
)


def _tiers(tape: Tape) -> list[list[str]]:
    ends: tuple[str, ...] = tape.pick(
        (("1000", "3000"), ("1000",), ("500", "0.1万", "2000.01"), ("0.3万",), ("0.01", "100"))
    )
    return [[end, tape.pick(RATES)] for end in (*ends, "above")]


def _scheme(tape: Tape) -> Plan:
    scheme: Plan = {"for": tape.pick((FOR[0], FOR[0], *FOR))}
    if tape.once_in(2):
        scheme["base_pay"] = tape.pick(("4000", "0", "3333.33", "0.5万"))
    scheme["base"] = tape.pick((*BASES[:3], *BASES))
    kind = tape.below(5)
    if kind == 0:
        scheme["rate"] = tape.pick(RATES)
    elif kind == 4:
        rows = tape.some(LADDER_CONDITIONS, 3) or ["gmv > 3000"]
        rates = sorted((tape.pick(RATES) for _ in rows), key=lambda rate: -float(rate.rstrip("%")))
        scheme["rate"] = {
            "ladder": [{"when": when, "rate": rate} for when, rate in zip(rows, rates, strict=True)]
        }
    else:
        if tape.once_in(2):
            scheme["per"] = "quarter_mean"
        scheme["rate"] = {
            "tiers": _tiers(tape),
            "applies_to": "each_band" if kind == 3 else "whole",
            "boundary": tape.pick(("upper", "lower")),
        }
    points = tape.some(CONDITIONS, 2)
    if points:
        scheme["points"] = [
            {"label": f"系数{i}", "when": when, "add": tape.pick(("0.5%", "1%", "0.25%"))}
            for i, when in enumerate(points)
        ]
    if tape.once_in(4):
        scheme["guarantee"] = {"amount": tape.pick(("20", "3000", "12.34"))}
        if tape.once_in(2):
            scheme["guarantee"]["first_months"] = tape.pick(("1", "2", "3"))
    if tape.once_in(4):
        scheme["draw"] = {"amount": tape.pick(("20", "2000", "12.34"))}
    return scheme


def _campaign(tape: Tape, number: int, schemes: Plan) -> Plan | None:
    paths = []
    for name, scheme in schemes.items():
        rate = scheme["rate"]
        if isinstance(rate, str):
            paths.append(f"{name}.rate")
        elif "tiers" in rate:
            paths += [f"{name}.rate.tiers.{end}" for end, _ in rate["tiers"] if "." not in end]
        else:
            paths += [f"{name}.rate.ladder.{row}" for row in range(1, 1 + len(rate["ladder"]))]
    changed = tape.some(paths, 2)
    if not changed:
        return None
    start = tape.pick(("2026-04-01", "2026-04-15", "2026-05-31", "2026-06-01"))
    end = tape.pick(("2026-06-20", "2026-06-01", "2026-06-30"))
    change = {path: tape.pick(("5%", "0.8%", "0%")) for path in changed}
    return {"label": f"活动{number}", "from": start, "to": end, "change": change}


def _target(tape: Tape, values: Sequence[str]) -> str | Plan:
    kind = tape.below(6)
    if kind == 1:
        return {tier: tape.pick(values) for tier in TIERS}
    if kind == 2:
        return {"mid": tape.pick(values), "head": tape.pick(values)}  # newcomers have no target
    if kind == 3:
        return {team: tape.pick(values) for team in TEAMS}
    if kind == 4:
        return {"anchor": tape.pick(values), "p1": tape.pick(values)}
    return tape.pick(values)


def _item(tape: Tape, metric: str) -> Plan:
    """An item whose scoring fits the kind of the metric."""
    if metric in ("team_rating", "content_quality"):
        return {"metric": metric, "score": "rating"}
    reference: tuple[str, ...]
    methods: tuple[str, ...]
    if metric in ("effective_gmv", "gmv", "gift_income"):
        reference, methods = ("1000", "0.3万", "333.33"), ("attainment", "linear", "bands")
    elif metric in ("valid_minutes", "response_time"):
        reference, methods = ("120", "10", "100"), ("attainment", "inverse", "in_range")
    elif metric in ("violations", "sessions", "orders"):
        reference, methods = ("1", "2", "3"), ("attainment", "inverse", "bands", "in_range")
    else:
        reference, methods = ("3%", "5%", "20%"), ("attainment", "inverse", "linear", "bands", "in_range")
    item: Plan = {"metric": metric, "score": tape.pick(methods)}
    low, high = reference[0], reference[1]
    if item["score"] in ("attainment", "inverse"):
        item["target"] = _target(tape, reference)
        if not tape.once_in(3):
            item["cap"] = tape.pick(("120", "100", "150"))
        if tape.once_in(4):
            item["floor"] = "20"
    elif item["score"] == "linear":
        points = [[low if low != "10" else "5", "40"], [high if high != "10" else "200", "100"]]
        points = points if tape.below(2) == 0 else [[points[0][0], "100"], [points[1][0], "0"]]
        item.update({"from": points[0], "to": points[1]})
    elif item["score"] == "bands":
        item["bands"] = [["0", "100"], [low, "60"], ["above", "0"]]
        if low.endswith("%"):
            item["bands"][0][0] = "0%"
    else:
        ordered = sorted((low, high), key=lambda text: float(text.rstrip("%")))
        item.update({"range": ordered, "distance": low})
    return item


SCORED = (
    *("effective_gmv", "conversion", "violations", "interaction_rate", "valid_minutes", "sessions"),
    *("team_rating", "response_time", "plan_execution", "fan_growth", "fan_retention_7d", "innovation"),
    *("violation_rate", "return_rate", "gift_income", "audience_retention", "complaint_rate", "orders"),
    *("private_conversion", "gross_margin", "content_quality"),
)


def _scorecard(tape: Tape, own: Sequence[str], *, of_team: bool = False) -> Plan:
    weights = tape.pick(WEIGHTS)
    left = [*SCORED, *(name for name in own if OWN_METRICS[name][1] == "percent")]
    items = []
    for weight in weights:
        metric = left.pop(tape.below(len(left)))
        item = _item(tape, metric)
        if not of_team and metric in ("effective_gmv", "conversion") and tape.once_in(3):
            item["metric"] = f"team.{metric}"
        items.append({**item, "weight": weight})
    card: Plan = {}
    if tape.once_in(2):
        card.update(tape.pick(({"month": "80%", "quarter": "20%"}, {"month": "66.67%", "quarter": "33.33%"})))
    first = tape.below(len(items)) or len(items)
    dimensions = [{"label": "一", "items": items[:first]}]
    if items[first:]:
        dimensions.append({"label": "二", "items": items[first:]})
    card["dimensions"] = dimensions
    if tape.once_in(2):
        deduct = {"label": "违规", "each": "violations", "by": tape.pick(("10%", "33.33%", "100%"))}
        card["deduct"] = [{**deduct, "floor": tape.pick(("0", "50"))}]
    card["missing"] = tape.pick(("reweight", "zero", "block"))
    return card


def make_plan(tape: Tape) -> Plan:
    """A plan off the tape; every construct has its turn."""
    plan: Plan = {
        "plan": "drawn",
        "title": {"zh": "抽样方案", "en": "Drawn plan"},
        "effective": {"from": "2026-01-01"},
        "currency": "CNY",
        "timezone": tape.pick(("Asia/Shanghai",) * 5 + ("America/New_York",)),
    }
    cutoff = tape.pick((None, "04:00", "11:30"))
    if cutoff:
        plan["business_day_starts"] = cutoff
    own = tape.some(tuple(OWN_METRICS), 3)
    if own:
        plan["metrics"] = {
            name: {"label": name, "formula": OWN_METRICS[name][0], "unit": OWN_METRICS[name][1]}
            for name in own
        }
        for metric in plan["metrics"].values():
            metric["better"] = "higher"
    credit = tape.pick((None, "share_of_minutes", "on_air", "named"))
    if credit:
        plan["credit"] = {"order_lines": credit, "sessions": "share_of_minutes"}
    plan["commission"] = {name: _scheme(tape) for name in ("alpha", "beta", "gamma")[: 1 + tape.below(3)]}
    campaigns = [_campaign(tape, i, plan["commission"]) for i in range(tape.below(4))]
    if any(campaigns):
        plan["campaigns"] = [campaign for campaign in campaigns if campaign]
    gates = []
    for i in range(tape.below(4)):
        per = tape.pick(("product", "person"))
        own_lines = ("gross_margin < 20%", "return_rate > 10%", "gmv >= 1000")
        anything = ("return_rate > 10%", "violations >= 1", "conversion < 3%", "gmv > 1000")
        when = tape.pick(own_lines if per == "product" else anything)
        gates.append(
            {"label": f"门槛{i}", "per": per, "when": when, "times": tape.pick(("50%", "0%", "33.33%"))}
        )
    if gates:
        plan["gates"] = gates
    pools = [
        (name, kind)
        for name, kind in (("brand_day", "brand_day"), ("festival", "festival"))
        if tape.once_in(2)
    ]
    if pools:
        plan["pools"] = {
            name: {
                "label": f"池{kind}",
                "for": f'session.kind == "{kind}"',
                "base": tape.pick(("gmv", "effective_gmv", "net_gmv", "gift_income")),
                "rate": tape.pick(RATES),
                "split": dict(tape.pick(SPLITS)),
                "within": tape.pick(("equal", "minutes")),
            }
            for name, kind in pools
        }
    if tape.once_in(3):
        plan["limits"] = {"commission_cap": {"amount": tape.pick(("50", "0.1万", "12.34")), "per": "month"}}
    cards: Plan = {}
    for name in ("main", "other")[: 1 + tape.below(2)]:
        for_whom = tape.pick(FOR[:3]) if name == "main" else tape.pick(FOR)
        cards[name] = {"for": for_whom, **_scorecard(tape, own)}
    if tape.once_in(2):
        card = _scorecard(tape, own, of_team=True)
        items = card["dimensions"][0]["items"]
        if tape.once_in(2):
            members: Plan = {"score": "members", "weight": items[0]["weight"]}
            if tape.once_in(2):
                members["by"] = tape.pick(("gmv", "sessions", "valid_minutes"))
            items[0] = members
        cards["group"] = {
            "of": "team",
            "for": tape.pick(('team == "show"', 'team == "show" or team == "brand"')),
            **card,
        }
    plan["scorecards"] = cards
    plan["grades"] = [
        {"name": "A", "label": "优", "from": tape.pick(("90", "60.0001"))},
        {"name": "B", "label": "中", "from": tape.pick(("60", "33.3333"))},
        {"name": "C", "label": "差", "from": "0"},
    ]
    plan["outcomes"] = tape.some(OUTCOMES, 4)
    if not plan["outcomes"]:
        del plan["outcomes"]
    return plan


OUTCOMES: tuple[Plan, ...] = (
    {
        "name": "bonus",
        "label": "奖",
        "each": "quarter",
        "top": "20%",
        "of": ["role", "tier"],
        "grant": "1 * base_pay",
    },
    {"name": "star", "label": "星", "each": "month", "top": "50%", "of": ["team"], "grant": "3000"},
    {"name": "week", "label": "周", "each": "week", "top": "34%", "of": ["tier"], "when": "gmv > 1000"},
    {"name": "train", "label": "训", "each": "month", "bottom": "50%", "of": ["role"]},
    {"name": "weakest", "label": "末", "each": "quarter", "bottom": "34%", "of": ["role", "tier"]},
    {
        "name": "promote",
        "label": "升",
        "each": "month",
        "when": 'tier == "mid"',
        "streak": {"grade": "A", "months": "2"},
        "set": {"tier": "head"},
        "grant": "base_pay * 12.5%",
    },
    {
        "name": "exit",
        "label": "退",
        "each": "month",
        "notice_days": "30",
        "streak": {"grade": "C", "months": "2", "unless": "improved"},
    },
)


def to_yaml(plan: Plan) -> str:
    """The text of a plan file."""
    return "".join(_block(plan, 0))


def _block(value: Any, depth: int) -> list[str]:
    lines: list[str] = []
    pad = "  " * depth
    if isinstance(value, dict):
        for key, part in value.items():
            if isinstance(part, str):
                lines.append(f"{pad}{key}: {_scalar(part)}\n")
            else:
                lines += [f"{pad}{key}:\n", *_block(part, depth + 1)]
    else:
        for part in value:
            if isinstance(part, str):
                lines.append(f"{pad}- {_scalar(part)}\n")
            else:
                inner = _block(part, depth + 1)
                lines += [f"{pad}- {inner[0][len(pad) + 2 :]}", *inner[1:]]
    return lines


def _scalar(text: str) -> str:
    plain = text and text[0] not in "'\"[]{}*&!|>%@`#-?:, " and ": " not in text and " #" not in text
    clock = len(text) == 5 and text[2] == ":"  # YAML 1.1 reads 23:30 as a number of base 60
    return text if plain and not clock else "'" + text.replace("'", "''") + "'"


# Facts

SESSION_COUNTS = (
    *("viewers", "buyers", "comments", "likes", "shares", "orders", "new_fans", "fans_before"),
    *("private_adds", "retained_viewers", "complaints"),
)
COLUMNS = {
    "people": "person_id name role tier team base_pay starts_on ends_on",
    "accounts": "platform account_id person_id room_id name",
    "sessions": "session_id platform room_id title kind form new_form started_at ended_at viewers views"
    " peak_online mean_online mean_stay_seconds comments likes shares relevant_comments product_clickers"
    " product_clicks cart_adds buyers orders gmv refunds new_fans fans_before private_adds"
    " retained_viewers gift_income valid_minutes viewer_rating complaints",
    "shifts": "session_id person_id role starts_at ends_at",
    "order_lines": "line_id order_id platform session_id room_id person_id product_id quantity paid_at"
    " paid_amount platform_commission product_cost channel buyer_id repeat_buyer status",
    "refunds": "refund_id line_id refunded_at amount kind",
    "costs": "cost_id session_id kind amount at",
    "fans": "account_id date total gained lost retained_7d retained_30d",
    "violations": "violation_id session_id person_id at kind severity note",
    "rundown": "session_id step planned_at done_at as_planned",
    "gifts": "gift_id session_id person_id at amount",
    "minutes": "session_id minute online entered left comments likes shares new_fans product_clicks orders"
    " gmv product_id",
    "tasks": "task_id person_id due_at done_at",
    "requests": "request_id session_id person_id asked_at acted_at",
    "tickets": "ticket_id person_id opened_at first_reply_at solved_at csat",
    "ratings": "rating_id subject_id metric period score evidence",
}
START_DAYS = (
    *("2026-05-10", "2026-04-01", "2026-04-30", "2026-05-01", "2026-05-31", "2026-06-01", "2026-06-20"),
    *("2026-06-30", "2026-04-15", "2026-06-21", "2026-05-16", "2026-06-10", "2026-04-16", "2026-05-20"),
)
BUSY_DAYS = {
    "2026-05": ("2026-05-10", "2026-05-01", "2026-05-31", "2026-05-16"),
    "2026-06": ("2026-06-10", "2026-06-01", "2026-06-20", "2026-06-21"),
    "2026-04": ("2026-04-15", "2026-04-30", "2026-04-16", "2026-04-01"),
}
START_TIMES = ((12, 0), (20, 0), (22, 30), (23, 0), (3, 0), (0, 0))
LENGTHS = (7200, 3600, 5400, 18000, 10001, 60)
AMOUNTS = (
    *("1000", "500", "1200.5", "777.77"),
    *("1000", "500", "0.01", "0.05", "33.33", "999.99", "1000.01", "2000", "3000", "0", "100"),
    *("12345.67", "99999.99", "0.03", "250.5", "1500"),
)


class _Company:
    def __init__(self, tape: Tape, plan: Plan) -> None:
        self.tape = tape
        self.facts: Facts = {table: [] for table in COLUMNS}
        self.boundaries = [
            Decimal(end.removesuffix("万")) * (10_000 if end.endswith("万") else 1)
            for scheme in plan.get("commission", {}).values()
            if isinstance(scheme["rate"], dict)
            for end, _ in scheme["rate"].get("tiers", ())
            if end != "above"
        ] or [Decimal(1000), Decimal(3000)]
        self.sold: dict[tuple[str, str], Decimal] = {}
        self.people: list[str] = []
        self.busy_month = tape.pick(tuple(BUSY_DAYS))

    def add(self, table: str, **cells: Any) -> Row:
        row: Row = dict.fromkeys(COLUMNS[table].split())
        row.update(cells)
        self.facts[table].append(row)
        return row

    def number(self, table: str) -> int:
        return len(self.facts[table]) + 1

    def anybody(self) -> str:
        return GHOST if self.tape.below(32) == 31 else self.tape.pick(self.people)

    def make(self) -> Facts:
        tape = self.tape
        for i in range(tape.pick((2, 3, 2, 4, 3, 6))):
            self.person(f"p{i + 1}")
        self.accounts()
        for i in range(tape.pick((2, 4, 6, 8, 5))):
            self.session(f"s{i + 1}")
        for _ in range(tape.below(3)):  # lines of no session
            paid_at = self.some_time()
            self.line(tape.pick((None, None, "s99")), paid_at, tape.pick(self.people))
        self.refunds()
        self.others()
        return self.facts

    def person(self, person: str) -> None:
        tape = self.tape
        self.people.append(person)
        role = tape.pick(("anchor",) * 6 + ("operations", "planner"))
        tier, team = tape.pick((*TIERS, None)), tape.pick((*TEAMS, "show", None))
        day = date(2026, 1, 1)
        if tape.once_in(4):
            day = date.fromisoformat(tape.pick(("2026-04-16", "2026-03-31", "2026-05-31", "2026-06-30")))
        for i in range(1 + tape.pick((0, 0, 0, 1, 2))):
            if i:
                day = max(day + timedelta(days=1), date.fromisoformat(tape.pick(START_DAYS)))
                changed = tape.below(4)
                tier = tape.pick(TIERS) if changed != 1 else tier
                team = tape.pick(TEAMS) if changed in (1, 2) else team
                role = tape.pick(ROLES) if changed == 3 else role
            ends = day + timedelta(days=tape.pick((10, 1, 45))) if tape.once_in(6) else None
            pay = Decimal(tape.pick(("5000", "0", "1000.01"))) if tape.once_in(4) else None
            cells = {"role": role, "tier": tier, "team": team, "base_pay": pay}
            self.add("people", person_id=person, name=person, starts_on=day, ends_on=ends, **cells)

    def accounts(self) -> None:
        tape = self.tape
        for i in range(tape.below(4)):
            owner = None if tape.once_in(6) else self.anybody()
            room = tape.pick(("r1", "r2", None))
            platform = tape.pick(("douyin", "kuaishou"))
            # An account may be named like a room: sessions may know either.
            self.add(
                "accounts",
                platform=platform,
                account_id=f"r{i + 1}",
                person_id=owner,
                room_id=room,
                name=None,
            )

    def some_time(self) -> datetime:
        tape = self.tape
        # Most of a company lies in one month, so that its people have figures to be paid for.
        busy = tape.below(2) == 0
        day = date.fromisoformat(tape.pick(BUSY_DAYS[self.busy_month] if busy else START_DAYS))
        hour, minute = tape.pick(START_TIMES)
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)

    def count(self, *choices: int) -> int | None:
        chosen = self.tape.below(4 * len(choices) + 1)
        return None if chosen == 4 * len(choices) else choices[chosen % len(choices)]

    def session(self, session_id: str) -> None:
        tape = self.tape
        start = self.some_time()
        end = start + timedelta(seconds=tape.pick(LENGTHS))
        figures: Row = {}
        if not tape.once_in(5):
            figures["viewers"] = self.count(1000, 100, 1000, 0, 7)
            for name in SESSION_COUNTS[1:]:
                figures[name] = self.count(0, 3, 30, 50, 61)
            figures["gift_income"] = Decimal(tape.pick(AMOUNTS)) if tape.once_in(2) else None
            figures["valid_minutes"] = (
                Decimal(tape.pick(("60", "119.5", "33.3333"))) if tape.once_in(2) else None
            )
        self.add(
            "sessions",
            session_id=session_id,
            platform=tape.pick(("douyin", "kuaishou")),
            room_id=tape.pick(("r1", "r2", "r3", None)),
            kind=tape.pick(("regular", "brand_day", None, "festival", "regular", "regular")),
            new_form=tape.pick((True, False, None)),
            started_at=start,
            ended_at=end,
            **figures,
        )
        anchors = self.shifts(session_id, start, end)
        for _ in range(tape.pick((2, 3, 4, 5, 0))):
            self.sale(session_id, start, end, anchors)
        for _ in range(tape.pick((0, 0, 1, 2))):
            self.add(
                "costs",
                cost_id=f"c{self.number('costs')}",
                session_id=session_id,
                kind=tape.pick(("traffic", "traffic", "slot")),
                amount=Decimal(tape.pick(AMOUNTS)),
                at=tape.pick((None, start, end, start + timedelta(days=1))),
            )
        self.incidents(session_id, start, end)

    def shifts(self, session_id: str, start: datetime, end: datetime) -> list[Row]:
        tape = self.tape
        third = (end - start) // 3
        spans = tape.pick(
            (
                [(start, end)],
                [(start, start + third), (start + third, end)],
                [],
                [(start, end - third), (start + third, end)],  # overlap
                [(start, start + third), (end - third, end)],  # gap
                [(start, start + third), (start + third, end - third), (end - third, end)],
                [(start, end), (start, end)],  # two at once, equal starts
                [(start + third, end + third)],  # longer than the session
            )
        )
        anchors = []
        used = set()
        for first, last in spans:
            person = self.anybody()
            if (person, first) not in used:
                used.add((person, first))
                times = {"starts_at": first, "ends_at": last}
                anchors.append(
                    self.add("shifts", session_id=session_id, person_id=person, role="anchor", **times)
                )
        for role in tape.some(("operations", "planner", "operations"), 2):
            person = self.anybody()
            if (person, start) not in used:
                used.add((person, start))
                times = {"starts_at": start, "ends_at": start + tape.pick((third, 2 * third))}
                self.add("shifts", session_id=session_id, person_id=person, role=role, **times)
        return anchors

    def sale(self, session_id: str, start: datetime, end: datetime, anchors: list[Row]) -> None:
        tape = self.tape
        second = timedelta(seconds=1)
        whole: Row = {"starts_at": start, "ends_at": end, "person_id": self.people[0]}
        shift = tape.pick(anchors or [whole])
        middle = shift["starts_at"] + (shift["ends_at"] - shift["starts_at"]) // 2
        paid_at = tape.pick(
            (
                *(middle, middle, middle, middle),
                *(shift["starts_at"], shift["starts_at"]),
                shift["ends_at"],
                shift["ends_at"] - second,
                start - second,
                end + timedelta(days=1),
            )
        )
        self.line(session_id, paid_at, shift["person_id"])

    def line(self, session_id: str | None, paid_at: datetime, seller: str) -> None:
        tape = self.tape
        amount = Decimal(tape.pick(AMOUNTS))
        key = (seller, paid_at.strftime("%Y-%m"))
        if tape.below(3) == 1:  # bring the seller's month to a boundary, or a fen beside it
            beside = tape.pick((Decimal(0), Decimal("0.01"), Decimal("-0.01")))
            target = tape.pick(self.boundaries) + beside
            if target > self.sold.get(key, Decimal(0)):
                amount = target - self.sold.get(key, Decimal(0))
        self.sold[key] = self.sold.get(key, Decimal(0)) + amount
        number = self.number("order_lines")
        fen = Decimal("0.01")
        cost = tape.pick((None, Decimal("0.8"), Decimal("0.85"), Decimal("0.5")))
        taken = tape.pick((None, Decimal("0.05"), Decimal("0.25")))
        self.add(
            "order_lines",
            line_id=f"l{number}",
            order_id=tape.pick((f"o{number}", f"o{number // 2}", None)),
            session_id=session_id,
            person_id=None if tape.once_in(4) else seller,
            product_id=tape.pick(("x", "y", None)),
            quantity=self.count(1, 2, 3),
            paid_at=None if tape.below(24) == 23 else paid_at,
            paid_amount=None if tape.below(24) == 23 else amount,
            platform_commission=None if taken is None else (amount * taken).quantize(fen),
            product_cost=None if cost is None else (amount * cost).quantize(fen),
            channel=tape.pick((None, "live", "live", None, "live", None, "shop")),
            repeat_buyer=tape.pick((True, False, None)),
        )

    def refunds(self) -> None:
        tape = self.tape
        for _ in range(tape.below(5)):
            line: Row = tape.pick(self.facts["order_lines"] or [{"line_id": "l99"}])
            paid: Decimal = line.get("paid_amount") or Decimal(100)
            parts = (paid, (paid / 10).quantize(Decimal("0.01")), Decimal("0.01"), paid + 1)
            self.add(
                "refunds",
                refund_id=f"f{self.number('refunds')}",
                line_id=line["line_id"],
                refunded_at=self.some_time(),
                amount=max(tape.pick(parts), Decimal("0.01")),
            )

    def incidents(self, session_id: str, start: datetime, end: datetime) -> None:
        tape = self.tape
        if tape.once_in(5):
            person = None if tape.below(2) == 0 else self.anybody()
            number = f"v{self.number('violations')}"
            times = tape.pick((start, end, start + (end - start) / 2))
            self.add("violations", violation_id=number, session_id=session_id, person_id=person, at=times)
        for step in range(tape.pick((0, 1, 2, 3))):
            done = tape.pick((True, False, None))
            self.add(
                "rundown",
                session_id=session_id,
                step=str(step + 1),
                planned_at=start + step * timedelta(minutes=30),
                as_planned=done,
            )
        if tape.once_in(3):
            acted = tape.pick((start + timedelta(seconds=601), start + timedelta(minutes=10), None, start))
            person = None if tape.below(2) == 0 else self.anybody()
            number = f"q{self.number('requests')}"
            cells = {"session_id": session_id, "person_id": person, "asked_at": start, "acted_at": acted}
            self.add("requests", request_id=number, **cells)

        for _ in range(tape.pick((0, 0, 1, 2))):
            amount, times = Decimal(tape.pick(AMOUNTS)), tape.pick((start, end, start + (end - start) / 3))
            person = None if tape.below(3) else self.anybody()
            number = f"k{self.number('gifts')}"
            owner: Row = {"session_id": session_id, "person_id": person}
            self.add("gifts", gift_id=number, at=times, amount=amount, **owner)
        for minute in range(tape.pick((0, 0, 2, 3))):
            online = self.count(10, 0, 25)
            at = start + minute * timedelta(minutes=20)
            self.add("minutes", session_id=session_id, minute=at, online=online)

    def others(self) -> None:
        tape = self.tape
        for _ in range(tape.below(3)):
            due = self.some_time()
            done = tape.pick((due, due + timedelta(seconds=1), None))
            number = f"w{self.number('tasks')}"
            self.add("tasks", task_id=number, person_id=self.anybody(), due_at=due, done_at=done)
        for _ in range(tape.below(6)):
            self.add(
                "ratings",
                rating_id=f"g{self.number('ratings')}",
                subject_id=self.anybody(),
                metric=tape.pick(("team_rating", "content_quality")),
                period=tape.pick(("2026-05", "2026-04", "2026-06", "2026-Q2", "2026-W18")),
                score=Decimal(tape.pick(("100", "60", "59.9999", "0", "33.3333"))),
            )
        for _ in range(tape.below(3)):
            csat = Decimal(tape.pick(("5", "4.5", "1"))) if tape.below(4) else None
            number = f"t{self.number('tickets')}"
            self.add(
                "tickets", ticket_id=number, person_id=self.anybody(), opened_at=self.some_time(), csat=csat
            )
        for account in sorted({row["account_id"] for row in self.facts["accounts"]}):
            days = tape.some(
                ("2026-03-31", "2026-04-10", "2026-04-30", "2026-05-10", "2026-05-31", "2026-06-21"), 5
            )
            for day in days:
                self.add(
                    "fans",
                    account_id=account,
                    date=date.fromisoformat(day),
                    total=self.count(1000, 300, 0),
                    gained=self.count(50, 100, 15, 0),
                    retained_7d=self.count(35, 17, 0),
                )


def make_facts(tape: Tape, plan: Plan) -> Facts:
    """A company off the tape."""
    return _Company(tape, plan).make()
