"""When a call was answered, carried through its form and back, signed: nobody types a moment."""

from datetime import datetime

from django.core import signing

SALT = "dispatch_desk.answered"


def sealed_moment(at: datetime) -> str:
    """For a hidden field of the call form that was opened at this moment."""
    return signing.dumps(at.isoformat(), salt=SALT)


def opened_moment(text: str) -> datetime | None:
    """The moment again; None for what is forged or empty, and the call counts as answered now."""
    try:
        return datetime.fromisoformat(signing.loads(text, salt=SALT))
    except signing.BadSignature:
        return None
