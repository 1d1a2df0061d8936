"""Statements as people read them: what somebody is paid for a month and why, what if, and on paper.

Owns how the run's figures are shown, opened in place and printed, and who may look. The figures, explanations
and answers are the engine's; how a month comes to be paid is `boji.payouts`.
"""
