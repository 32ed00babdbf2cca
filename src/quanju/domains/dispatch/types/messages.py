"""Messages to crews as pages and phones see them."""

from dataclasses import dataclass
from datetime import datetime

from quanju.domains.kernel.types import Text

EVERYBODY, FORCE, ZONE, UNIT, AT_INCIDENT = "all", "force", "zone", "unit", "incident"
"""Whom a message is sent to: `all`, `force:…`, `zone:…`, `unit:…`, `incident` (its crews)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptView:
    """What became of a message at one unit; after `late_at` what is not shown goes by radio."""

    call_sign: str
    late_at: datetime
    shown_at: datetime | None
    read_at: datetime | None
    read_by: str
    radio_at: datetime | None

    @property
    def is_unseen(self) -> bool:
        return self.shown_at is None and self.radio_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """A message with its receipts by unit."""

    number: str
    incident: str
    to: Text
    sentence: Text
    text: str
    sent_at: datetime
    until_at: datetime | None
    is_live: bool
    receipts: tuple[ReceiptView, ...]

    @property
    def shown(self) -> int:
        return sum(one.shown_at is not None for one in self.receipts)

    @property
    def read(self) -> int:
        return sum(one.read_at is not None for one in self.receipts)

    @property
    def unseen(self) -> list[ReceiptView]:
        """Units whose phones do not show it and that nobody told by radio."""
        return [one for one in self.receipts if one.is_unseen]

    @property
    def late_at(self) -> datetime | None:
        """From when on the desk is told to take the radio."""
        return min((one.late_at for one in self.unseen), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneMessage:
    """A message on a crew's phone."""

    number: str
    sentence: Text
    text: str
    incident: str
    is_own_incident: bool
    sent_at: datetime
    shown_at: datetime | None
    read_at: datetime | None
    read_by: str
