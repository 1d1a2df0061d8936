"""Outcomes: what runs propose by the plan's rules, and what people decide about it.

Owns decisions, their reasons and what takes effect from them. What is proposed, and on what evidence, is the
run's; money is granted through `boji.payouts`, a person's tier changes through `boji.people`.
"""
