"""Offices on duty, and groups of them."""

from datetime import timedelta

from tests.builders.people import NOON, a_station, an_actor

from quanju.domains.coordination.actions.members import join_group
from quanju.domains.coordination.actions.opening import open_group
from quanju.domains.coordination.types import GroupView
from quanju.domains.kernel.transaction import write
from quanju.domains.people.models import Duty
from quanju.domains.people.types import Actor

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FACTS = {
    "what": "两家店铺因门前堆物争吵",
    "where_when": "胜利街与中央大街路口 11:40",
    "basis": "化解纠纷，防止升级",
    "closing": "双方签字",
}


def on_duty(role: str, **more: object) -> Actor:
    """Somebody of that office, on duty in it."""
    actor = an_actor(role, **more)
    with write():
        Duty.objects.create(
            person_id=actor.person_id, post_id=actor.post_id, started_at=NOON - HOUR
        )
    return actor


def the_offices() -> dict[str, Actor]:
    """One of each office that preset A calls, on duty; the station answers for the matter."""
    return {
        "dispatcher": on_duty("dispatcher"),
        "legal": on_duty("legal_supervision"),
        "station": on_duty("station_command"),
    }


def an_opener() -> Actor:
    """An officer at the station."""
    return an_actor("community_officer")


def a_group(
    by: Actor | None = None, *, kind: str = "dispute_mediation", at=NOON, **more: object
) -> GroupView:
    """A group with its four seats called, opened by an officer of the station."""
    said = {"title": "胜利街店铺纠纷", "facts": FACTS, "responsible": a_station().pk, **more}
    if by is None:
        the_offices()
    return open_group(kind=kind, by=by or an_opener(), at=at, **said)


def joined(view: GroupView, *actors: Actor, at=NOON) -> GroupView:
    """These members are there."""
    for one in actors:
        view = join_group(group=view.number, by=one, at=at)
    return view
