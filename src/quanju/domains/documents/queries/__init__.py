"""Questions about documents, a module a matter."""
