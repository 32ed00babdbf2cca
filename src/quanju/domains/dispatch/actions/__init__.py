"""Verbs of dispatch."""
