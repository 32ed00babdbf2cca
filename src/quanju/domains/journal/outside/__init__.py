"""The ways by which seals leave the machine: one small function each, `send(letter, way)`.

Each returns when the other side has taken the seals, and raises `NotTaken` otherwise.
"""
