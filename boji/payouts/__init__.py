"""Runs of a workspace and what leaves it: computing a period, finding the run in use, exporting.

Owns where runs are kept and which one counts. What a run computes is `boji.engine`.
"""
