"""A call goes before a round: what rooms that send units tell their rounds."""

from collections.abc import Iterable
from datetime import datetime

from quanju.domains.journal.actions.entries import record
from quanju.domains.people.queries.organisations import station_of
from quanju.domains.people.types import Actor, station_subjects
from quanju.domains.rounds import events
from quanju.domains.rounds.models import PatrolRound
from quanju.domains.rounds.workflow import ROUND


def pause_rounds_of(units: Iterable[int], *, because: str, by: Actor, at: datetime) -> list[int]:
    """Pause the rounds that these units have under way; returns them.

    For rooms above, inside their write and with the units held: whoever may send a unit to
    `because` (an incident's subject) pauses its round by that. The crew goes on when it is free.
    """
    rows = PatrolRound.objects.select_for_update(of=("self",)).select_related(
        "unit", "organisation__parent__parent"
    )
    paused = []
    for row in rows.filter(unit__in=list(units), status="started").order_by("pk"):
        before, row.status = row.status, ROUND.after(row.status, "pause")
        row.paused_at = at
        row.save(update_fields=["status", "paused_at"])
        related = [f"zone:{row.zone}", because, *([row.unit.subject] if row.unit else [])]
        related += station_subjects(station_of(row.organisation))
        facts = {"before": before, "after": row.status}
        record(events.ROUND_MOVED, subject=row.subject, by=by, at=at, facts=facts, related=related)
        paused.append(row.pk)
    return paused
