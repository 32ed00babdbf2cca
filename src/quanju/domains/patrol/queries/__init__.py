"""Questions to patrol, a file a matter."""
