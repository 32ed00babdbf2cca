"""Contingency plans (ICC-12): what is prepared for a flood or a fire, and every run of it.

A plan is a row of the rule table `coordination.plans`, so it has versions and a second person.
Opening one makes the group, its items, the staging order and the draft of a public warning in one
step; a drill is such a run marked so. Verbs stand on the room's shelf, `actions/plans.py` and
`actions/warnings.py`.
"""
