"""Real records, driven through the same verbs as people's clicks, and compared afterwards."""
