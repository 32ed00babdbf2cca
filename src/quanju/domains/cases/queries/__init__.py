"""Questions to cases."""
