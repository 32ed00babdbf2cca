"""What patrol asks about posts: where staging was planned, and who stood there."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Min

from quanju.domains.duty.models import PlannedShift
from quanju.domains.duty.ports import walks
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.spans import Stay, without
from quanju.domains.patrol.types.standing import POLICE_FORCES


def first_planned() -> datetime | None:
    """When the first duty at a staging point begins; None while there is none."""
    rows = PlannedShift.objects.filter(staging_point__isnull=False)
    first: datetime | None = rows.aggregate(first=Min("duty_from"))["first"]
    return first


def planned_spans(since: datetime, until: datetime) -> Iterable[tuple[int, datetime, datetime]]:
    """Point, beginning and end of the staging that was planned, whether or not anybody came."""
    rows = PlannedShift.objects.within(since, until).exclude(status="cancelled")
    for point, begins, ends in rows.values_list("staging_point", "duty_from", "duty_until"):
        if point is not None:
            yield point, begins, ends


def staffed_shifts(
    since: datetime, until: datetime, at: datetime
) -> list[tuple[int, int | None, list[Stay]]]:
    """Point, unit and stays of the police shifts that checked in there, in seconds since 1970.

    Whoever left for a call and is not back stays no longer, nor does a unit while it goes a round;
    calls known to the rooms above are not taken out here.
    """
    walked: dict[int, list[Stay]] = {}
    for told in walks:
        for walker, spans in told.round_spans(since, until, at).items():
            walked.setdefault(walker, []).extend(spans)
    rows = PlannedShift.objects.within(since, until + timedelta(days=1)).filter(
        staging_point__isnull=False, checked_in_at__lt=until, force_type__in=POLICE_FORCES
    )
    found: list[tuple[int, int | None, list[Stay]]] = []
    for point, unit, came, left, away, ends in rows.values_list(
        "staging_point", "unit", "checked_in_at", "ended_at", "left_at", "duty_until"
    ):
        if came is None or point is None:
            continue
        stay = (came.timestamp(), (left or min(ends, at)).timestamp())
        holes = list(walked.get(unit or 0, ()))
        if away is not None:
            holes.append((away.timestamp(), at.timestamp()))
        found.append((point, unit, without(stay, holes)))
    return found


def planned_days(since: datetime, until: datetime) -> set[date]:
    """Local days on which staging was planned at all: of others nobody knows who stood where."""
    rows = PlannedShift.objects.within(since, until).exclude(status="cancelled")
    spans = rows.filter(staging_point__isnull=False).values_list("duty_from", "duty_until")
    return {local_day(moment) for span in spans for moment in span}
