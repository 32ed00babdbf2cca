"""What other services were asked, and what was offered to other bodies, as pages see it."""

from dataclasses import dataclass
from datetime import datetime

from quanju.domains.dispatch.services import TOLD_BY
from quanju.domains.dispatch.workflow import HANDOVER, SERVICE_REQUEST
from quanju.domains.kernel.types import Text

SERVICE_VERBS = SERVICE_REQUEST.verb_labels
SOURCES = TOLD_BY
TONES = {
    "there": "good",
    "done": "good",
    "refused": "bad",
    "wanted": "warn",
    "called_off": "hollow",
}
TOWARD = {
    "wanted": Text("待联系", "to be asked"),
    "asked": Text("等答复", "answer"),
    "taken": Text("等到场", "arrival"),
    "coming": Text("等到场", "arrival"),
}


@dataclass(frozen=True, slots=True)
class StepTold:
    """One step of a request: when, and who had told it."""

    verb: str
    at: datetime
    told_by: str

    @property
    def label(self) -> Text:
        return SERVICE_VERBS[self.verb]

    @property
    def source(self) -> Text | None:
        return TOLD_BY.get(self.told_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceView:
    """A request to a service; `silent_at` is when it counts as silent."""

    number: str
    service: str
    name: Text
    line: Text
    phone: str
    state: str
    reference: str
    since_at: datetime
    silent_at: datetime | None
    turn_reason: str
    refusal: str
    steps: tuple[StepTold, ...]

    @property
    def label(self) -> Text:
        return SERVICE_REQUEST.state_labels[self.state]

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "accent")

    @property
    def verbs(self) -> list[tuple[str, Text]]:
        """What may be told of it next; asking and refusing have their own forms."""
        own = ("ask", "refuse", "call_off")
        may = SERVICE_REQUEST.verbs(self.state)
        return [(one, SERVICE_VERBS[one]) for one in may if one not in own]

    @property
    def may_end(self) -> bool:
        """Whether it may still be refused or called off."""
        return "call_off" in SERVICE_REQUEST.verbs(self.state)

    @property
    def may_refuse(self) -> bool:
        return "refuse" in SERVICE_REQUEST.verbs(self.state)

    @property
    def crew_verb(self) -> str:
        """What a crew at the scene sees of it: that it is there, then that it is done."""
        may = SERVICE_REQUEST.verbs(self.state)
        return next((one for one in ("finish", "arrive") if one in may), "")

    @property
    def crew_words(self) -> Text:
        """They name who: several stand below each other, with buttons that look alike."""
        who = self.line or self.name
        if self.crew_verb == "arrive":
            return Text(f"{who.zh}到了", f"{who.en}: here")
        return Text(f"{who.zh}已完成", f"{who.en}: done")

    @property
    def toward(self) -> Text:
        return TOWARD[self.state]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceOffer:
    """A service that may be asked now: by which line, and why it is that one's turn."""

    code: str
    key: str
    name: Text
    line: str
    line_name: Text
    phone: str
    why: Text
    others: tuple[tuple[str, Text], ...]
    is_open: bool
    """One such request stands open already."""

    @property
    def button(self) -> Text:
        """The service, and whose turn it is where several do the same."""
        if not self.others:
            return self.name
        return Text(f"{self.name.zh}·{self.line_name.zh}", f"{self.name.en}: {self.line_name.en}")

    @property
    def hint(self) -> str:
        """What the one line takes, the number to ring, and why it is that one's turn."""
        told = [f"/ {self.key}", self.phone, str(self.why) if self.others else ""]
        return " · ".join(one for one in told if one)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverView:
    """A handover and how it ended."""

    number: str
    name: Text
    phone: str
    state: str
    fields: tuple[str, ...]
    withheld: tuple[Text, ...]
    reason: str
    reference: str
    answer: str
    offered_at: datetime
    answered_at: datetime | None
    silent_at: datetime | None

    @property
    def label(self) -> Text:
        return HANDOVER.state_labels[self.state]

    @property
    def tone(self) -> str:
        return {"accepted": "good", "refused": "bad", "offered": "warn"}.get(self.state, "hollow")

    @property
    def is_open(self) -> bool:
        return self.state == "offered"
