"""What was told by radio, as the desk is shown it."""

from dataclasses import dataclass
from datetime import datetime

from quanju.domains.kernel.types import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RadioEntryView:
    """Something that was entered for a crew, and until when it may be taken back."""

    pk: int
    call_sign: str
    what: Text
    entered_at: datetime
    until_at: datetime
