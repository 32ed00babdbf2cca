"""Verbs of duty, a file a matter."""
