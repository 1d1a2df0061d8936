"""Figures kept for pages: which there are, where their files lie, who makes them, and asking them.

Owns no figure: everything here was computed by the engine, for one state of the facts under one plan.
"""
