"""`python -m boji`."""

from boji.cli import main

main()
