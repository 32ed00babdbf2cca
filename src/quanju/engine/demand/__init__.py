"""Demand: calls an hour to expect by place and hour of the week, learnt from past calls.

`DemandProblem`, `problem_from_moments`, `Covariate` → `learn_demand` → `DemandRates`.
See docs/rooms/engine-demand.md.
"""
