"""Rounds as they are gone: by car, on foot, and through public cameras, with their checkpoints.

Not where a round should lead, which planning proposes, and not the shift of who goes it (duty).
Verbs that matter: `plan_round`, `start_round`, `visit_checkpoint`, `complete_round`.
"""
