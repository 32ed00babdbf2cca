"""Verbs of rounds, a file a matter."""
