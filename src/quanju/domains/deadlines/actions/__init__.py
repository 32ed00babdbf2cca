"""Verbs of deadlines: what happens to a clock, and what somebody puts off for a while."""
