"""Questions about rounds."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from quanju.domains.kernel.spans import Stay
from quanju.domains.kernel.types import NotFound
from quanju.domains.patrol.queries.units import unit_ridden_by
from quanju.domains.people.queries.organisations import station_of
from quanju.domains.people.types import Actor
from quanju.domains.rounds.models import Checkpoint, PatrolRound
from quanju.domains.rounds.rules import ROUND_PLACES, RoundPlaces
from quanju.domains.rounds.types import CheckpointView, PastRound, RoundView
from quanju.domains.rounds.workflow import LIVE_ROUNDS, UNDER_WAY
from quanju.domains.rulebook.queries import in_force


def rounds(
    *, since: datetime, until: datetime, zone: int | None = None, mode: str = ""
) -> list[RoundView]:
    """The rounds that touch a span, by time."""
    rows = PatrolRound.objects.filter(duty_from__lt=until, duty_until__gt=since)
    if zone is not None:
        rows = rows.filter(zone=zone)
    if mode:
        rows = rows.filter(mode=mode)
    return _views(rows.order_by("duty_from", "pk"))


def rounds_of(actor: Actor, *, since: datetime) -> list[RoundView]:
    """The rounds one rides, walks or looks, that are not over before `since`."""
    riding = unit_ridden_by(actor.person_id or 0)
    mine = Q(person=actor.person_id or 0) | Q(unit=riding.pk if riding else 0)
    rows = PatrolRound.objects.filter(mine, duty_until__gt=since)
    return _views(rows.exclude(status="cancelled").order_by("duty_from", "pk"))


def rounds_of_unit(unit: int, *, since: datetime, until: datetime) -> list[RoundView]:
    """The rounds of a unit that touch a span, and whatever it has under way; by time."""
    span = Q(duty_from__lt=until, duty_until__gt=since) | Q(status__in=UNDER_WAY)
    rows = PatrolRound.objects.filter(span, unit=unit).exclude(status="cancelled")
    return _views(rows.order_by("duty_from", "pk"))


def rounds_in_the_way(*, since: datetime, until: datetime) -> dict[int, RoundView]:
    """By unit, the first round of a span, or under way, that keeps it from another."""
    span = Q(status__in=LIVE_ROUNDS, duty_from__lt=until, duty_until__gt=since)
    rows = PatrolRound.objects.filter(span | Q(status__in=UNDER_WAY), unit__isnull=False)
    found: dict[int, RoundView] = {}
    for view in _views(rows.order_by("duty_from", "pk")):
        found.setdefault(view.unit or 0, view)
    return found


def past_rounds(*, since: datetime, until: datetime) -> list[PastRound]:
    """Where crews went or were to go between two moments, newest first; never who.

    What was seen stands in the order in which it was seen, a round only planned in that planned.
    """
    rows = PatrolRound.objects.filter(duty_from__gte=since, duty_from__lt=until)
    rows = rows.exclude(status="cancelled").exclude(mode="video").order_by("-duty_from", "-pk")
    places: dict[int, list[tuple[datetime, float, float]]] = {}
    stops = Checkpoint.objects.filter(round__in=rows, lon__isnull=False).exclude(status="skipped")
    for round, due, done, lon, lat in stops.values_list("round", "due_at", "done_at", "lon", "lat"):
        if lon is not None and lat is not None:
            places.setdefault(round, []).append((done or due, lon, lat))
    return [
        PastRound(
            pk=row.pk,
            mode=row.mode,
            duty_from=row.duty_from,
            places=tuple((lon, lat) for _, lon, lat in sorted(places[row.pk])),
        )
        for row in rows
        if row.pk in places
    ]


def round_view(pk: int) -> RoundView:
    """One round with its checkpoints; `NotFound` when there is none."""
    found = _views(PatrolRound.objects.filter(pk=pk))
    if not found:
        raise NotFound(subject=f"round:{pk}")
    return found[0]


def round_counts(
    *, since: datetime, until: datetime
) -> dict[tuple[int, str], tuple[int, int, int]]:
    """Planned, started and completed rounds by zone and mode (PAT-06)."""
    found: dict[tuple[int, str], list[int]] = {}
    rows = PatrolRound.objects.filter(duty_from__lt=until, duty_until__gt=since)
    for zone, mode, status, started in rows.exclude(status="cancelled").values_list(
        "zone", "mode", "status", "started_at"
    ):
        counts = found.setdefault((zone, mode), [0, 0, 0])
        counts[0] += 1
        counts[1] += started is not None
        counts[2] += status == "completed"
    return {key: (a, b, c) for key, (a, b, c) in found.items()}


def _views(rows: QuerySet[PatrolRound]) -> list[RoundView]:
    listed = list(rows.select_related("organisation__parent__parent", "unit"))
    stops: dict[int, list[Checkpoint]] = {}
    for stop in Checkpoint.objects.filter(round__in=[row.pk for row in listed]).order_by(
        "round", "position"
    ):
        stops.setdefault(stop.round_id, []).append(stop)
    return [_view(row, stops.get(row.pk, ())) for row in listed]


def _view(row: PatrolRound, stops: Sequence[Checkpoint]) -> RoundView:
    return RoundView(
        pk=row.pk,
        mode=row.mode,
        zone=row.zone,
        unit=row.unit_id,
        call_sign=row.unit.call_sign if row.unit else "",
        person_id=row.person_id,
        organisation=row.organisation.name,
        station_id=station_of(row.organisation),
        duty_from=row.duty_from,
        duty_until=row.duty_until,
        status=row.status,
        status_label=row.status_label,
        started_at=row.started_at,
        ended_at=row.ended_at,
        cut_because=row.cut_because,
        findings=row.findings,
        checkpoints=tuple(_stop(stop) for stop in stops),
    )


def _stop(row: Checkpoint) -> CheckpointView:
    return CheckpointView(
        pk=row.pk,
        position=row.position,
        name=row.name,
        camera=row.camera,
        lon=row.lon,
        lat=row.lat,
        due_at=row.due_at,
        stay_min=row.stay_min,
        status=row.status,
        status_label=row.status_label,
        done_at=row.done_at,
        outcome=row.outcome,
        note=row.note,
        metres=row.metres,
        incident=row.incident,
    )


def units_walking() -> set[int]:
    """The units that are out on a round, or have paused one for a call."""
    rows = PatrolRound.objects.filter(status__in=UNDER_WAY, unit__isnull=False)
    return {unit for unit in rows.values_list("unit", flat=True) if unit is not None}


def round_spans(since: datetime, until: datetime, at: datetime) -> dict[int, list[Stay]]:
    """When each unit was out on a round, in seconds since 1970; one under way lasts until `at`."""
    rows = PatrolRound.objects.filter(
        unit__isnull=False,
        started_at__lt=until,
        duty_from__gt=since - timedelta(days=1),
    ).exclude(ended_at__lt=since)
    found: dict[int, list[Stay]] = {}
    for unit, begun, ended in rows.values_list("unit", "started_at", "ended_at"):
        if unit is not None and begun is not None:
            found.setdefault(unit, []).append((begun.timestamp(), (ended or at).timestamp()))
    return found


def round_places(at: datetime) -> RoundPlaces:
    """What places of rounds are worth, and when one is seen there."""
    return in_force(ROUND_PLACES, at=at).content
