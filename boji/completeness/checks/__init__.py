"""All checks, in the order in which findings of one severity are shown.

Owns that list. To add a check: a file here with its query and words, its name below, a case in
`tests/completeness`, a row in docs/check.md.
"""

from boji.completeness.check import Check
from boji.completeness.checks import (
    account_days_and_sessions,
    cards_and_gifts,
    cards_and_lines,
    cards_and_refunds,
    costs_without_session,
    days_without_data,
    jumps,
    lines_nobody_on_air,
    lines_of_unknown_sessions,
    lines_outside_session,
    lines_without_session,
    lines_without_time,
    overlapping_shifts,
    refund_maturity,
    refunds_without_line,
    session_times,
    sessions_on_account,
    sessions_without_orders,
    sessions_without_people,
    settlement_refunds,
    settlements_and_lines,
    settlements_without_line,
    shift_gaps,
    shifts_of_unknown_sessions,
    shifts_outside_session,
    traffic_costs_twice,
    unknown_people,
    unknown_products,
    waiting,
)

CHECKS: tuple[Check, ...] = (
    waiting.CHECK,
    lines_without_session.CHECK,
    lines_of_unknown_sessions.CHECK,
    lines_nobody_on_air.CHECK,
    lines_outside_session.CHECK,
    lines_without_time.CHECK,
    sessions_without_orders.CHECK,
    sessions_without_people.CHECK,
    sessions_on_account.CHECK,
    session_times.CHECK,
    overlapping_shifts.CHECK,
    shift_gaps.CHECK,
    shifts_outside_session.CHECK,
    shifts_of_unknown_sessions.CHECK,
    unknown_people.CHECK,
    unknown_products.CHECK,
    days_without_data.CHECK,
    jumps.CHECK,
    cards_and_lines.CHECK,
    cards_and_refunds.CHECK,
    cards_and_gifts.CHECK,
    account_days_and_sessions.CHECK,
    traffic_costs_twice.CHECK,
    costs_without_session.CHECK,
    settlements_and_lines.CHECK,
    settlement_refunds.CHECK,
    settlements_without_line.CHECK,
    refunds_without_line.CHECK,
    refund_maturity.CHECK,
)

PLACES = {check.name: check.place for check in CHECKS}
"""Where what each check finds is mended."""
