"""Tables of documents: papers and files."""

from quanju.domains.documents.models.files import FileUse, StoredFile
from quanju.domains.documents.models.papers import Paper, PaperBody, PaperCopy, PaperCounter

__all__ = ["FileUse", "Paper", "PaperBody", "PaperCopy", "PaperCounter", "StoredFile"]
