"""Tables of documents: papers and files."""

from quanju.domains.documents.models.files import FileUse, StoredFile

__all__ = ["FileUse", "StoredFile"]
