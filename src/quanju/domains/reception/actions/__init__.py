"""Verbs of reception, one file a verb or a pair."""
