"""The words of reports: channels, steps, and a report as everybody reads it."""

from dataclasses import dataclass
from datetime import date, datetime

from quanju.domains.kernel.types import Text
from quanju.domains.reception.types.hall import Site
from quanju.domains.reception.types.portal import OpenedView
from quanju.domains.reception.types.sorting import QUEUES
from quanju.domains.reception.workflow import HANDOVER, REPORT

CHANNELS = {
    "walk_in": Text("到场", "walk-in"),
    "phone": Text("电话", "phone"),
    "online": Text("网上", "online"),
    "handed_over": Text("移交", "handed over"),
    "self_surrender": Text("投案", "self-surrender"),
    "other_organ": Text("其他机关", "another organ"),
}
"""How a report came (REC-02)."""
STEPS = {
    "register": Text("登记", "register"),
    "identity": Text("核对身份", "check identity"),
    "statement": Text("陈述", "statement"),
    "evidence": Text("接受证据", "take evidence"),
    "advice": Text("告知去处", "say where to go"),
    "receipt": Text("出具回执", "give the receipt"),
}
"""What may be asked of a report; which of them are, says the table by its kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceView:
    """A line of the list of evidence."""

    name: str
    count: int
    unit: str
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferView:
    """A move of a report to another site, open or answered."""

    pk: int
    from_site: Text
    to_site: Text
    to_site_id: int
    reason: str
    offered_at: datetime
    status: str
    why: str

    @property
    def status_label(self) -> Text:
        return HANDOVER.state_labels[self.status]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A report as its page shows it."""

    pk: int
    number: str
    code: str
    site: Site
    channel: str
    kind: str
    kind_label: Text | str
    queue: str
    title: str
    place: str
    happened: str
    amount_fen: int | None
    statement: str
    reporter: str
    contact: str
    is_identity_checked: bool
    no_evidence: str
    advice: str
    outcome: str
    incident: str
    status: str
    owner_id: int
    owner: str
    rules: str
    bounces: int
    is_at_legal: bool
    begun_at: datetime
    entered_at: datetime | None
    receipted_at: datetime | None
    closed_at: datetime | None
    steps: tuple[str, ...]
    done: frozenset[str]
    skipped: frozenset[str]
    is_restricted: bool
    is_header: bool
    """Its words are for its owner: to this reader they are empty."""
    evidence: tuple[EvidenceView, ...] = ()
    transfers: tuple[TransferView, ...] = ()

    @property
    def subject(self) -> str:
        return f"report:{self.number}"

    @property
    def status_label(self) -> Text:
        return REPORT.state_labels[self.status]

    @property
    def channel_label(self) -> Text:
        return CHANNELS[self.channel]

    @property
    def queue_label(self) -> Text | str:
        """Where it goes on; "" for a kind of the branch's own."""
        return QUEUES.get(self.queue, "")

    @property
    def amount_yuan(self) -> str:
        """As it is typed: 3500, 12.5; "" where no sum was said."""
        if self.amount_fen is None:
            return ""
        return f"{self.amount_fen / 100:.2f}".removesuffix(".00")

    @property
    def missing(self) -> tuple[str, ...]:
        """Steps that still need a hand, in their order."""
        return tuple(s for s in self.steps if s not in self.done and s not in self.skipped)

    @property
    def offer(self) -> TransferView | None:
        return next((one for one in self.transfers if one.status == "offered"), None)

    @property
    def step_rows(self) -> list[tuple[str, Text, str]]:
        """Each step with its word and whether it is done, skipped or missing."""
        return [
            (
                step,
                STEPS[step],
                "done" if step in self.done else "skipped" if step in self.skipped else "missing",
            )
            for step in self.steps
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressView:
    """What the reporter reads of the own matter, in plain words."""

    number: str
    state: Text
    why: Text
    site: Text
    begun_at: datetime
    reached: int
    stages: tuple[Text, ...]
    due_on: date | None
    """The last day itself; the clock runs out when it is over."""
    due_why: Text | str
    opened: tuple[OpenedView, ...] = ()
    """Which offices opened the matter, by day (SG-09)."""
