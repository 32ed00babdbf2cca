"""Clocks: when a time limit runs out, and why on that day.

`Rule`, `WorkingCalendar`, acts (`Extended`, `Suspended`, `Found`) -> `work_out` -> `Deadline`;
`why` tells its steps. Nothing is counted down: every question is worked out anew.
See docs/rooms/engine-clocks.md.
"""
