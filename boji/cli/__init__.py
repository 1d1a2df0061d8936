"""The command line: arguments in, the same actions as the pages, text out.

Owns commands, their options and exit codes: 0 done, 1 refused with reasons, 2 wrong usage. Decides nothing.
"""

from boji.cli.main import main

__all__ = ["main"]
