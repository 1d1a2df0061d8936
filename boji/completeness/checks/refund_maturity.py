"""How many refunds of the period are still to come (X14)."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.completeness.lens import Lens
from boji.engine.plan.label import Label

LOOK_BACK_DAYS = 240
GROWN_DAYS = 60  # lines paid longer ago than this show how refunds arrive
LEAST_REFUNDS = 100
MATURE_PERCENT = 95


def _rows(lens: Lens) -> str | None:
    """What is known of refunds ends with the newest; older lines show which share arrives by which age."""
    known = lens.connection.execute(
        f"SELECT max(refunded_at) FROM fact_refunds WHERE refunded_at < {lens.at_now}"
    ).fetchone()
    if known is None or known[0] is None:
        return None
    as_of = f"TIMESTAMPTZ '{known[0].isoformat(sep=' ')}'"
    grown = f"""
      SELECT date_diff('day', l.paid_at, r.refunded_at) AS age, CAST(sum(r.amount) AS BIGINT) AS amount,
        count(*) AS refunds
      FROM fact_refunds AS r JOIN fact_order_lines AS l USING (line_id)
      WHERE l.paid_at >= {as_of} - INTERVAL {LOOK_BACK_DAYS} DAY
        AND l.paid_at < {as_of} - INTERVAL {GROWN_DAYS} DAY AND r.refunded_at >= l.paid_at
      GROUP BY age"""
    total, refunds = lens.connection.execute(
        f"SELECT sum(amount), sum(refunds) FROM ({grown})"
    ).fetchone() or (None, None)
    if not total or refunds < LEAST_REFUNDS:
        return None
    arrived = int(total)
    end = lens.period.end_day.isoformat()
    return f"""
      WITH grown AS ({grown}),
      curve AS (SELECT age, sum(amount) OVER (ORDER BY age) AS arrived FROM grown),
      paid AS (
        SELECT CAST(sum(l.paid_amount) AS BIGINT) AS paid FROM fact_order_lines AS l
        WHERE l.paid_at >= {as_of} - INTERVAL {LOOK_BACK_DAYS} DAY
          AND l.paid_at < {as_of} - INTERVAL {GROWN_DAYS} DAY),
      days AS (
        SELECT greatest(date_diff('day', paid_at, {as_of}), 0) AS age,
          CAST(sum(paid_amount) AS BIGINT) AS paid
        FROM lines_in WHERE paid_at <= {as_of} GROUP BY age),
      expected AS (
        SELECT CAST(sum(d.paid) AS HUGEINT) AS paid,
          CAST(sum(CAST(d.paid AS HUGEINT)
            * coalesce((SELECT max(arrived) FROM curve AS c WHERE c.age <= d.age), 0)) AS HUGEINT) AS arrived
        FROM days AS d),
      ages AS (
        SELECT min(age) FILTER (100 * arrived >= {50 * arrived}) AS half_days,
          min(age) FILTER (100 * arrived >= {MATURE_PERCENT * arrived}) AS most_days
        FROM curve)
      SELECT CAST(100 * e.arrived // (e.paid * {arrived}) AS BIGINT) AS percent, a.half_days, a.most_days,
        CAST((e.paid * {arrived} - e.arrived) // p.paid AS BIGINT) AS amount_,
        CAST(DATE '{end}' + CAST(a.most_days AS INTEGER) AS DATE) AS mature_on,
        CAST(timezone('{lens.clock.zone.key}', {as_of}) AS DATE) AS known_until
      FROM expected AS e, ages AS a, paid AS p
      WHERE e.paid > 0 AND p.paid > 0 AND 100 * e.arrived < {MATURE_PERCENT} * e.paid * {arrived}"""


CHECK = Check(
    name="refund_maturity",
    severity=Severity.NOTE,
    title=Label(
        "退款还没到齐：已到约 {percent}%，预计还有 {amount}",
        "Refunds are not complete: about {percent}% have arrived, about {amount} are still to come",
    ),
    cause=Label(
        "退款在付款后陆续发生，月末的订单最晚",
        "Refunds arrive some time after payment, those of the last days at last",
    ),
    mend=Label(
        "等到 {mature_on} 再定，或与别的月份比较时取付款后相同天数；已发的提成用调整补扣",
        "Wait until {mature_on}, or compare months at the same number of days after payment; what was"
        " paid already is adjusted later",
    ),
    example=Label(
        "一半的退款在付款后 {half_days} 天内到，95% 在 {most_days} 天内；退款数据到 {known_until}",
        "half of all refunds arrive within {half_days} days of payment, 95% within {most_days};"
        " refunds are known until {known_until}",
    ),
    needs=("refunds", "order_lines"),
    rows=_rows,
)
