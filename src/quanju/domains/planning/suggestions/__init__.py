"""Suggestions for shifts: move one duty of next week to where more calls are expected.

No suggestion moves anything by itself: people accept or reject. Verbs and questions stand on the
room's own shelves, `actions/suggestions.py` and `queries/suggestions.py`.
"""
