"""A complaint about police that came by telephone: a letter like any other."""

from datetime import datetime

from quanju.domains.dispatch.ports import Registered
from quanju.domains.people.types import Actor
from quanju.domains.reception.actions.letters import send_letter


def register_by_telephone(*, text: str, contact: str, by: Actor, at: datetime) -> Registered:
    """Register what a dispatcher heard; legal supervision's from the first second (REC-11)."""
    said = {"text": text, "contact": contact}
    receipt = send_letter(kind="complaint", said=said, by=by, at=at)
    return Registered(receipt.number, receipt.code)
