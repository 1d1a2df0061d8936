"""Getting facts in from the browser: files dropped, looked at, imported, mended, undone; what is missing.

Owns the pages and the files that wait on the server. What an import, an undo or a check does is `boji.intake`
and `boji.completeness`, the same for the command line: nothing is decided a second time here.
"""
