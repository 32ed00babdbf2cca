"""A made-up past (or day to come) of a branch: calls with everything that followed from them.

`read_facts(folder)` reads a branch folder once; `draw_calls(facts, from_at, until_at)` draws calls.
Pure numpy; no database, no clock. Everything drawn is synthetic and carries no person.
"""
