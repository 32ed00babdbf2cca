"""The words of the index of recordings (SUP-06, SUP-07): of what, where it lies, until when.

No sound and no picture is stored here: what stands here is that there is one, and its fingerprint.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from quanju.domains.kernel.types import Text
from quanju.domains.supervision.workflow import RECORDING

RECORDING_KINDS = {
    "statement": Text("接报、询问录音录像", "Recording of a statement"),
    "scene": Text("现场执法记录", "Recording at the scene"),
    "room": Text("办案区、讯问录像", "Recording of the interview room"),
}
RECORDING_STATES = RECORDING.state_labels
RECORDING_VERBS = RECORDING.verb_labels
RECORDED = {
    "report": Text("接报案", "report"),
    "case": Text("案件", "case"),
    "incident": Text("警情", "incident"),
}
"""Matters that a recording belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingView:
    """A recording as its list and its page show it; of a deleted one only that it was there."""

    pk: int
    number: str
    matter: str
    kind: str
    office: Text
    recorder: str
    began_at: datetime
    ended_at: datetime
    sha256: str
    keep: str
    keep_label: Text
    keep_until: date | None
    status: str
    is_held: bool
    held_why: str
    rules: str
    indexed_by: str
    indexed_at: datetime
    checked_at: datetime | None
    deleted_at: datetime | None
    may_open: bool = True
    """Beside a matter that somebody else recorded it stands without its page."""

    @property
    def subject(self) -> str:
        return f"recording:{self.number}"

    @property
    def matter_label(self) -> Text:
        kind, _, number = self.matter.partition(":")
        return Text(f"{RECORDED[kind].zh} {number}", f"{RECORDED[kind].en} {number}")

    @property
    def kind_label(self) -> Text:
        return RECORDING_KINDS[self.kind]

    @property
    def status_label(self) -> Text:
        return RECORDING_STATES[self.status]

    @property
    def is_gone(self) -> bool:
        return self.status == "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingView:
    """A report whose statement had to be recorded, and of which there is no good recording."""

    pk: int
    number: str
    site: Text
    entered_at: datetime
    has_bad: bool
    """There is one, whose fingerprint is not the recorder's or was never compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What came of holding the recorder's own list against the index."""

    good: int = 0
    bad: int = 0
    unknown: int = 0


Fingerprints = Mapping[str, str]
"""The recorder's own list: where it lies → SHA-256."""
