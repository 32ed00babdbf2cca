"""The whole branch in one file, and back from it: `write_backup`, `read_backup`.

A zip file: the database as of one moment, the maps, the keys encrypted, and a list of all parts
with their sums, signed by the passphrase. What is cut, altered or foreign is refused by name.
"""
