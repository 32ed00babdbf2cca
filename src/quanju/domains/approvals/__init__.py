"""Acts that need two people (specification 2.4): proposed by one, decided by another in time.

Not for: deciding whether something is right (each room's own verbs do that when it is carried
out), nor for stages of a matter that one person ends. Verbs: propose, approve, refuse, withdraw.
"""
