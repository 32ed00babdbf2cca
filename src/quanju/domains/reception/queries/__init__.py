"""Questions to reception."""
