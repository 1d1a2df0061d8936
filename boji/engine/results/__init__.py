"""Figures of a run as people and programs read them: statements, scorecards, metrics, proposals.

Reads what the run kept and formats it; computes nothing.
"""
