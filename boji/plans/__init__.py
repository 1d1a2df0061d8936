"""Published plans of a workspace: which rules are in force when.

Owns publishing and choosing. What a plan says is `boji.engine.plan`.
"""
