"""Replay: what draft plans would have cost over past months, for whom and why, before they are published.

The engine computes the months again under each draft and under what each month's plan gives, on the same
facts and by the same programs as a real run. Owns the question, the comparison and where its results are
kept; no figure of pay is computed here, nothing becomes a run in use, and nothing is settled or paid.
"""
