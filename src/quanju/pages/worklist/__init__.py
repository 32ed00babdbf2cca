"""The worklist: what waits for whoever is signed in, from every room, in one order.

It merges and sorts what the rooms' `waiting.py` tell at the moment they are asked. It keeps
nothing of its own, decides nothing, and every verb on it is the room's.
"""
