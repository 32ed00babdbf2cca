"""The words of follow-ups (REC-15): after what, by whom, how it was asked, what came of it."""

from dataclasses import dataclass
from datetime import date, datetime

from quanju.domains.kernel.types import Text
from quanju.domains.reception.types.letters import SCORES
from quanju.domains.reception.workflow import FOLLOW_UP

OCCASIONS = {
    "receipted": Text("出回执后", "after the receipt"),
    "closed": Text("接报办结后", "after reception closed"),
    "case_closed": Text("结案后", "after the case closed"),
}
"""After what somebody who reported is asked."""
ASKERS = {
    "site": Text("办理的接报案点", "the site that has the matter"),
    "centre": Text("接报案中心", "the report centre"),
}
FOLLOW_UP_HOWS = {
    "phone": Text("电话", "by telephone"),
    "message": Text("短信", "by message"),
    "in_person": Text("当面", "in person"),
}
FOLLOW_UP_STATES = FOLLOW_UP.state_labels
FOLLOW_UP_VERBS = FOLLOW_UP.verb_labels


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpView:
    """A follow-up as its list and its page show it."""

    pk: int
    report: str
    title: str
    reporter: str
    contact: str
    kind: str
    occasion: str
    asker: str
    site: Text
    site_id: int
    asks_from: date
    due_on: date
    due_at: datetime
    status: str
    tries: int
    rules: str
    asks_score: bool
    """Satisfaction is asked once: nobody has told it of this report yet."""
    score: int | None
    how: str
    said: str
    asked_by: str
    asked_at: datetime | None
    settle_on: date | None
    settled: str
    settled_by: str
    settled_at: datetime | None

    @property
    def occasion_label(self) -> Text:
        return OCCASIONS[self.occasion]

    @property
    def asker_label(self) -> Text:
        return ASKERS[self.asker]

    @property
    def status_label(self) -> Text:
        return FOLLOW_UP_STATES[self.status]

    @property
    def how_label(self) -> Text | str:
        return FOLLOW_UP_HOWS.get(self.how, "")

    @property
    def score_label(self) -> Text | str:
        return SCORES.get(self.score or 0, "")

    @property
    def is_due(self) -> bool:
        """Nobody has answered yet."""
        return self.status == "due"

    @property
    def is_unhappy(self) -> bool:
        """It waits for legal supervision."""
        return self.status == "unhappy"
