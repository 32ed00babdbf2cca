"""The words of coordination: classes, roles, and a group as its members see it."""

from dataclasses import dataclass
from datetime import datetime

from quanju.domains.coordination.workflow import AT_WORK, GROUP, MEMBER, RUNNING
from quanju.domains.kernel.types import Text
from quanju.domains.notices.types import ToldView

CLASSIFICATIONS = {
    "open": Text("一般", "open"),
    "internal": Text("内部", "internal"),
    "restricted": Text("限制", "restricted"),
}
MEMBER_ROLES = {
    "owner": Text("负责人", "owner"),
    "lead": Text("主办", "lead"),
    "support": Text("协办", "support"),
    "duty_command": Text("值班指挥", "duty command"),
    "observer": Text("监督", "observer"),
    "keeper": Text("存档", "keeper of the archive"),
}
"""Each member has exactly one (COL-08)."""
SPEAKERS = ("owner", "lead", "support", "duty_command")
"""Who contributes; an observer and an archivist read, review and keep."""
LEADS = ("owner", "lead", "duty_command")
"""Who calls people in and takes them out."""

SEAT_AT = {
    "self": Text("发起人", "who opens it"),
    "unit": Text("责任部门", "the responsible unit"),
    "branch": Text("分局", "the branch"),
}
STANDARD_TYPES = (
    "urgent_incident",
    "case_investigation",
    "fraud_response",
    "missing_or_rescue",
    "event_safety",
    "dispute_mediation",
    "joint_patrol",
    "base_task",
    "trip",
)
"""The nine of 9+N: locked by code, so that counts of branches can be compared."""
LONGEST_TITLE, LONGEST_FACT, LONGEST_REASON = 60, 600, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """A member: which seat, in which role, why and until when, and how far they have come."""

    pk: int
    person_id: int
    name: str
    seat: str
    seat_name: Text
    role: str
    status: str
    is_guest: bool
    is_duty: bool
    is_next_best: bool
    post: str
    why: str
    until: datetime | None
    invited_at: datetime
    joined_at: datetime | None
    ended_at: datetime | None
    told: ToldView | None = None

    @property
    def role_label(self) -> Text:
        return MEMBER_ROLES[self.role]

    @property
    def status_label(self) -> Text:
        return MEMBER.state_labels[self.status]

    @property
    def speaks(self) -> bool:
        return self.role in SPEAKERS

    @property
    def leads(self) -> bool:
        return self.role in LEADS


@dataclass(frozen=True, slots=True, kw_only=True)
class FactView:
    """One opening fact: what is asked, and what was said."""

    code: str
    name: Text
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupHead:
    """A group as lists show it: no word of what is said in it."""

    number: str
    kind: str
    kind_name: Text
    title: str
    classification: str
    status: str
    is_urgent: bool
    responsible: Text
    incident: str
    opened_at: datetime | None
    last_at: datetime
    members: int
    outcome: str

    @property
    def subject(self) -> str:
        return f"group:{self.number}"

    @property
    def status_label(self) -> Text:
        return GROUP.state_labels[self.status]

    @property
    def classification_label(self) -> Text:
        return CLASSIFICATIONS[self.classification]

    @property
    def is_running(self) -> bool:
        return self.status in RUNNING

    @property
    def is_at_work(self) -> bool:
        return self.status in AT_WORK


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView(GroupHead):
    """A group as its members see it."""

    pk: int
    owner_id: int
    owner: str
    opener_id: int
    begun_at: datetime
    facts: tuple[FactView, ...]
    missing_facts: tuple[Text, ...]
    empty_seats: tuple[Text, ...]
    check_due_at: datetime | None
    checked_at: datetime | None
    rules: str
    preset: str
    is_oversize: bool
    present: tuple[MemberView, ...]
    gone: tuple[MemberView, ...]

    @property
    def needs_check(self) -> bool:
        """It was opened at once, and nobody has looked at it since (3.6)."""
        return self.check_due_at is not None and self.checked_at is None and self.is_running

    def member(self, person: int | None) -> MemberView | None:
        """The membership of this person that holds."""
        return next((one for one in self.present if one.person_id == person), None)
