"""Telephone systems and their news, for tests."""

from datetime import timedelta

from tests.builders.people import NOON, an_actor

from quanju.domains.dispatch.actions import telephone
from quanju.domains.dispatch.actions.bridges import add_bridge
from quanju.domains.dispatch.actions.telephone import Told
from quanju.domains.people.types import Actor

NEWS = {
    "ringing": telephone.line_rings,
    "claimed": telephone.line_claimed,
    "ended": telephone.line_ended,
    "abandoned": telephone.line_abandoned,
}


def after(seconds):
    return NOON + timedelta(seconds=seconds)


class System:
    """A telephone system with its key, and what it tells of call `a` unless another is named."""

    def __init__(self, name="110", at=NOON):
        self.row, self.key = add_bridge(name=name, by=an_actor("system_admin"), at=at)
        self.by = Actor(subject=self.row.subject, role="")

    def tells(self, event, when, *, call="a", now=None, **more):
        told = Told(call=call, told_at=when, **more)
        return NEWS[event](bridge=self.row.pk, told=told, by=self.by, at=now or after(60))
