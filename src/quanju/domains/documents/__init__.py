"""What the branch keeps on paper and in files: numbered papers, and files by their hash.

Not for what a paper says: that is its room's matter, which builds the content and asks who may.
Verbs: issue, withdraw and check a paper; a redacted copy leaves only after a second person.
"""
