"""Questions to dispatch."""
