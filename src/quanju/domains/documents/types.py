"""The words of documents: a file in use as it is seen."""

from dataclasses import dataclass
from datetime import datetime

from quanju.domains.documents.files.workflow import PRESENT
from quanju.domains.kernel.types import Text

MOST_MB = 64
"""No rule table may allow a larger file: it is what the gate of an upload lets through."""

PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
"""Pictures that every browser shows and we can make smaller, by Pillow's names."""

ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
}
"""A download ends as its content is, whatever its name says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """Where it stands, what it is, what a scanner said, and what may be done with it."""

    id: int
    file_id: int
    subject: str
    kind: str
    kind_label: Text
    name: str
    media_type: str
    size: int
    width: int
    height: int
    sha256: str
    added_by: str
    added_at: datetime
    taken_at: datetime | None
    state: str
    state_label: Text
    due_at: datetime | None
    scan: str
    scan_label: Text
    malware: str
    has_thumbnail: bool
    deleted_at: datetime | None
    deletion_proposed_by: str
    deleted_by: str
    deletion_reason: str
    verbs: tuple[str, ...]
    is_new: bool = False
    """It was kept by this very call, and was not there before."""

    @property
    def is_readable(self) -> bool:
        """The bytes are there, and nothing in them is known to do harm."""
        return self.state in PRESENT and self.scan != "infected"

    @property
    def is_picture(self) -> bool:
        return self.media_type in PICTURES

    @property
    def download_name(self) -> str:
        stem = self.name or f"file-{self.id}"
        ending = ENDINGS[self.media_type]
        return stem if stem.lower().endswith(ending) else f"{stem}{ending}"
