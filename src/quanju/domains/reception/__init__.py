"""The two-level reception: sites, visits with their tickets and owners, what a visitor came for.

Not who the visitor is: a visit has a number and no name. Not a case (cases), not a call (dispatch).
Verbs that matter: `greet_visitor`, `sort_visit`, `call_next`, `hand_over_visit`, `accept_visit`.
"""
