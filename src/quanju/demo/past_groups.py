"""The archive behind the demo: 428 groups that have ended, 78 of them urgent (article, 221-222).

Matters and places, no persons. From one seed, in bulk; what they say is put together from the
lines of `past_groups.toml`.
"""

import random
import tomllib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from quanju.domains.coordination.actions.history import (
    PastGroup,
    PastItem,
    PastMember,
    load_past_groups,
)
from quanju.domains.coordination.queries.review import review_rules
from quanju.domains.dispatch.actions.history import PastIncident
from quanju.domains.kernel.days import local_time
from quanju.domains.people.queries.organisations import below, organisation, organisations_with
from quanju.domains.people.queries.recipients import Holder, holders_listed
from quanju.domains.people.types import SERVICE

SEED = 20260428
LINES = Path(__file__).with_name("past_groups.toml")
WAITING = 5
"""The last to close are not archived yet: they wait for the archive's seat."""
OFFICES = (
    "station_command",
    "case_officer",
    "community_officer",
    "dispatcher",
    "legal_supervision",
)
OWN = 0.4
"""So many of a seat are those of whoever enters with one click: there is something to look at."""
ANSWERED_S = (20, 900)


def load_groups_of_the_past(
    past: Sequence[PastIncident], at: datetime, days: int, *, offered: Collection[int] = ()
) -> int:
    """Draw them over the days behind the demo and store them; `offered` are the people that one
    enters as with one click."""
    chance = random.Random(SEED)
    kinds = tomllib.loads(LINES.read_text("utf-8"))["kind"]
    wanted = [kind for kind in kinds for _ in range(kind["count"])]
    chance.shuffle(wanted)
    seats = _Seats(at, offered)
    begun = sorted(at - timedelta(days=days * chance.uniform(0.12, 0.99)) for _ in wanted)
    rows = []
    for number, (kind, begun_at) in enumerate(zip(wanted, begun, strict=True)):
        incident = _incident(past, kind, begun_at, chance)
        is_waiting = number >= len(wanted) - WAITING
        rows.append(_group(kind, incident, begun_at, seats, chance, at, days, is_waiting))
    return load_past_groups(rows, by=SERVICE, at=at)


class _Seats:
    """Who holds which office, by the station that they answer for."""

    def __init__(self, at: datetime, offered: Collection[int]) -> None:
        self.people = holders_listed(roles=OFFICES, at=at)
        self.offered = offered
        self.stations = [
            place.parent for place in organisations_with(["station_command"]) if place.parent
        ]
        self.inside = {one.pk: below(organisation(one.pk)) for one in self.stations}
        self.answers = {row.code: row for row in review_rules(at).requirement}
        self.mechanisms = [row.code for row in review_rules(at).mechanism]

    def of(self, role: str, station: int | None, chance: random.Random) -> Holder:
        """Somebody of an office, at a station if it is one of a station."""
        inside = self.inside.get(station or 0)
        found = [one for one in self.people if one.role == role]
        near = [one for one in found if inside is None or one.organisation_id in inside] or found
        at_the_door = [one for one in near if one.person_id in self.offered]
        return chance.choice(at_the_door if at_the_door and chance.random() < OWN else near)


def _incident(
    past: Sequence[PastIncident], kind: Mapping[str, Any], at: datetime, chance: random.Random
) -> PastIncident:
    """A closed incident about that time, of a fitting class where the type has one."""
    whole = len(past)
    span = (past[-1].created_at - past[0].created_at) / whole if whole > 1 else timedelta(hours=1)
    place = min(max(int((at - past[0].created_at) / max(span, timedelta(seconds=1))), 0), whole - 1)
    near = past[max(place - 60, 0) : place + 60]
    fitting = [one for one in near if one.class_code in kind.get("classes", ())]
    return chance.choice(fitting or near)


def _group(
    kind: Mapping[str, Any],
    incident: PastIncident,
    begun_at: datetime,
    seats: _Seats,
    chance: random.Random,
    at: datetime,
    days: int,
    is_waiting: bool,
) -> PastGroup:
    station = incident.station_id or chance.choice(seats.stations).pk
    begun_at = incident.created_at + timedelta(minutes=2) if kind["is_urgent"] else begun_at
    most = timedelta(days=days) * 0.06
    lasted = min(timedelta(hours=chance.uniform(*kind["hours"])), most * chance.uniform(0.5, 1.0))
    closed = begun_at + lasted
    late = timedelta(days=min(chance.choice((1, 1, 2, 3, 5, 9)), days * 0.04))
    people = _members(station, seats, chance)
    matter = chance.choice(kind["matters"])
    filled = {"place": incident.address, "matter": matter}
    items = _items(kind, lasted, chance)
    return PastGroup(
        kind=kind["code"],
        title=kind["title"].format(**filled)[:60],
        facts={
            "what": kind["what"].format(**filled),
            "where_when": f"{incident.address} {local_time(begun_at):%Y-%m-%d %H:%M}",
            "basis": kind["basis"],
            "closing": kind["closing"],
        },
        incident=incident.number if kind["is_urgent"] else "",
        responsible_id=station,
        members=people,
        said=_said(kind, filled, lasted, chance),
        items=items,
        answers={code: chance.random() < 0.93 for code in seats.answers},
        mechanisms=dict.fromkeys(seats.mechanisms, "已落实"),
        outcome=chance.choice(kind["outcomes"]),
        result=chance.choice(kind["results"]) if kind["is_urgent"] else "",
        rating=chance.choice((3, 4, 4, 5, 5)),
        begun_at=begun_at,
        closed_at=closed,
        archived_at=None if is_waiting else min(closed + late, at - timedelta(minutes=1)),
    )


def _members(station: int, seats: _Seats, chance: random.Random) -> tuple[PastMember, ...]:
    asked = (
        ("initiator", "lead", "community_officer"),
        ("responsible", "owner", "station_command"),
        ("command", "duty_command", "dispatcher"),
        ("supervision", "observer", "legal_supervision"),
        ("", "support", "case_officer"),
    )
    found: dict[int, PastMember] = {}
    for seat, role, office in asked:
        holder = seats.of(office, station, chance)
        after = timedelta(seconds=chance.uniform(*ANSWERED_S) if found else 0)
        made = PastMember(holder.person_id, seat, role, str(holder.title), after)
        found.setdefault(holder.person_id, made)
    return tuple(found.values())


def _said(
    kind: Mapping[str, Any], filled: dict[str, str], lasted: timedelta, chance: random.Random
) -> tuple[tuple[int, timedelta, str], ...]:
    lines = [line.format(**filled) for line in kind["said"]]
    moments = sorted(lasted * chance.uniform(0.01, 0.95) for _ in lines)
    # The seat of supervision (3) reads and reviews.
    return tuple(
        (chance.choice((0, 1, 2)), after, line) for after, line in zip(moments, lines, strict=True)
    )


def _items(
    kind: Mapping[str, Any], lasted: timedelta, chance: random.Random
) -> tuple[PastItem, ...]:
    made = []
    for title, result in kind["items"][: chance.choice((2, 3, 3, 4))]:
        asked = lasted * chance.uniform(0.02, 0.3)
        done = asked + (lasted - asked) * chance.uniform(0.1, 0.8)
        due = asked + (done - asked) * chance.uniform(0.8, 1.8)
        made.append(PastItem(title, 2, 1, asked, due, done, result))
    return tuple(made)
