"""Calls and telephone systems as desks, lists and the machine face see them."""

from dataclasses import dataclass
from datetime import datetime

from quanju.domains.dispatch.workflow import CALL, LOST_CALL
from quanju.domains.kernel.types import Text


@dataclass(frozen=True, slots=True)
class CallerPlace:
    """Where the network saw the telephone of this very call; by itself no place of an incident."""

    lon: float
    lat: float
    radius_m: float


@dataclass(frozen=True, slots=True)
class BridgeView:
    """A telephone system as the desk and the administration see it."""

    pk: int
    name: str
    added_at: datetime
    withdrawn_at: datetime | None
    heard_at: datetime | None

    @property
    def subject(self) -> str:
        return f"bridge:{self.pk}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    """A call as the call desk sees it."""

    pk: int
    number: str
    state: str
    channel: str
    caller_number: str
    is_anonymous: bool
    said: str
    incident: str
    handed_to: str
    closing_code: str
    ringing_at: datetime
    has_ring: bool
    answered_at: datetime | None
    hung_up_at: datetime | None
    line: str
    has_recording: bool
    place: CallerPlace | None
    in_hand_of: int | None
    is_call_back: bool

    @property
    def subject(self) -> str:
        return f"call:{self.number}"

    @property
    def label(self) -> Text:
        return CALL.state_labels[self.state]


@dataclass(frozen=True, slots=True, kw_only=True)
class LostCallView:
    """Somebody to be called back; the number is there while it may have to be dialled."""

    pk: int
    state: str
    since_at: datetime
    due_at: datetime
    called_back_at: datetime | None
    calls: tuple[str, ...]
    caller_number: str
    line: str
    incident: str

    @property
    def label(self) -> Text:
        return LOST_CALL.state_labels[self.state]

    @property
    def number(self) -> str:
        """The number of the last call of it."""
        return self.calls[-1] if self.calls else ""
