"""Statements on paper: PDF made by typst from the same figures and sentences as the pages.

Owns the sheet (`statement.typ`) and what is put on it (`sheet`). The font is Noto Sans SC from a package of
its own; fonts of the machine are not looked at, so that a statement looks the same everywhere.
"""
