"""Words for what files become: tables, columns, readings, formats and platforms, in the reader's language.

Owns the words that no plan names, as ids and times; the others are `boji.engine.plan.vocabulary`.
"""

from __future__ import annotations

from functools import cache

from boji.engine.plan.label import Label
from boji.engine.plan.vocabulary import COLUMNS, TABLES
from boji.intake.formats.shelf import shipped_formats
from boji.intake.readings import Reading
from boji.intake.record import CANONICAL
from boji.platform.words import language, say

_COLUMNS = {
    "account_": Label("账号或直播间", "account or room"),
    "account_id": Label("账号编号", "account id"),
    "at": Label("时间", "time"),
    "base_pay": Label("底薪", "base pay"),
    "buyer_id": Label("买家编号", "buyer id"),
    "category": Label("品类", "category"),
    "commission": Label("佣金", "commission"),
    "cost_id": Label("费用编号", "cost id"),
    "date": Label("日期", "day"),
    "ended_at": Label("下播时间", "end of the session"),
    "ends_at": Label("结束时间", "end"),
    "ends_on": Label("离开日期", "last day"),
    "entered": Label("进入人数", "viewers who came"),
    "evidence": Label("依据", "evidence"),
    "gift_id": Label("礼物编号", "gift id"),
    "gmv": Label("成交金额", "GMV"),
    "left": Label("离开人数", "viewers who left"),
    "line_id": Label("订单行编号", "order line id"),
    "lost": Label("掉粉", "fans lost"),
    "minute": Label("分钟", "minute"),
    "name": Label("名称", "name"),
    "note": Label("备注", "note"),
    "paid_at": Label("付款时间", "time of payment"),
    "period": Label("周期", "period"),
    "person_id": Label("工号", "person id"),
    "person_name_": Label("姓名", "person's name"),
    "planned_at": Label("计划时间", "planned time"),
    "platform_": Label("平台", "platform"),
    "platform_fee": Label("平台费用", "platform fee"),
    "product_id": Label("商品编号", "product id"),
    "quantity": Label("数量", "quantity"),
    "rating_id": Label("评分编号", "rating id"),
    "refund_id": Label("退款编号", "refund id"),
    "refunded_at": Label("退款时间", "time of refund"),
    "refunds": Label("退款金额", "refunds"),
    "request_id": Label("请求编号", "request id"),
    "role": Label("角色", "role"),
    "settled_at": Label("结算时间", "time of settlement"),
    "settlement_id": Label("结算编号", "settlement id"),
    "severity": Label("严重程度", "severity"),
    "started_at": Label("开播时间", "start of the session"),
    "starts_at": Label("开始时间", "start"),
    "starts_on": Label("起始日期", "first day"),
    "status": Label("状态", "status"),
    "step": Label("步骤", "step"),
    "subject_id": Label("评分对象", "who is rated"),
    "task_id": Label("任务编号", "task id"),
    "team": Label("团队", "team"),
    "text": Label("内容", "text"),
    "ticket_id": Label("工单编号", "ticket id"),
    "tier": Label("层级", "tier"),
    "unit_cost": Label("单件成本", "unit cost"),
    "until": Label("截止", "until"),
    "until_": Label("结束时间", "end"),
    "user_id": Label("用户编号", "user id"),
    "violation_id": Label("违规编号", "violation id"),
}

READINGS = {
    Reading.ID: Label("编号（原样保留每一位）", "id, every digit kept"),
    Reading.TEXT: Label("文本", "text"),
    Reading.NAMES: Label("一个或多个姓名", "one or several names"),
    Reading.VOCABULARY: Label("词（每个词的含义在下面写明）", "words whose meaning is said below"),
    Reading.MONEY: Label("金额（元，1.2万、¥1,299.90 都可）", "money in yuan, also 1.2万 or ¥1,299.90"),
    Reading.COUNT: Label("整数", "whole number"),
    Reading.MEASURE: Label("数", "number"),
    Reading.FRACTION: Label("比率（0.125 或 12.5%）", "rate: 0.125 or 12.5%"),
    Reading.PERCENT: Label("百分数（12.5 或 12.5%）", "percent: 12.5 or 12.5%"),
    Reading.SECONDS: Label("时长（数字表示秒）", "duration; a number is seconds"),
    Reading.MINUTES: Label("时长（数字表示分钟）", "duration; a number is minutes"),
    Reading.HOURS: Label("时长（数字表示小时）", "duration; a number is hours"),
    Reading.INSTANT: Label("日期和时间", "day and time"),
    Reading.EPOCH: Label("时间戳", "timestamp"),
    Reading.CLOCK: Label("钟点（配合日期列）", "time of day, with a day beside it"),
    Reading.DAY: Label("日期", "day"),
    Reading.FLAG: Label("是或否", "yes or no"),
}

_PLATFORMS = {
    "douyin": Label("抖音", "Douyin"),
    "kuaishou": Label("快手", "Kuaishou"),
    "weixin": Label("视频号", "WeChat Channels"),
    "xiaohongshu": Label("小红书", "Xiaohongshu"),
    "taobao": Label("淘宝", "Taobao"),
}


def table_name(name: str) -> str:
    return TABLES[name].text(language()) if name in TABLES else name


def column_name(name: str) -> str:
    label = COLUMNS.get(name) or _COLUMNS.get(name)
    return label.text(language()) if label else name


def reading_name(name: str) -> str:
    """A reading in words; the kind of a column of a fact table is read as the reading of that name."""
    try:
        return READINGS[Reading(name)].text(language())
    except ValueError:
        return ""


def platform_name(name: str) -> str:
    if not name:
        return say("不分平台", "any platform")
    return _PLATFORMS[name].text(language()) if name in _PLATFORMS else name


def format_name(name: str, own: dict[str, Label]) -> str:
    """The title of a format; `own` are those of the workspace."""
    if name == CANONICAL:
        return say("标准表", "Fact table")
    label = own.get(name) or _shipped().get(name)
    return label.text(language()) if label else name


def joined(words: list[str]) -> str:
    return say("、", ", ").join(words)


@cache
def _shipped() -> dict[str, Label]:
    return {one.id: one.title for one in shipped_formats()}
