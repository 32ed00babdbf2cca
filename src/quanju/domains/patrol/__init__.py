"""Patrol: units and their crews, zones, staging points, positions and presence.

Not who is to stand where (duty), not rounds (rounds), not calls (dispatch).
Verbs that matter: `sign_on`, `set_activity`, `report_position`, `panic`, `renew_layers`.
"""
