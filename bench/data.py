"""The bench's data: a company of many anchors, made by SQL in the form in which the lake stores facts.

Owns sizes, texture and files. Every order line is paid in one month, September 2026: no run of that
month can leave a line unread, and as the month ends a quarter, scorecards compute the quarter as well.

Two forms of the same lines. `named` lines carry their person and lie by person, session and time, as the
lake writes them. `on_air` lines carry no person, lie by session and time, and find theirs in the shifts.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from boji.engine.facts import TABLES
from boji.lake.storage import GROUPS_IN_FILE, ROWS_IN_GROUP, duckdb_type, quoted

ROOT = Path(__file__).parent / "data"
PERIOD = "2026-09"
MONTH_STARTS_AT = "TIMESTAMPTZ '2026-08-31 16:00:00+00'"  # midnight in Shanghai
PRODUCTS = 5000
PRODUCTS_OF_ONE = 60  # how many products one anchor sells in the month
_IS_REFUNDED = "dice // 29 % 25 = 0"


@dataclass(frozen=True)
class Size:
    """A data set: so many people, sessions of each in the month, and order lines of each session."""

    name: str
    people: int
    sessions: int
    lines: int

    @property
    def all_lines(self) -> int:
        return self.people * self.sessions * self.lines


SIZES = {
    size.name: size
    for size in (
        Size("200k", 20_000, 1, 10),
        Size("10m", 20_000, 25, 20),
        Size("100m", 20_000, 25, 200),
        Size("million", 1_000_000, 1, 1),
    )
}


def folder(size: Size) -> Path:
    return ROOT / size.name


def facts(size: Size, form: str) -> dict[str, list[str]]:
    """The facts of a run: table names to lists of Parquet files. `form` is named or on_air."""
    found: dict[str, list[str]] = {}
    for directory in sorted(folder(size).iterdir()):
        name = directory.name.removesuffix(f"-{form}")
        if name in TABLES:
            found[name] = sorted(str(path) for path in directory.glob("*.parquet"))
    return found


def generate(size: Size, tell: Callable[[str], None] = lambda _: None) -> None:
    """Make the data set where it is not there yet; a half-made one is made anew."""
    target = folder(size)
    if target.exists():
        return
    partial = target.with_name(f"{size.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    connection = duckdb.connect(config={"memory_limit": "4GB", "temp_directory": str(partial / "spill")})
    connection.execute("SET TimeZone = 'UTC'")
    _shifts(connection, size)
    for name, rows in _tables(size).items():
        tell(f"{size.name}: {name}")
        _write(connection, name, rows, partial)
    connection.close()
    shutil.rmtree(partial / "spill", ignore_errors=True)
    partial.rename(target)


def _write(connection: duckdb.DuckDBPyConnection, name: str, rows: str, target: Path) -> None:
    """Write rows as the lake does; columns that the rows do not name are empty."""
    table = TABLES[name.partition("-")[0]]
    made = {row[0] for row in connection.execute(f"DESCRIBE {rows}").fetchall()}
    columns = ", ".join(
        f"CAST({quoted(column.name) if column.name in made else 'NULL'} AS {duckdb_type(column)})"
        f" AS {quoted(column.name)}"
        for column in (*table.columns, *table.derived)
    )
    connection.execute(
        f"COPY (SELECT {columns} FROM ({rows})) TO '{target / name}'"
        f" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS_IN_GROUP},"
        f" ROW_GROUPS_PER_FILE {GROUPS_IN_FILE}, FILENAME_PATTERN 'part_{{i}}')"
    )


def _shifts(connection: duckdb.DuckDBPyConnection, size: Size) -> None:
    """`session` and `shift`: three hours each; every tenth session is handed over half-way.

    `number` counts shifts by time, as the platforms' order numbers do.
    """
    connection.execute(f"""
        CREATE TABLE session AS
        SELECT p, n, '73' || lpad(CAST((n * {size.people} + p) * 7919 AS VARCHAR), 17, '0') AS session_id,
          {MONTH_STARTS_AT} + to_minutes(CAST(
            n * (30 * 24 * 60 // {size.sessions}) + hash(p, n) % least(1200, 20 * 24 * 60 // {size.sessions})
            AS INTEGER)) AS started_at,
          {size.sessions} > 1 AND hash(p, n, 1) % 10 = 0 AS handed_over
        FROM range({size.people}) AS p(p), range({size.sessions}) AS n(n)""")
    connection.execute(f"""
        CREATE TABLE shift AS
        SELECT *, row_number() OVER (ORDER BY starts_at, session_id) AS number,
          'A' || lpad(CAST(person AS VARCHAR), 7, '0') AS person_id
        FROM (
          SELECT *, p AS person, started_at AS starts_at,
            started_at + (CASE WHEN handed_over THEN INTERVAL 90 MINUTE ELSE INTERVAL 3 HOUR END) AS ends_at,
            {size.lines} // (CASE WHEN handed_over THEN 2 ELSE 1 END) AS lines
          FROM session
          UNION ALL
          SELECT *, (p + 7) % {size.people}, started_at + INTERVAL 90 MINUTE, started_at + INTERVAL 3 HOUR,
            {size.lines} // 2
          FROM session WHERE handed_over)""")


def _lines(size: Size, columns: str, order: str) -> str:
    """Order lines in the order of their shifts, each shift's lines by time."""
    return f"""
      SELECT {columns} FROM (
        SELECT *, CAST(hash(number, i) // 2 AS BIGINT) AS dice, number * 1000 + i AS line,
          starts_at + to_microseconds(
            i * (10_800_000_000 // {size.lines}) + CAST(hash(i, number) % 40_000_000 AS BIGINT)) AS paid_at,
          100 * (19 + CAST(hash(i, number, 2) % 280 AS BIGINT)) - 10 AS price
        FROM (SELECT *, unnest(range(lines)) AS i FROM (SELECT * FROM shift ORDER BY {order})))"""


def _line_columns(person: str) -> str:
    """A platform's order line: 19-digit ids, a long tail of products, some lines unpaid or not live."""
    tail = f"(dice % 1000 * (dice // 1000 % 1000) * {PRODUCTS_OF_ONE} // 1_000_000)"
    return f"""
      '69' || lpad(CAST(line * 10_000_000 + dice % 10_000_000 AS VARCHAR), 17, '0') AS line_id,
      '68' || lpad(CAST(line * 10_000_000 + dice % 9_999_999 AS VARCHAR), 17, '0') AS order_id,
      'douyin' AS platform, session_id, 'room' || p AS room_id, {person} AS person_id,
      '35' || lpad(CAST((person * 131 + {tail}) % {PRODUCTS} * 104729 AS VARCHAR), 17, '0') AS product_id,
      1 + dice // 7 % 3 // 2 AS quantity, CASE WHEN dice // 11 % 50 > 0 THEN paid_at END AS paid_at,
      price AS paid_amount, price // 20 AS platform_commission,
      price * (55 + (person + {tail}) % 35) // 100 AS product_cost,
      CASE WHEN dice // 13 % 40 > 0 THEN 'live' ELSE 'shop' END AS channel,
      CASE WHEN {_IS_REFUNDED} THEN price ELSE 0 END AS refunded,
      lpad(CAST(dice // 3 % 100_000_000 AS VARCHAR), 9, '0') AS buyer_id,
      dice // 17 % 4 = 0 AS repeat_buyer, 'paid' AS status"""


def _tables(size: Size) -> dict[str, str]:
    session = """
      SELECT session_id, 'douyin' AS platform, 'room' || p AS room_id,
        CASE WHEN hash(p, n, 3) % 100 = 0 THEN 'brand_day' ELSE 'daily' END AS kind,
        hash(p, n, 4) % 5 = 0 AS new_form, started_at, started_at + INTERVAL 3 HOUR AS ended_at,
        500 + hash(p, n, 5) % 20000 AS viewers, 900 + hash(p, n, 5) % 30000 AS views,
        hash(p, n, 6) % 900 AS comments, hash(p, n, 7) % 3000 AS likes, hash(p, n, 8) % 90 AS shares,
        10 + hash(p, n, 9) % 700 AS buyers, hash(p, n, 10) % 100 AS new_fans, 10_000 AS fans_before,
        hash(p, n, 11) % 20 AS private_adds, 1_800_000 AS valid_minutes
      FROM session ORDER BY session_id"""
    people = f"""
      SELECT 'A' || lpad(CAST(p AS VARCHAR), 7, '0') AS person_id, 'Anchor ' || p AS name, 'anchor' AS role,
        CASE WHEN p % 20 < 5 THEN 'newcomer' WHEN p % 20 < 15 THEN 'mid' ELSE 'head' END AS tier,
        'team' || p // 20 AS team, DATE '2025-01-01' AS starts_on
      FROM range({size.people}) AS p(p)"""
    accounts = f"""
      SELECT 'douyin' AS platform, 'account' || p AS account_id,
        'A' || lpad(CAST(p AS VARCHAR), 7, '0') AS person_id, 'room' || p AS room_id
      FROM range({size.people}) AS p(p) ORDER BY account_id"""
    if size.lines == 1:  # months added up beforehand: no shift, no refund, every line paid
        lines = _lines(size, _line_columns("person_id"), "person_id, session_id, starts_at")
        month = lines.replace("CASE WHEN dice // 11 % 50 > 0 THEN paid_at END", "paid_at").replace(
            "price AS paid_amount", "price * 400 AS paid_amount"
        )
        return {"people": people, "accounts": accounts, "sessions": session, "order_lines-named": month}
    sold = _lines(size, "line, dice, price, paid_at", "number")
    return {
        "people": people,
        "sessions": session,
        "shifts": "SELECT session_id, person_id, 'anchor' AS role, starts_at, ends_at FROM shift"
        " ORDER BY session_id, person_id, starts_at",
        "accounts": accounts,
        "products": f"""
          SELECT '35' || lpad(CAST(n * 104729 AS VARCHAR), 17, '0') AS product_id, 'Product ' || n AS name
          FROM range({PRODUCTS}) AS n(n) ORDER BY product_id""",
        "costs": """
          SELECT 'cost' || p || '-' || n AS cost_id, session_id, 'traffic' AS kind,
            100 * (hash(p, n, 12) % 900) AS amount FROM session ORDER BY cost_id""",
        "ratings": f"""
          SELECT 'rating' || p AS rating_id, 'A' || lpad(CAST(p AS VARCHAR), 7, '0') AS subject_id,
            'team_rating' AS metric, '{PERIOD}' AS period, 10_000 * (60 + hash(p) % 41) AS score
          FROM range({size.people}) AS p(p) ORDER BY rating_id""",
        "violations": """
          SELECT 'violation' || p || '-' || n AS violation_id, session_id, started_at + INTERVAL 1 HOUR AS at
          FROM session WHERE hash(p, n, 13) % 100 = 0 ORDER BY violation_id""",
        "rundown": """
          SELECT session_id, '1' AS step, started_at + INTERVAL 1 HOUR AS planned_at,
            hash(p, n, 14) % 20 > 0 AS as_planned FROM session ORDER BY session_id""",
        "requests": """
          SELECT 'request' || p || '-' || n AS request_id, session_id,
            started_at + INTERVAL 2 HOUR AS asked_at,
            started_at + INTERVAL 125 MINUTE AS acted_at FROM session ORDER BY request_id""",
        "refunds": f"""
          SELECT 'refund' || line AS refund_id,
            '69' || lpad(CAST(line * 10_000_000 + dice % 10_000_000 AS VARCHAR), 17, '0') AS line_id,
            paid_at + INTERVAL 3 DAY AS refunded_at, price AS amount, 'after' AS kind
          FROM ({sold}) WHERE {_IS_REFUNDED} ORDER BY refund_id""",
        "order_lines-named": _lines(size, _line_columns("person_id"), "person_id, session_id, starts_at"),
        "order_lines-on_air": _lines(size, _line_columns("NULL"), "session_id, starts_at"),
    }
