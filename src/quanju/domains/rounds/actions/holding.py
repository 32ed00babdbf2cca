"""Holding a round still, and what is written down about it."""

from datetime import datetime
from typing import Any

from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel.held import held
from quanju.domains.patrol.queries import units
from quanju.domains.people.queries.organisations import station_of
from quanju.domains.people.types import Actor, station_subjects
from quanju.domains.rounds.actions.guards import (
    hold_carrier,
)
from quanju.domains.rounds.models import PatrolRound
from quanju.domains.rounds.permissions import may_go_round


def held_round(round: int, by: Actor) -> PatrolRound:
    """The round, locked; refuses whoever may not go it."""
    # The unit first, as those do who send it to a call and pause its round by that.
    hold_carrier(PatrolRound.objects.filter(pk=round).values_list("unit", flat=True).first(), None)
    rows = PatrolRound.objects.select_related("organisation__parent__parent")
    row = held(rows, f"round:{round}", pk=round)
    crew = {row.person_id} if row.person_id else set()
    if row.unit_id is not None:
        riding = units.crews_of([row.unit_id])[row.unit_id]
        crew = {*riding, *units.roster_of(row.unit_id)}
    may_go_round(by, crew=frozenset(crew), station_id=station_of(row.organisation)).or_refuse()
    return row


def note(
    event: Event,
    row: PatrolRound,
    by: Actor,
    at: datetime,
    *,
    urgent: bool = False,
    **facts: Any,
) -> None:
    """Record an entry about the round; related are its zone, its station and its unit."""
    related = [f"zone:{row.zone}", *station_subjects(station_of(row.organisation))]
    if row.unit_id is not None and row.unit is not None:
        related.append(row.unit.subject)
    record(event, subject=row.subject, by=by, at=at, facts=facts, related=related, urgent=urgent)
