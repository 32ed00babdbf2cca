"""Running clocks on anything, each with its due date worked out anew from what happened.

Not for saying what a limit is: that is a row of a rule table; nor for who may act: the room whose
matter the clock runs on asks that first. Verbs: start, suspend, resume, extend, satisfy, drop.
"""
