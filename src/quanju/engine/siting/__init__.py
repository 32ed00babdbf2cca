"""Siting: where staging points stand, with proof of how good the choice is.

`SitingProblem`, `Model`, `Direction` · `solve(problem, time_s=10.0, seed=1)` -> `SitingPlan`.
See docs/rooms/engine-siting.md.
"""
