"""Words for what plans name: roles, attributes, fact tables and their columns. Owns nothing else.

A name that is not here is shown as it is written.
"""

from __future__ import annotations

from boji.engine.plan.label import Label


def _labels(text: str) -> dict[str, Label]:
    """`name 中文 English words`, one a line."""
    rows = (line.split(maxsplit=2) for line in text.strip().splitlines())
    return {name: Label(zh, en) for name, zh, en in rows}


ROLES = _labels("""
anchor 主播 anchor
operations 运营 operations
planner 策划 planner
controller 场控 controller
customer_service 客服 customer service
""")

TIERS = _labels("""
newcomer 新人 newcomer
mid 腰部 mid
head 头部 head
""")

ATTRIBUTES = _labels("""
role 角色 role
tier 层级 tier
team 团队 team
person_id 工号 person
base_pay 底薪 base pay
""")

TABLES = _labels("""
people 人员 people
accounts 账号 accounts
sessions 场次 sessions
shifts 班次 shifts
order_lines 订单行 order lines
refunds 退款 refunds
settlements 结算 settlements
products 商品 products
costs 费用 costs
minutes 分钟数据 minutes
fans 粉丝日表 daily fans
account_days 账号日表 account days
service_days 客服日表 service days
violations 违规 violations
rundown 流程步骤 rundown steps
requests 调整请求 requests
tickets 工单 tickets
ratings 评分 ratings
tasks 任务 tasks
transcripts 口播 transcripts
comments 评论 comments
gifts 礼物 gifts
""")

COLUMNS = _labels("""
acted_at 执行时间 time acted
amount 金额 amount
as_planned 按计划完成 done as planned
asked_at 提出时间 time asked
asking_customers 询单人数 customers asking
business_day 营业日 business day
buyers 成交人数 buyers
cart_adds 加购数 cart additions
channel 渠道 channel
comments 评论数 comments
complaints 投诉数 complaints
conversations 会话量 conversations
csat 满意度 satisfaction
customers 接待人数 customers served
dissatisfied_rate 不满意率 rate of dissatisfied
done_at 完成时间 time done
due_at 截止时间 time due
fans_before 原有粉丝 fans before
first_reply_at 首次响应时间 first reply
first_reply_seconds 首次响应时长 seconds to first reply
form 形式 form
gained 新增粉丝 fans gained
gift_income 礼物收入 gift income
gifters 打赏人数 gift givers
gifts 打赏次数 gifts
kind 类型 kind
likes 点赞数 likes
mean_online 平均在线人数 mean online viewers
mean_reply_seconds 平均响应时长 mean seconds to reply
mean_stay_seconds 人均停留时长 mean stay
metric 评分项 rated metric
minutes 在播时长 time on air
new_fans 新增粉丝 new fans
new_form 新形式 new form
online 在线人数 viewers online
online_minutes 在线时长 minutes online
opened_at 提交时间 time opened
order_id 订单 order
ordering_customers 下单人数 customers ordering
orders 订单数 orders
paid_amount 实付金额 paid amount
paying_customers 支付人数 customers paying
peak_online 在线人数峰值 peak viewers
platform 平台 platform
platform_commission 平台佣金 platform commission
private_adds 私域新增 private-domain additions
product_clickers 商品点击人数 product clickers
product_clicks 商品点击数 product clicks
product_cost 货品成本 product cost
refunded 退款 refunds
relevant_comments 有效评论数 relevant comments
repeat_buyer 复购 repeat buyer
reply_3m_rate 3分钟回复率 rate of replies within 3 minutes
retained_30d 30日留存粉丝 fans kept 30 days
retained_7d 7日留存粉丝 fans kept 7 days
retained_viewers 留存观众 viewers retained
room_id 直播间 room
sales 客服销售额 service sales
satisfied_rate 满意率 rate of satisfied
score 分数 score
session_id 场次 session
shares 分享数 shares
solved_at 解决时间 time solved
title 标题 title
total 粉丝总数 fans
valid_minutes 有效时长 valid time
viewer_rating 观众评分 viewers' rating
viewers 观看人数 viewers
views 观看次数 views
warned 预警会话量 conversations warned of
""")

CREDIT = _labels("""
on_air 归付款时在播的主播 the anchor on air when it was paid
share_of_minutes 按在播时长分给各主播 shared among the anchors by time on air
named 归订单行写明的人 the person named on the line
""")


def label_of(name: str) -> Label:
    """The label of a scheme or scorecard that has none but its name: `head` is 头部."""
    return TIERS.get(name) or ROLES.get(name) or Label(name, name)


def said(words: dict[str, Label], name: str, language: str) -> str:
    return words[name].text(language) if name in words else name
