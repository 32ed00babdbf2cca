"""Verbs of patrol, a file a matter."""
