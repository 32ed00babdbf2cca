"""`python -m quanju …` is the command `quanju …`."""

from quanju.cli import main

main()
