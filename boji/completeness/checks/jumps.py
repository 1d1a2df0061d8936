"""Days whose sales are far from the same weekdays before."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.completeness.lens import Lens
from boji.engine.plan.label import Label

LOOK_BACK_WEEKS = 8
LEAST_WEEKS = 4
TIMES = 3  # more than three times the median, or less than a third
LEAST_FEN = 100_000  # of the median or the day: below it, jumps mean nothing


def _rows(lens: Lens) -> str:
    first = lens.period.first_day.isoformat()
    return f"""
      WITH days AS (
        SELECT platform, {lens.day_of("paid_at")} AS day, CAST(sum(paid_amount) AS BIGINT) AS paid
        FROM fact_order_lines
        WHERE paid_at >= {lens.starts} - INTERVAL {7 * LOOK_BACK_WEEKS + 7} DAY AND paid_at < {lens.ends}
          AND (channel = 'live' OR channel IS NULL)
        GROUP BY ALL),
      compared AS (
        SELECT d.platform, d.day, d.paid, count(*) AS weeks,
          CAST(quantile_disc(b.paid, 0.5) AS BIGINT) AS usual_fen
        FROM days AS d JOIN days AS b ON b.platform IS NOT DISTINCT FROM d.platform AND b.day < d.day
          AND b.day >= d.day - {7 * LOOK_BACK_WEEKS} AND (d.day - b.day) % 7 = 0
        WHERE d.day >= DATE '{first}' AND d.day <= DATE '{lens.last_day.isoformat()}' GROUP BY ALL)
      SELECT day, platform, paid AS paid_fen, usual_fen, weeks FROM compared
      WHERE weeks >= {LEAST_WEEKS} AND greatest(paid, usual_fen) >= {LEAST_FEN}
        AND (paid > {TIMES} * usual_fen OR {TIMES} * paid < usual_fen)
      ORDER BY day, platform"""


CHECK = Check(
    name="jumps",
    severity=Severity.WARNING,
    title=Label(
        "{count} 个平台日的成交与前几周同日相差三倍以上",
        "Sales of {count} days of a platform are more than three times, or less than a third of, the"
        " same weekdays before",
    ),
    cause=Label(
        "大促或专场；或订单只导了一部分、重复导入、金额单位错",
        "A campaign or special stream; or orders in part, orders twice, a wrong unit of money",
    ),
    mend=Label(
        "有活动可以忽略；否则与平台当日成交核对，重新导出",
        "Ignore it where there was a campaign; else compare with the platform's figure of the day and"
        " export again",
    ),
    example=Label(
        "{day} {platform}：{paid_fen}，前 {weeks} 周同日中位数 {usual_fen}",
        "{day} {platform}: {paid_fen}, median of {weeks} such weekdays before {usual_fen}",
    ),
    needs=("order_lines",),
    rows=_rows,
)
