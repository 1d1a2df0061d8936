"""Formats of exports: one declaration each, beside this module; recognising and proposing them.

Owns what is known of the files that platforms and companies write. Reading a file under its format is
`boji.intake.exports`. To add a format, add a YAML file here (docs/formats.md says how), and a case to
tests/intake/formats.
"""
