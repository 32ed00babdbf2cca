"""Rounds: hot places, crews and travel times become routes that are not the same every night.

`HotPlace`, `Crew`, `RoundProblem` → `propose_rounds` → `RoundPlan`.
See docs/rooms/engine-rounds.md.
"""
