"""The words of cases: kinds, circumstances, decisions, and a case as everybody reads it."""

from dataclasses import dataclass
from datetime import date, datetime

from quanju.domains.cases.workflow import CASE, CONCLUDED, HOLDS_PROPERTY, OPEN
from quanju.domains.kernel.types import Text, Verdict

KINDS = {
    "criminal": Text("刑事", "criminal"),
    "administrative": Text("行政", "administrative"),
}
OTHER_KIND = {"criminal": "administrative", "administrative": "criminal"}
STATES = CASE.state_labels
OUTCOMES = {state: STATES[state] for state in CONCLUDED}
"""How a case that is closed ended."""
VERBS = CASE.verb_labels

CIRCUMSTANCES = {
    "leads": Text("需要查证线索", "leads must be checked"),
    "hard": Text("疑难复杂", "difficult"),
    "economic": Text("经济犯罪案件", "economic crime"),
    "agency": Text("行政机关移送的经济犯罪案件", "economic crime sent by an agency"),
    "latest": Text("行政机关移送，案情较复杂", "sent by an agency, harder"),
    "elsewhere": Text("不属本机关管辖，待移送", "another authority's, to be transferred"),
}
"""What moves the limits of a review by the officer's own note; what needs an approval is a
decision."""
_ALONE = {
    "criminal": ("leads", "economic", "agency", "elsewhere"),
    "administrative": ("hard",),
}
_AFTER = {
    "leads": ("economic", "agency", "elsewhere"),
    "economic": ("agency", "elsewhere"),
    "agency": ("economic", "latest", "elsewhere"),
    "latest": ("elsewhere",),
    "elsewhere": (),
}


def circumstances_of(kind: str, noted: str) -> tuple[str, ...]:
    """What may be noted of such a case, after what was noted last."""
    return _AFTER.get(noted, _ALONE[kind]) if kind == "criminal" else _ALONE[kind]


HOWS = {
    "in_person": Text("直接送达", "in person"),
    "left": Text("留置送达", "left with a witness"),
    "post": Text("邮寄送达", "by post"),
    "electronic": Text("电子送达（经同意）", "electronically, with consent"),
    "public": Text("公告送达", "by public notice"),
}
"""Ways a notice is served."""
REMEDIES = {
    "reconsideration": Text("刑事复议", "reconsideration"),
    "review_above": Text("刑事复核", "review above"),
    "prosecutor_query": Text("立案监督", "query by the procuratorate"),
}

PARTIES = {
    "complainant": Text("控告人、报案人", "complainant"),
    "victim": Text("被害人、被侵害人", "victim"),
    "suspect": Text("嫌疑人、违法行为人", "suspect"),
    "witness": Text("证人", "witness"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office that handles cases: one that has a post of a case officer."""

    pk: int
    code: str
    name: Text
    station_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyView:
    """Somebody's part in this case, in words of this case alone."""

    pk: int
    part: str
    name: str
    contact: str

    @property
    def part_label(self) -> Text:
        return PARTIES[self.part]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceView:
    """That a paper was served: to whom, how, when, by whom, and what proves it."""

    paper: str
    to: str
    how: str
    proof: str
    served_at: datetime
    by: str

    @property
    def how_label(self) -> Text:
        return HOWS[self.how]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyView:
    """What was asked against not filing, and what came of it."""

    kind: str
    grounds: str
    is_by_resident: bool
    applied_at: datetime
    outcome: str
    decided_at: datetime | None

    @property
    def kind_label(self) -> Text:
        return REMEDIES[self.kind]

    @property
    def outcome_label(self) -> Text:
        return VERBS[self.outcome] if self.outcome else Text("等待决定", "waits")


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Whether the reporter may ask for reconsideration now, and until when; else why not."""

    may: Verdict
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit of the branch's own that runs on a case: since when, until when, toward what."""

    name: Text
    since: datetime
    due_at: datetime
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case as its desk shows it. To who reads headers alone, words of the matter are empty."""

    pk: int
    number: str
    kind: str
    status: str
    title: str
    is_header: bool
    report: str
    office: Office | None
    officer_id: int | None
    officer: str
    station_id: int | None
    site_id: int
    awaits: str
    """The decision that waits for its second person, or ""."""
    is_at_legal: bool
    is_restricted: bool
    declines: int
    declined_why: str
    circumstance: str
    reason: str
    """Why the last decision was made."""
    registered_at: datetime
    sent_at: datetime
    accepted_at: datetime | None
    review_started_at: datetime | None
    decided_at: datetime | None
    closed_at: datetime | None
    outcome: str
    converted_to: str
    review_on: date | None
    """The day on which a suspended case is looked at again."""
    rules: str

    @property
    def subject(self) -> str:
        return f"case:{self.number}"

    @property
    def kind_label(self) -> Text:
        return KINDS[self.kind]

    @property
    def status_label(self) -> Text:
        return CASE.state_labels[self.status]

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def holds_property(self) -> bool:
        """Its things may be handed on."""
        return self.status in HOLDS_PROPERTY

    @property
    def verbs(self) -> tuple[str, ...]:
        return CASE.verbs(self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """What a report's own desk may tell of the case that goes on with it."""

    number: str
    kind_label: Text
    status: str
    status_label: Text
    office: Text | None
    is_at_legal: bool
    declined_why: str
