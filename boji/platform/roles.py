"""Roles and what each may do: one table, read by every guard and by the access test.

Owns the rights and which role holds them. Whose figures a right reaches (one team or everybody) is said
where a role is given, in `models.RoleGrant`; what is one's own needs no right. Pure: no queries.
"""

from __future__ import annotations

from enum import StrEnum


class Right(StrEnum):
    """Something that one may do beyond one's own figures."""

    SEE_PAY = "see_pay"
    SEE_SCORES = "see_scores"
    SEE_PEOPLE = "see_people"
    SEE_SESSIONS = "see_sessions"
    CALCULATE = "calculate"  # a pay period, and what is to be paid of it
    CHECK = "check"
    APPROVE = "approve"  # and lock
    PAY = "pay"
    REOPEN = "reopen"
    DECIDE_OUTCOMES = "decide_outcomes"
    ANSWER_DISPUTES = "answer_disputes"
    EDIT_PLANS = "edit_plans"
    PUBLISH_PLANS = "publish_plans"
    IMPORT = "import"
    MANAGE_ACCOUNTS = "manage_accounts"
    SEE_AUDIT = "see_audit"
    SEE_JOBS = "see_jobs"
    SET_BENCHMARKS = "set_benchmarks"  # what figures are compared with


class Role(StrEnum):
    """What somebody is in the company; one account may have several roles."""

    ADMIN = "admin"
    HR = "hr"
    FINANCE = "finance"
    APPRAISER = "appraiser"
    ANALYST = "analyst"
    OPERATOR = "operator"
    SERVICE = "service"
    ANCHOR = "anchor"

    def text(self, language: str) -> str:
        return ROLE_WORDS[self][0 if language == "zh" else 1]


ROLE_WORDS = {
    Role.ADMIN: ("管理员", "Administrator"),
    Role.HR: ("人事", "HR"),
    Role.FINANCE: ("财务", "Finance"),
    Role.APPRAISER: ("考核负责人", "Appraiser"),
    Role.ANALYST: ("数据分析师", "Data analyst"),
    Role.OPERATOR: ("运营", "Operator"),
    Role.SERVICE: ("客服", "Customer service"),
    Role.ANCHOR: ("主播", "Anchor"),
}

# An administrator keeps accounts and sees nobody's pay; the people who calculate pay keep no accounts.
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.ADMIN: frozenset({Right.MANAGE_ACCOUNTS, Right.SEE_AUDIT, Right.SEE_JOBS}),
    Role.HR: frozenset(
        {
            Right.SEE_PAY,
            Right.SEE_SCORES,
            Right.SEE_PEOPLE,
            Right.SEE_SESSIONS,
            Right.APPROVE,
            Right.DECIDE_OUTCOMES,
            Right.ANSWER_DISPUTES,
            Right.EDIT_PLANS,
            Right.PUBLISH_PLANS,
            Right.SET_BENCHMARKS,
        }
    ),
    Role.FINANCE: frozenset(
        {
            Right.SEE_PAY,
            Right.SEE_PEOPLE,
            Right.CALCULATE,
            Right.CHECK,
            Right.APPROVE,
            Right.PAY,
            Right.REOPEN,
            Right.ANSWER_DISPUTES,
            Right.EDIT_PLANS,
            Right.PUBLISH_PLANS,
            Right.SEE_JOBS,
        }
    ),
    Role.APPRAISER: frozenset({Right.SEE_SCORES, Right.SEE_PEOPLE, Right.SEE_SESSIONS}),
    Role.ANALYST: frozenset(
        {
            Right.IMPORT,
            Right.SEE_PEOPLE,
            Right.SEE_SESSIONS,
            Right.SEE_JOBS,
            Right.EDIT_PLANS,
            Right.SET_BENCHMARKS,
        }
    ),
    Role.OPERATOR: frozenset({Right.SEE_SESSIONS}),
    Role.SERVICE: frozenset(),
    Role.ANCHOR: frozenset(),
}
