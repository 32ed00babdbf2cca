"""The command `quanju …`: parse, call, print."""

from quanju.cli.main import main

__all__ = ["main"]
