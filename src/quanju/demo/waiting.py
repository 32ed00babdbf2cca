"""What waits in the demo beside the day: clocks of the law, a post that is asked for."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from quanju.demo.past import cases_of
from quanju.domains.approvals.actions import approve
from quanju.domains.deadlines.actions.clocks import start_clock
from quanju.domains.dispatch.actions.history import PastIncident
from quanju.domains.geo.actions.place_notes import propose_place_note
from quanju.domains.geo.queries.places import places_of
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.transaction import write
from quanju.domains.people.actions.appointments import appoint
from quanju.domains.people.queries.organisations import posts
from quanju.domains.people.types import SERVICE

if TYPE_CHECKING:  # its tables exist in the demo alone
    from quanju.demo.cast import Cast

PUBLIC_ORDER_CASE = "A2"
"""Deciding a public-order case, in the table of statutory clocks: 30 days."""
FILED_DAYS_AGO = (36, 29, 27, 24)
"""One is over, three are amber: legal supervision has four to look at."""
ROLE, AT = "community_officer", "zhengyang"
"""The post that is asked for, at the station whose command room the sign-in page enters."""
TERM = timedelta(days=180)

NOTES = (
    ("hazard", "北侧台阶夜间无灯，雨雪天结冰", "night_market"),
    ("entrance", "急诊入口在东门，正门夜间关闭", "hospital"),
)
"""What crews should know of a place, and at what kind of place it stands; the last one waits."""
NOTED_FOR = timedelta(days=60)


def start_clocks(past: Iterable[PastIncident], at: datetime) -> int:
    """Cases opened on these days run under their clock; a day without a case is left out."""
    by_day = {local_day(one.created_at): one for one in cases_of(past)}
    today = local_day(at)
    found = [by_day[day] for n in FILED_DAYS_AGO if (day := today - timedelta(days=n)) in by_day]
    with write():
        for one in found:
            start_clock(
                subject=f"incident:{one.number}",
                number=PUBLIC_ORDER_CASE,
                start=local_day(one.created_at),
                purpose="investigate",
                by=SERVICE,
                at=at,
            )
    return len(found)


def ask_for_a_post(at: datetime, cast: "Cast") -> bool:
    """The administrator proposes a post at a station: its command room or a leader decides."""
    keepers, officers = (cast.of_role(role, at) for role in ("system_admin", "patrol_unit"))
    teams = [one for one in posts(at=at) if one.role == ROLE and one.code.startswith(AT)]
    if not (keepers and officers and teams):
        return False
    appoint(
        person=officers[0].person_id or 0,
        post=teams[0].pk,
        valid_from=at + timedelta(days=1),
        valid_until=at + TERM,
        by=keepers[0],
        at=at,
    )
    return True


def note_places(at: datetime, cast: "Cast") -> int:
    """Notes on public places: the last waits for a second person, the others stand."""
    proposed = []
    for kind, text, place_kind in NOTES:
        for place in places_of([place_kind])[:1]:
            proposed.append(
                propose_place_note(
                    kind=kind,
                    about="public_place",
                    place=place.name.zh,
                    text=text,
                    lon=place.lon,
                    lat=place.lat,
                    until_on=local_day(at + NOTED_FOR),
                    by=cast.desk(at),
                    at=at,
                )
            )
    for one in proposed[:-1]:
        approve(proposal=one.pk, by=cast.leader(at), at=at)
    return len(proposed)
