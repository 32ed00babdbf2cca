"""Quanju: duty, dispatch and supervision of a county-level police branch."""

__version__ = "0.1.0"
