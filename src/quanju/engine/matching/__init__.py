"""Who goes where when several wait at once: one exact assignment of units to tasks.

For: a handful of tasks and units at one moment, in milliseconds. Not for: plans over a day.
"""
