"""One matter, one thread: from any number the page of what happened, across all rooms.

Read from the journal by the subjects that entries name together. Each entry is told to those who
may hear it; the rest stands as restricted, with its office and its day and nothing more.
"""
