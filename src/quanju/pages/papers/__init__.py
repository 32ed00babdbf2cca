"""Papers: the list of those one may read, one paper, and whether a paper is genuine."""
