"""The home page: the six areas of the article, each number with the records it counts."""
