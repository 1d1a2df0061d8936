"""The ground of the site: accounts and roles, who may see what, the audit trail, the clock, jobs.

Owns what every page needs and no page is about. Knows nothing of pay, scores or imports.
"""
