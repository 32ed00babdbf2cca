"""The sealed archive of a group: what goes into its package, and what a check of one finds.

`checking` imports neither Django nor the database: whoever holds a package checks it anywhere.
"""
