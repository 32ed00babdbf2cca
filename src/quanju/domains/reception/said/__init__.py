"""What a statement says: read by rules of language, never by a model; no database."""
