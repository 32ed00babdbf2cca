"""Questions to duty, a file a matter."""
