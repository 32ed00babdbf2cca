"""The ways out: one small function each, `send(message, target)`; a message bears a key.

Each returns True when it is known to have arrived, False when it was taken on, and raises
`NotTaken` otherwise. The same key may come twice: after a crash between sending and noting it.
"""

from dataclasses import dataclass
from datetime import datetime

from quanju.domains.kernel.types import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What leaves the house: to whose account, which words, by which key.

    Who has no account is told at the `address` that they chose for that one matter.
    """

    key: str
    account: str
    kind: str
    subject: Text
    words: str
    about: str
    told_at: datetime
    address: str = ""
