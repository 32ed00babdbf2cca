"""The words of patrol: what stands, and measures."""
