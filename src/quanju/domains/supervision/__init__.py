"""Supervision: every report looked at by rule, what is found put to a person, corrected, checked.

It decides nothing by itself and counts nobody: a hit waits for a person, a finding is an office's.
Verbs: `check_report` (the service), `dismiss_hit`, `raise_finding`, `answer_finding`.
"""
