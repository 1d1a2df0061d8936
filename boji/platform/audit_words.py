"""The sentences of the audit trail: what each action is called, in both languages.

Owns one sentence for every action that is recorded anywhere; a test reads the code and misses none. The parts
in braces come from the entry: {who} the account, {whom} the person, and what its details say.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from boji.engine.periods import Period, PeriodError
from boji.platform.formats import money, period_name
from boji.platform.models import AuditEntry
from boji.platform.roles import Role
from boji.platform.sign_in_providers import PLATFORMS
from boji.platform.words import language, say

Words = tuple[str, str]

SENTENCES: dict[str, Words] = {
    "account.created": ("新建账户 {who}", "Made the account {who}"),
    "account.deactivated": ("停用账户 {who}", "Deactivated the account {who}"),
    "account.email_set": (
        "把账户 {who} 的邮箱从“{before}”改为“{after}”",
        "Changed the e-mail of {who} from “{before}” to “{after}”",
    ),
    "account.identity_connected": ("把自己的{platform}绑定到账户 {who}", "Connected {platform} to {who}"),
    "account.identity_removed": ("解除账户 {who} 与{platform}的绑定", "Removed {platform} from {who}"),
    "account.identity_tied": (
        "把{platform}身份 {identity} 绑定到账户 {who}",
        "Tied the {platform} identity {identity} to the account {who}",
    ),
    "account.link_made": (
        "为账户 {who} 生成设置密码的链接，原密码失效",
        "Made a link to set the password of {who}; the old password ended",
    ),
    "account.locked_out": ("账户 {who} 因密码连续输错被锁", "{who} was locked after wrong passwords"),
    "account.password_changed": ("更改自己的密码", "Changed their own password"),
    "account.password_set": ("用链接设置密码", "Set their password by a link"),
    "account.person_set": ("把账户 {who} 对应到人员 {whom}", "Set the person of the account {who} to {whom}"),
    "account.reactivated": ("恢复账户 {who}", "Reactivated the account {who}"),
    "account.recovery_codes_made": ("生成新的备用码", "Made new recovery codes"),
    "account.renamed": (
        "把账户 {who} 的姓名从“{before}”改为“{after}”",
        "Changed the name of the account {who} from “{before}” to “{after}”",
    ),
    "account.role_given": (
        "给账户 {who} 角色“{role}”，范围：{team}",
        "Gave the account {who} the role “{role}” for {team}",
    ),
    "account.role_taken": (
        "取消账户 {who} 的角色“{role}”，范围：{team}",
        "Took the role “{role}” for {team} from the account {who}",
    ),
    "account.second_factor_added": ("开启第二验证", "Set up the second factor"),
    "account.second_factor_removed": ("关闭第二验证", "Removed the second factor"),
    "account.second_factor_reset": ("清除账户 {who} 的第二验证", "Reset the second factor of {who}"),
    "account.sessions_ended": ("退出自己的其他 {count} 处登录", "Signed out of {count} other places"),
    "account.signed_in": ("登录", "Signed in"),
    "account.signed_out": ("退出登录", "Signed out"),
    "account.step_asked": ("提出对账户 {who} 的更改：{step}", "Asked for a step on {who}: {step}"),
    "account.step_confirmed": (
        "作为第二人确认对账户 {who} 的更改：{step}",
        "Confirmed, as the second person, a step on the account {who}: {step}",
    ),
    "account.step_declined": (
        "拒绝或撤回对账户 {who} 的更改：{step}",
        "Declined or withdrew a step on the account {who}: {step}",
    ),
    "account.unlocked": ("解锁账户 {who}", "Unlocked the account {who}"),
    "api.import": ("通过接口导入：{files}", "Imported through the API: {files}"),
    "api.undo": ("通过接口撤销导入 {number}：{reason}", "Undid import {number} through the API: {reason}"),
    "audit.exported": ("下载操作记录（{count} 条）", "Downloaded {count} entries of the audit trail"),
    "benchmark.entered": (
        "录入对标值：{metric} {tier} {figure}，出处：{source}",
        "Entered a benchmark: {metric} {tier} {figure}, source: {source}",
    ),
    "bonus.grant": ("给 {whom} 奖励 {fen}：{reason}", "Granted {whom} a bonus of {fen}: {reason}"),
    "bonus.withdraw": ("撤回给 {whom} 的奖励：{reason}", "Withdrew the bonus of {whom}: {reason}"),
    "correction.grant": ("给 {whom} 更正 {fen}：{reason}", "Corrected the pay of {whom} by {fen}: {reason}"),
    "correction.withdraw": ("撤回给 {whom} 的更正：{reason}", "Withdrew the correction of {whom}: {reason}"),
    "dispute.answer": ("答复 {whom} 对{period}的疑问", "Answered the dispute of {whom} about {period}"),
    "dispute.ask": ("在 {whom} 对{period}的疑问里补充", "Added to the dispute of {whom} about {period}"),
    "dispute.raise": ("对 {whom} 的{period}提出疑问", "Raised a dispute about {period} of {whom}"),
    "dispute.reject": ("驳回 {whom} 对{period}的疑问", "Rejected the dispute of {whom} about {period}"),
    "dispute.remind": ("提醒答复 {whom} 对{period}的疑问", "Reminded of a dispute of {whom} about {period}"),
    "dispute.reopen": ("重新打开 {whom} 对{period}的疑问", "Reopened the dispute of {whom} about {period}"),
    "dispute.uphold": ("认可 {whom} 对{period}的疑问", "Upheld the dispute of {whom} about {period}"),
    "dispute.withdraw": ("撤回 {whom} 对{period}的疑问", "Withdrew the dispute of {whom} about {period}"),
    "import.bring": (
        "导入 {count} 个文件，{rows} 行：{files}",
        "Imported {count} files, {rows} rows: {files}",
    ),
    "import.format": ("保存导入格式“{title}”", "Saved the format “{title}”"),
    "import.format_removed": ("删除导入格式“{title}”", "Removed the format “{title}”"),
    "import.undo": ("撤销第 {number} 次导入：{reason}", "Undid import {number}: {reason}"),
    "look.all_statements": (
        "下载{period} {people} 人的提成单",
        "Downloaded the statements of {people} people for {period}",
    ),
    "look.evidence": ("查看 {whom} 的疑问附件", "Looked at evidence in a dispute of {whom}"),
    "look.explanation": ("查看 {whom} {period}工资的解释", "Looked into the pay of {whom}, {period}"),
    "job.cancel": ("取消后台任务：{kind}", "Cancelled a background job: {kind}"),
    "look.pay_file": ("下载{period}工资文件", "Downloaded the pay file of {period}"),
    "look.costs": ("查看{period}起的人力成本", "Looked at what people cost from {period} on"),
    "look.period": ("查看{period}全部人员的工资", "Looked at everybody’s pay of {period}"),
    "look.replay": (
        "查看 {months} 的方案回测（全部人员的工资）",
        "Looked at a replay of {months}: everybody’s pay",
    ),
    "look.replay_file": ("下载 {months} 的方案回测", "Downloaded a replay of {months}"),
    "look.replayed": (
        "查看 {whom} {period}在草案下的工资",
        "Looked at the pay of {whom} for {period} under a draft",
    ),
    "look.score": ("查看 {whom} {period}的考核表", "Looked at the score card of {whom} for {period}"),
    "look.scores": ("查看{period}的考核表", "Looked at the score cards of {period}"),
    "look.statements": ("查看 {whom} 各月的提成单", "Looked at the statements of {whom}"),
    "look.statement": ("查看 {whom} {period}的提成单", "Looked at the statement of {whom} for {period}"),
    "outcome.accept": ("接受对 {whom} 的提议：{reason}", "Accepted the proposal about {whom}: {reason}"),
    "outcome.decline": ("不接受对 {whom} 的提议：{reason}", "Declined the proposal about {whom}: {reason}"),
    "payment.carried": ("把{period}不足的金额转入下月", "Carried an amount of {period} to the next month"),
    "payment.due": ("把 {whom} {period}的付款改回待发", "Set the payment of {whom} for {period} back to due"),
    "payment.paid": ("登记 {whom} {period}的付款已发", "Recorded the payment of {whom} for {period}"),
    "payment.returned": ("{whom} {period}的付款被退回", "A payment of {whom} for {period} came back"),
    "period.approve": ("批准{period}", "Approved {period}"),
    "period.calculate": ("核算{period}", "Calculated {period}"),
    "period.check": ("复核{period}", "Checked {period}"),
    "period.lock": ("锁定{period}", "Locked {period}"),
    "period.pay": ("登记{period}已发放", "Recorded {period} as paid"),
    "period.pay_file": ("下载{period}工资文件", "Downloaded the pay file of {period}"),
    "period.preview": ("试算{period}", "Calculated a preview of {period}"),
    "period.reopen": ("重新打开{period}：{reason}", "Reopened {period}: {reason}"),
    "plan.begun_with": ("发布现成方案“{title}”：{reason}", "Published the ready plan “{title}”: {reason}"),
    "plan.acknowledged": ("确认知悉第 {number} 版方案", "Acknowledged version {number} of the plan"),
    "plan.draft_begun": ("起草方案“{draft}”", "Began the draft “{draft}”"),
    "plan.draft_discarded": ("放弃方案草稿“{draft}”", "Discarded the draft “{draft}”"),
    "plan.draft_restored": (
        "把方案草稿“{draft}”恢复到第 {restores} 次保存的内容",
        "Took the draft “{draft}” back to revision {restores}",
    ),
    "plan.draft_saved": (
        "保存方案草稿“{draft}”（第 {revision} 次）",
        "Saved the draft “{draft}” (revision {revision})",
    ),
    "token.confirmed": (
        "作为第二人确认账户 {who} 的令牌“{token}”（…{ending}）",
        "Confirmed, as the second person, the token “{token}” (…{ending}) of {who}",
    ),
    "token.declined": (
        "拒绝或撤回账户 {who} 的令牌“{token}”（…{ending}）",
        "Declined or withdrew the token “{token}” (…{ending}) of {who}",
    ),
    "token.made": (
        "为账户 {who} 生成令牌“{token}”（…{ending}）：{scopes}",
        "Made the token “{token}” (…{ending}) of {who}: {scopes}",
    ),
    "token.revoked": (
        "撤销账户 {who} 的令牌“{token}”（…{ending}）",
        "Revoked the token “{token}” (…{ending}) of {who}",
    ),
    "people.accounts_owned": ("说明 {count} 个账号归谁：{names}", "Said whose {count} accounts are: {names}"),
    "people.enter": ("录入或更改 {count} 人：{names}", "Entered or changed {count} people: {names}"),
    "plan.published": (
        "发布第 {number} 版方案：{reason}",
        "Published version {number} of the plan: {reason}",
    ),
    "plan.reminded": (
        "提醒 {count} 人确认第 {number} 版方案",
        "Reminded {count} people of version {number} of the plan",
    ),
    "period.warned": (
        "写信提醒 {people} 人：{period}快到发薪日",
        "Wrote to {people} people that pay day of {period} comes near",
    ),
    "person.change": ("更改 {whom} 的人员资料：{reason}", "Changed the data of {whom}: {reason}"),
    "statements.made": (
        "打印{period} {people} 人的提成单",
        "Printed the statements of {people} people for {period}",
    ),
}  # fmt: skip

KINDS: dict[str, Words] = {
    "role": ("给予角色“{role}”，范围：{team}", "the role “{role}” for {team}"),
    "link": ("设置密码的链接", "a link to set the password"),
    "second_factor": ("清除第二验证", "reset of the second factor"),
    "person": ("对应到人员 {value}", "the person {value}"),
    "email": ("邮箱改为 {value}", "the e-mail {value}"),
    "identity": ("绑定登录身份 {value}", "the sign-on identity {value}"),
}

GROUPS: dict[str, Words] = {
    "account.": ("账户", "Accounts"),
    "benchmark.": ("对标值", "Benchmarks"),
    "look.": ("查看工资", "Looks at pay"),
    "period.": ("账期", "Pay periods"),
    "payment.": ("付款", "Payments"),
    "job.": ("后台任务", "Background jobs"),
    "dispute.": ("疑问", "Disputes"),
    "import.": ("导入", "Imports"),
    "outcome.": ("结果应用", "Outcomes"),
    "bonus.": ("奖励", "Bonuses"),
    "correction.": ("更正", "Corrections"),
    "statements.": ("提成单", "Statements"),
    "people.": ("人员名单", "Lists of people"),
    "person.": ("人员资料", "People"),
    "plan.": ("方案", "Plans"),
    "token.": ("令牌", "Tokens"),
    "api.": ("接口", "API"),
    "audit.": ("操作记录", "Audit trail"),
}


def sentence(entry: AuditEntry, names: dict[str, str]) -> str:
    """What was done, in the reader's language; `names` are those of the persons, by id."""
    words = SENTENCES.get(entry.action)
    parts = _parts(entry, names)
    if words is None:  # of an older version of the program
        return entry.action
    return say(*words).format_map(parts)


def step_words(kind: str, role: str, team: str, value: str) -> str:
    """A step on an account that waits for a second person."""
    parts = {"role": _role(role), "team": _team(team), "value": _identity(value)}
    return say(*KINDS[kind]).format_map(parts)


def _parts(entry: AuditEntry, names: dict[str, str]) -> defaultdict[str, str]:
    details: dict[str, Any] = entry.details
    kind, _, subject = entry.subject.partition(":")
    parts: defaultdict[str, str] = defaultdict(lambda: "—")
    parts.update({name: str(value) for name, value in details.items() if value not in ("", None)})
    parts["whom"] = names.get(entry.person_id, entry.person_id) or "—"
    if kind == "account":
        parts["who"] = subject
    parts["period"] = _period(str(details.get("period") or (subject if kind == "period" else "")))
    if "role" in details:
        parts["role"], parts["team"] = _role(details["role"]), _team(details.get("team", ""))
    if "scopes" in details:
        parts["scopes"] = ", ".join(details["scopes"])
    if "fen" in details:
        parts["fen"] = money(int(details["fen"]))
    if "platform" in details:
        parts["platform"] = _platform(details["platform"])
    if entry.action.startswith("account.step_"):
        step = (str(details.get(name, "")) for name in ("kind", "role", "team", "value"))
        parts["step"] = step_words(*step)
    return parts


def _role(value: str) -> str:
    return Role(value).text(language()) if value in set(Role) else value


def _team(team: str) -> str:
    return team or say("全公司", "the whole company")


def _platform(key: str) -> str:
    return next((one.name for one in PLATFORMS if one.key == key), key)


def _identity(value: str) -> str:
    key, colon, identity = value.partition(":")
    return f"{_platform(key)} {identity}" if colon else value or "—"


def _period(label: str) -> str:
    try:
        return period_name(Period.parse(label), language())
    except PeriodError:
        return "—"
