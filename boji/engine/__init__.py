"""The engine: a plan and facts become figures. Imports no other part of Boji and can be used alone.

A figure is one column at a stated grain, made by a named step from other columns; the plan says which
steps, the engine runs them, the explanation reads them.
"""
