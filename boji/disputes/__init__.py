"""Disputes: somebody asks about a line or figure of their pay, and gets an answer with a decision.

Owns the thread, its evidence, deadlines and reminders. Nothing is ever deleted. A correction is a fact that
is imported, or an amount that the next open month pays; both are made elsewhere and named here.
"""
