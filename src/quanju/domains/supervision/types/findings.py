"""A finding in frozen classes: what is wrong at an office, on which level, how far it has come."""

from dataclasses import dataclass
from datetime import datetime

from quanju.domains.kernel.types import Text
from quanju.domains.supervision.types.checks import LEVELS
from quanju.domains.supervision.workflow import CLOCKED, FINDING, FINDING_OPEN

FINDING_STATES = FINDING.state_labels
FINDING_VERBS = FINDING.verb_labels
TOWARD = {"notified": FINDING_VERBS["answer"], "correcting": FINDING_VERBS["correct"]}
"""What the running clock runs toward."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """A finding as its page shows it."""

    pk: int
    number: str
    level: int
    office: Text
    office_id: int
    office_code: str
    station_id: int | None
    report: str
    hit_id: int | None
    what: str
    status: str
    rules: str
    raised_by: str
    raised_at: datetime
    since_at: datetime | None
    due_at: datetime | None
    answer: str
    answered_by: str
    answered_by_id: int | None
    answered_at: datetime | None
    correction: str
    corrected_by: str
    corrected_by_id: int | None
    corrected_at: datetime | None
    sent_back_why: str
    checked_note: str
    checked_by: str
    checked_at: datetime | None
    closed_by: str
    closed_at: datetime | None
    escalations: int

    @property
    def subject(self) -> str:
        return f"finding:{self.number}"

    @property
    def level_label(self) -> Text:
        return LEVELS[self.level]

    @property
    def status_label(self) -> Text:
        return FINDING_STATES[self.status]

    @property
    def verbs(self) -> tuple[str, ...]:
        return FINDING.verbs(self.status)

    @property
    def toward(self) -> Text:
        return TOWARD.get(self.status, Text("", ""))

    @property
    def is_open(self) -> bool:
        return self.status in FINDING_OPEN

    @property
    def is_clocked(self) -> bool:
        return self.status in CLOCKED
