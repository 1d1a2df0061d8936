"""Decisions about accounts: whose steps a second person confirms, what a right is called, which name is free.

Owns the rule of decision 0013: nobody changes their own rights; a step that can open other people's pay, or
the keeping of accounts, waits for a second person. Pure: no queries.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from boji.platform.roles import RIGHTS, Right, Role


class AccountRefused(ValueError):
    """A step that is not taken, and why; `field` is the field of a form that it concerns."""

    def __init__(self, zh: str, en: str, field: str | None = None) -> None:
        super().__init__(en)
        self.zh, self.en, self.field = zh, en, field

    def text(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


class Kind(StrEnum):
    """What can be done to an account that gives or moves its power."""

    ROLE = "role"  # give a role
    LINK = "link"  # a new link to set the password
    SECOND_FACTOR = "second_factor"  # forget it
    PERSON = "person"
    EMAIL = "email"
    IDENTITY = "identity"  # of another platform


@dataclass(frozen=True)
class Step:
    """One step on an account: a role and its team are given, or `value` set: person, address, platform:id."""

    kind: Kind
    role: str = ""
    team: str = ""
    value: str = ""


GUARDED_RIGHTS = frozenset({Right.SEE_PAY, Right.MANAGE_ACCOUNTS})
GUARDED_ROLES = frozenset(role for role in Role if RIGHTS[role] & GUARDED_RIGHTS)


def needs_second_person(step: Step, roles: Iterable[str]) -> bool:
    """Whether a step on an account with these roles waits for a second person."""
    if step.kind is Kind.ROLE:
        return Role(step.role) in GUARDED_ROLES
    return any(Role(role) in GUARDED_ROLES for role in roles)


def needs_second_factor(roles: Iterable[str]) -> bool:
    """Whether accounts with these roles sign in with a second factor, where the settings ask for one."""
    return any(Role(role) in GUARDED_ROLES for role in roles)


RIGHT_WORDS: dict[Right, tuple[str, str]] = {
    Right.SEE_PAY: ("查看工资和提成", "See pay and commission"),
    Right.SEE_SCORES: ("查看考核得分", "See scores"),
    Right.SEE_PEOPLE: ("查看人员", "See people"),
    Right.SEE_SESSIONS: ("查看场次", "See sessions"),
    Right.CALCULATE: ("核算账期", "Calculate pay periods"),
    Right.CHECK: ("复核账期", "Check pay periods"),
    Right.APPROVE: ("批准和锁定账期", "Approve and lock pay periods"),
    Right.PAY: ("登记发薪", "Record payment"),
    Right.REOPEN: ("重新打开账期", "Reopen pay periods"),
    Right.DECIDE_OUTCOMES: ("决定结果应用", "Decide outcomes"),
    Right.ANSWER_DISPUTES: ("答复异议", "Answer disputes"),
    Right.EDIT_PLANS: ("起草方案", "Write plans"),
    Right.PUBLISH_PLANS: ("发布方案", "Publish plans"),
    Right.IMPORT: ("导入数据", "Import data"),
    Right.MANAGE_ACCOUNTS: ("管理账户和角色", "Keep accounts and roles"),
    Right.SEE_AUDIT: ("查看操作记录", "See the audit trail"),
    Right.SET_BENCHMARKS: ("录入对标值", "enter benchmarks"),
    Right.SEE_JOBS: ("查看后台任务", "See background jobs"),
}

KIND_WORDS: dict[Kind, tuple[str, str]] = {
    Kind.ROLE: ("给予角色", "give the role"),
    Kind.LINK: ("重设密码的链接", "a link to set a new password"),
    Kind.SECOND_FACTOR: ("清除第二验证", "reset the second factor"),
    Kind.PERSON: ("改为人员", "change the person to"),
    Kind.EMAIL: ("改邮箱为", "change the e-mail to"),
    Kind.IDENTITY: ("绑定登录身份", "tie the sign-on identity"),
}
