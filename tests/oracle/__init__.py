"""An independent second reading of docs/plan-language.md, against which the engine is tested.

Nothing here imports the product: a mistake in shared code would hide itself.
"""
