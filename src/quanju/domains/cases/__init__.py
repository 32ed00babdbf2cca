"""Cases: from a receipted report to its end, with each decision, clock and paper by two persons.

It keeps no register of persons: parties are text of their own case, found from nowhere else, and
nothing links two matters of one person. Verbs: `accept_case`, `start_review`, `propose_decision`.
"""
