"""The words of reception, of its two halves."""
