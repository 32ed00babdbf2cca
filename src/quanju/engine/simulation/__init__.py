"""Simulation: a day or a year of calls and crews, and the queueing models that check it."""
