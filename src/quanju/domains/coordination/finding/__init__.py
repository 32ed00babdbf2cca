"""Finding what was said in one's own groups: how texts become tokens, the index, its upkeep.

The index is made from the rows and can be made again from them at any time; it is no record.
"""
