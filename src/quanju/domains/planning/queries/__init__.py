"""Questions to planning."""
