"""The first page after sign-in: for each role what matters today.

Owns the choice of what stands there. Every figure comes from the app of its subject.
"""
