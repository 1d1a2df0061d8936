"""The canonical fact tables: their columns, keys and units, and to whom and when a row belongs.

Owns the shape of facts and nothing else: reading files is `boji.intake`, keeping them is `boji.lake`,
and crediting them to people is `boji.engine.credit`.

Outside, money is yuan with two decimals and unknown is empty. Inside, every figure is a 64-bit
integer in units of 10^-scale (money in fen), so that no binary floating point touches a figure.
Instants are UTC microseconds; days are business days.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a column holds, and how it is stored."""

    TEXT = "text"
    MONEY = "money"  # yuan outside, int64 fen inside
    COUNT = "count"  # int64
    MEASURE = "measure"  # decimal outside, int64 ten-thousandths inside
    INSTANT = "instant"  # timestamp, UTC, microseconds
    DAY = "day"  # date
    FLAG = "flag"  # boolean

    @property
    def scale(self) -> int:
        """Decimal digits kept by the stored integer; 0 for what is no decimal figure."""
        return {Kind.MONEY: 2, Kind.MEASURE: 4}.get(self, 0)

    @property
    def sql_type(self) -> str:
        """The SQL type in which it is stored."""
        other = {
            Kind.TEXT: "VARCHAR",
            Kind.INSTANT: "TIMESTAMP WITH TIME ZONE",
            Kind.DAY: "DATE",
            Kind.FLAG: "BOOLEAN",
        }
        return other.get(self, "BIGINT")

    @property
    def is_figure(self) -> bool:
        """Whether rows of this column can be added up."""
        return self in (Kind.MONEY, Kind.COUNT, Kind.MEASURE)


class Owner(Enum):
    """The rule that finds the person to whom a row belongs."""

    LINE_CREDIT = "line_credit"  # the plan's `credit.order_lines`
    SESSION_SHARE = "session_share"  # split by seconds on air in the row's session
    PERSON = "person"  # the row's person_id, and nobody where it is empty
    PERSON_OR_ON_AIR = "person_or_on_air"  # the row's person_id, else the anchor on air at that time
    ACCOUNT = "account"  # the person of the row's account
    SUBJECT = "subject"  # the row's subject_id
    NOBODY = "nobody"  # reference data


@dataclass(frozen=True)
class Column:
    """One column of a fact table; `required` columns refuse empty cells."""

    name: str
    kind: Kind
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A fact table: one row per `key`. `at` names the column that dates a row (None: undated).

    `derived` columns stand in no file: the lake keeps them from other facts, see `boji.lake`.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    owner: Owner = Owner.NOBODY
    at: str | None = None
    derived: tuple[Column, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where there is none."""
        return next(column for column in self.columns if column.name == name)

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _table(
    name: str,
    key: str,
    columns: str,
    owner: Owner = Owner.NOBODY,
    at: str | None = None,
    choices: dict[str, tuple[str, ...]] | None = None,
    derived: tuple[Column, ...] = (),
) -> Table:
    """Read a table from `name:kind` words; key columns and those marked `!` are required."""
    keys = tuple(key.split())
    made = []
    for word in columns.split():
        column, _, kind = word.rstrip("!").partition(":")
        made.append(
            Column(
                name=column,
                kind=Kind(kind or "text"),
                required=column in keys or word.endswith("!"),
                choices=(choices or {}).get(column, ()),
            )
        )
    return Table(name, keys, tuple(made), owner, at, derived)


REFUNDED = Column("refunded", Kind.MONEY)
"""The line's refunds added up, whenever they came; 0 where there is none, never empty."""

LINKED = Column("linked", Kind.FLAG)
"""Whether an import found the line's session by room and time. False: it looked and found none or several.
Empty: nobody had to look: the source names the session, or the order did not come from a stream."""

ACCOUNT_WRITTEN = Column("account_written", Kind.TEXT)
"""The account by which a file calls a room, as names are compared, where an import made `room_id` of it.
Empty: the room stands in the file."""

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _table(
            "people",
            "person_id starts_on",
            "person_id name role! tier team base_pay:money starts_on:day ends_on:day",
        ),
        _table("accounts", "platform account_id", "platform account_id person_id room_id name"),
        _table(
            "sessions",
            "session_id",
            "session_id platform room_id title kind form new_form:flag started_at:instant!"
            " ended_at:instant viewers:count views:count peak_online:count mean_online:measure"
            " mean_stay_seconds:measure comments:count likes:count shares:count"
            " relevant_comments:count product_clickers:count product_clicks:count cart_adds:count"
            " buyers:count orders:count gmv:money refunds:money new_fans:count fans_before:count"
            " private_adds:count retained_viewers:count gift_income:money valid_minutes:measure"
            " viewer_rating:measure complaints:count",
            Owner.SESSION_SHARE,
            "started_at",
            derived=(ACCOUNT_WRITTEN,),
        ),
        _table(
            "shifts",
            "session_id person_id starts_at",
            "session_id person_id role! starts_at:instant ends_at:instant!",
        ),
        _table(
            "order_lines",
            "line_id",
            "line_id order_id platform session_id room_id person_id product_id quantity:count"
            " paid_at:instant paid_amount:money platform_commission:money product_cost:money"
            " channel buyer_id repeat_buyer:flag status",
            Owner.LINE_CREDIT,
            "paid_at",
            {"channel": ("live", "video", "shop")},
            (REFUNDED, LINKED, ACCOUNT_WRITTEN),
        ),
        _table("refunds", "refund_id", "refund_id line_id! refunded_at:instant! amount:money! kind"),
        # What the platform paid out: compared with order lines, never added to sales or refunds.
        _table(
            "settlements",
            "settlement_id",
            "settlement_id order_id line_id settled_at:instant! kind amount:money! platform_fee:money"
            " commission:money",
            choices={"kind": ("settlement", "refund")},
        ),
        # `until` ends the stretch that a cost paid for; such a cost finds its session by its room and time.
        _table(
            "costs",
            "cost_id",
            "cost_id session_id kind! amount:money! at:instant until:instant platform room_id",
            Owner.SESSION_SHARE,
            "at",
            {"kind": ("traffic", "slot", "sample", "other")},
            (ACCOUNT_WRITTEN,),
        ),
        _table("products", "product_id", "product_id name category unit_cost:money"),
        _table(
            "minutes",
            "session_id minute",
            "session_id minute:instant online:count entered:count left:count comments:count"
            " likes:count shares:count new_fans:count product_clicks:count orders:count gmv:money"
            " product_id",
            Owner.PERSON_OR_ON_AIR,
            "minute",
        ),
        _table(
            "fans",
            "account_id date",
            "account_id date:day total:count gained:count lost:count retained_7d:count retained_30d:count",
            Owner.ACCOUNT,
            "date",
        ),
        # A guild's daily export: compared with the sum of the account's sessions, never added to it.
        _table(
            "account_days",
            "account_id date",
            "account_id date:day gift_income:money valid_minutes:measure viewers:count views:count"
            " gifters:count gifts:count new_fans:count mean_online:measure mean_stay_seconds:measure",
            Owner.ACCOUNT,
            "date",
        ),
        # Rates are kept as exported, since their numerators are unknown: no mean of them is a rate (X13).
        _table(
            "service_days",
            "account_id date",
            "account_id date:day conversations:count customers:count reply_3m_rate:measure"
            " first_reply_seconds:measure mean_reply_seconds:measure satisfied_rate:measure"
            " dissatisfied_rate:measure warned:count asking_customers:count ordering_customers:count"
            " paying_customers:count sales:money online_minutes:measure",
            Owner.ACCOUNT,
            "date",
        ),
        _table(
            "violations",
            "violation_id",
            "violation_id session_id person_id at:instant! kind severity note",
            Owner.PERSON_OR_ON_AIR,
            "at",
        ),
        _table(
            "rundown",
            "session_id step",
            "session_id step planned_at:instant! done_at:instant as_planned:flag",
            Owner.PERSON_OR_ON_AIR,
            "planned_at",
        ),
        _table(
            "requests",
            "request_id",
            "request_id session_id person_id asked_at:instant! acted_at:instant",
            Owner.PERSON_OR_ON_AIR,
            "asked_at",
        ),
        _table(
            "tickets",
            "ticket_id",
            "ticket_id person_id opened_at:instant! first_reply_at:instant solved_at:instant csat:measure",
            Owner.PERSON,
            "opened_at",
        ),
        _table(
            "ratings",
            "rating_id",
            "rating_id subject_id! metric! period! score:measure! evidence",
            Owner.SUBJECT,
            "period",
        ),
        _table(
            "tasks", "task_id", "task_id person_id due_at:instant! done_at:instant", Owner.PERSON, "due_at"
        ),
        _table(
            "transcripts",
            "session_id starts_at",
            "session_id starts_at:instant ends_at:instant text",
            Owner.PERSON_OR_ON_AIR,
            "starts_at",
        ),
        _table(
            "comments",
            "session_id at user_id",
            "session_id at:instant user_id text",
            Owner.PERSON_OR_ON_AIR,
            "at",
        ),
        _table(
            "gifts",
            "gift_id",
            "gift_id session_id person_id at:instant! amount:money!",
            Owner.PERSON_OR_ON_AIR,
            "at",
        ),
    )
}
