"""The gallery: every piece of the house, filled and empty, and drawings of two desks."""
