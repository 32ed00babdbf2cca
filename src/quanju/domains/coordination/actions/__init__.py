"""Verbs of coordination."""
