"""What is measured, one module each, so that none pays for another's imports.

Each has `work(plan, form, facts)`, which does the whole job once and returns the commission in fen by
person (nothing where there is none to compare).
"""
