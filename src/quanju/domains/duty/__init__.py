"""Duty: who is to stand where and when – shifts, staging points, the week, markets and events.

Not what a unit does now (patrol), and not the rounds that crews go (rounds).
Verbs that matter: `plan_shift`, `check_in`, `hand_over`, `plan_occasion`, `sign_up`.
"""
