"""The words of what is asked of the own record."""

from dataclasses import dataclass
from datetime import date, datetime

from quanju.domains.kernel.types import Text
from quanju.domains.reception.workflow import RECORD_REQUEST

RECORD_REQUEST_VERBS = RECORD_REQUEST.verb_labels
REQUESTS = {
    "copy": Text("要一份我的记录", "a copy of my record"),
    "correction": Text("更正我的记录", "a correction of my record"),
}
REMEDY = Text(
    "不服的，可以向督察法制投诉，也可以依法申请行政复议或者提起诉讼。",
    "If you disagree you may complain to legal supervision, ask for administrative reconsideration "
    "or go to court.",
)
"""Told with every refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """A request as its page shows it."""

    pk: int
    report: str
    kind: str
    text: str
    status: str
    asked_at: datetime
    due_on: date
    due_at: datetime | None
    owner_id: int | None
    owner: str
    copy: int | None
    answer: str
    answered_at: datetime | None
    is_by_resident: bool

    @property
    def kind_label(self) -> Text:
        return REQUESTS[self.kind]

    @property
    def status_label(self) -> Text:
        return RECORD_REQUEST.state_labels[self.status]

    @property
    def is_open(self) -> bool:
        return self.answered_at is None

    @property
    def is_correction(self) -> bool:
        """Was it granted, and so stands beside the record?"""
        return self.kind == "correction" and self.status == "answered"

    @property
    def remedy(self) -> Text | str:
        return REMEDY if self.status == "refused" else ""
