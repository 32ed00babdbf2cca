"""Questions about coordination."""
