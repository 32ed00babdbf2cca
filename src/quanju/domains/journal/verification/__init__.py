"""Checks a journal and what was kept of it elsewhere.

Imports nothing of the house, so that `quanju journal checker` can hand it out as one file.
Start at `walk.verify_rows` and `files.verify_file`.
"""
