"""Stored files: bytes by their SHA-256, and where each is used.

`incoming` hashes what arrives, `content` tells what it is, `pictures` makes the small ones.
"""
