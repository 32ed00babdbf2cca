"""Verbs of documents, a module a matter."""
