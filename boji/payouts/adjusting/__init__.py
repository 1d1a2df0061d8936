"""Adjustments: what becomes known of locked months is paid in the next open one, with its causes.

`settling` owns the arithmetic and its law, `known` the months as they come out now, `causes` why that is
another amount: the facts that `changed`, whom they concern (`touching`, `sides`, `touched_lines`,
`touched_rows`, `relevance`), and the `wording` of it.
"""

from boji.payouts.adjusting.settling import SOURCE, Settlement, adjustments, settle

__all__ = ["SOURCE", "Settlement", "adjustments", "settle"]
