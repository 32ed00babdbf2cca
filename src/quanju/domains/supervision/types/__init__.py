"""The words of supervision."""
