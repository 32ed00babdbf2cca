"""Who should go: gathering what is known now, and opening a receipt again later."""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Value, When

from quanju.domains.dispatch.decision import UnitFacts, decide, digest_of, inputs_of
from quanju.domains.dispatch.models import Assignment, Incident, Receipt, Reservation
from quanju.domains.dispatch.permissions import may_read_receipts
from quanju.domains.dispatch.plans import RESPONSE_PLANS
from quanju.domains.dispatch.queries.places import PlaceView, Point, points_within
from quanju.domains.dispatch.queries.plans import situation
from quanju.domains.dispatch.rules import INCIDENT_CLASSES
from quanju.domains.dispatch.types import ReceiptView, Recommendation, Replayed
from quanju.domains.dispatch.views import place_view
from quanju.domains.dispatch.workflow import AT_WORK
from quanju.domains.geo.queries import roads
from quanju.domains.journal.actions.entries import consult
from quanju.domains.kernel.prepared import Prepared
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.patrol.queries import tables
from quanju.domains.patrol.queries import units as units_queries
from quanju.domains.patrol.types.standing import UnitToSend
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

MOST_COVER = 8
"""For how many of the soonest units the cover they leave is worked out."""


def recommend(*, incident: str, at: datetime, level: int | None = None) -> Recommendation:
    """The list for an open incident as everything stands at `at`; reads only.

    `level` asks what another level of alarm would send.
    """
    rows = _INCIDENT(number=incident)
    if not rows:
        raise NotFound(subject=f"incident:{incident[:20]}")
    (row,) = rows
    return recommend_for(
        type_code=row.type_code,
        grade=row.grade,
        place=place_view(row),
        zone=row.zone,
        station=row.station_id,
        at=at,
        incident=row.pk,
        level=row.alarm_level if level is None else level,
        since=row.created_at,
    )


def recommend_for(
    *,
    type_code: str,
    grade: int,
    place: PlaceView,
    zone: int | None = None,
    station: int | None = None,
    at: datetime,
    incident: int | None = None,
    level: int = 1,
    since: datetime | None = None,
) -> Recommendation:
    """The list for a type, grade and place, before there is an incident.

    A place that is not exact is reckoned at points that stand for all it may be: each unit by its
    time to the farthest, with that to the nearest beside it. Of an unknown one they are those of
    its zone, else of its station's area; without either there are no times at all. The plan is that
    of the hour in which the incident was entered (`since`), so it does not change under way.
    """
    classes = in_force(INCIDENT_CLASSES, at=at)
    plans = in_force(RESPONSE_PLANS, at=at)
    kind = classes.content.named(type_code)
    if kind is None:
        raise NotFound(subject=f"type {type_code[:30]}")
    units = units_queries.units_to_send()
    points = points_within(place, zone=zone, station=station, at=at)
    tied = _TIED(incident=incident or _NONE, at=at)
    facts = _facts(units, points, tied, at)
    inputs = inputs_of(
        units=facts,
        needs=plans.content.needs(
            kind, grade, situation(place, zone, since or at, plans.content), level
        ),
        # To a colleague in danger goes whoever is nearest, of whatever force.
        preference_s=0 if kind == classes.content.crew_help else plans.content.preference_s,
        stale_s=tables.position_ages(at).stale_s,
        is_enforcement=kind.is_enforcement,
        place=points[0] if points else None,
        area=points if len(points) > 1 else (),
        place_kind=place.kind,
        roads=roads.roads(at).reference,
        rules=(classes.reference, plans.reference),
        going=_going(units, tied, incident),
    )
    return decide(inputs)


def _facts(
    units: list[UnitToSend], points: Sequence[Point], tied: list[Any], at: datetime
) -> list[UnitFacts]:
    busy, nobody = _busy(tied), Text("", "")
    spans = _spans(units, points, at)
    facts = [
        UnitFacts(
            unit_id=unit.pk,
            call_sign=unit.call_sign,
            force_type=unit.force_type,
            crew_size=unit.crew_size,
            agency=unit.agency,
            status=unit.status,
            home_zone=unit.home_zone,
            lon=unit.lon,
            lat=unit.lat,
            position_age_s=unit.position_age_s(at),
            **spans.get(unit.pk, _NO_SPAN),
            busy_zh=busy.get(unit.pk, nobody).zh,
            busy_en=busy.get(unit.pk, nobody).en,
        )
        for unit in units
    ]
    return _with_cover(facts)


_NO_SPAN: dict[str, Any] = {"seconds": None}
_NONE = -1
"""Instead of an incident that is not entered yet."""

_INCIDENT = Prepared(lambda number: Incident.objects.filter(number=number), number=str)


def _of_incident(name: str) -> Subquery:
    return Subquery(Incident.objects.filter(pk=OuterRef("incident_id")).values(name)[:1])


def jobs_that_tie(incident: int, at: datetime) -> QuerySet[Any, Any]:
    """Jobs that stand or were begun for this incident; then what is kept free for another one.

    Rows of unit, incident, its number and state, the job's state ("" of a reservation), whether
    the unit was there, and whether it is at work. Asked with OR, or joined with their incidents,
    SQLite read the jobs or the incidents of all years.
    """
    was_there = Q(arrived_at__isnull=False)
    over = Assignment.objects.filter(was_there, incident=incident, is_active=False)
    kept = Reservation.objects.standing(at).exclude(incident=incident)
    of_incident = ("unit_id", "incident_id", _of_incident("number"), _of_incident("state"))
    there = Case(When(was_there, then=Value(1)), default=Value(0))
    return (
        Assignment.objects.active()
        .order_by()
        .values_list(*of_incident, "state", there, Value(1))
        .union(
            over.order_by().values_list(*of_incident, "state", Value(1), Value(0)),
            kept.order_by().values_list(*of_incident, Value(""), Value(0), Value(0)),
            all=True,
        )
    )


_TIED = Prepared(jobs_that_tie, incident=int, at=datetime)


def _going(units: list[UnitToSend], tied: list[Any], incident: int | None) -> list[tuple[str, int]]:
    """Force and crew of the units that are at work for this incident or have been there."""
    known = {
        unit
        for unit, of, _, incident_state, state, was_there, _ in tied
        if of == incident
        and state
        and (state in AT_WORK or (was_there and incident_state != "reopened"))
    }
    return [(unit.force_type, unit.crew_size) for unit in units if unit.pk in known]


def _busy(tied: list[Any]) -> dict[int, Text]:
    """Units on a job, and those reserved for another incident."""
    busy = {
        unit: Text(f"在办 {number}", f"on {number}")
        for unit, _, number, _, _, _, is_active in tied
        if is_active
    }
    for unit, _, number, _, state, _, _ in tied:
        if not state:
            busy.setdefault(unit, Text(f"为 {number} 预留", f"reserved for {number}"))
    return busy


def _spans(
    units: list[UnitToSend], points: Sequence[Point], at: datetime
) -> dict[int, dict[str, Any]]:
    """The times of each unit: to the one point, or to the farthest and the nearest of several."""
    where = [(u.pk, u.lon, u.lat) for u in units if u.lon is not None and u.lat is not None]
    return spans_to(where, points, at)


def spans_to(
    where: Sequence[tuple[int, float, float]], points: Sequence[Point], at: datetime
) -> dict[int, dict[str, Any]]:
    """`seconds` by road; of several points those to the farthest, `best_s` to the nearest, and
    whether a unit is cut off from some (`is_partly`). A point that nobody reaches lies at no road
    and counts for none.
    """
    tables = [
        {pk: round(seconds, 1) for pk, seconds in roads.nearest(where, point, len(where), at)}
        for point in points
        if where
    ]
    if len(points) == 1:
        return {pk: {"seconds": seconds} for table in tables for pk, seconds in table.items()}
    reached = [table for table in tables if table]
    found = {}
    for pk in {pk for table in reached for pk in table}:
        times = [table[pk] for table in reached if pk in table]
        is_partly = len(times) < len(reached)
        found[pk] = {"seconds": max(times), "best_s": min(times), "is_partly": is_partly}
    return found


def _with_cover(facts: list[UnitFacts]) -> list[UnitFacts]:
    """For the soonest units: is their zone left without an available unit, and who is next?"""
    free = [f for f in facts if not f.busy_zh and f.seconds is not None and f.home_zone]
    soonest = sorted(free, key=lambda f: f.seconds or math.inf)[:MOST_COVER]
    covered = {f.unit_id: _cover(f, free) for f in soonest}
    return [covered.get(f.unit_id, f) for f in facts]


def _cover(unit: UnitFacts, free: list[UnitFacts]) -> UnitFacts:
    zone = unit.home_zone
    others = [f for f in free if f.unit_id != unit.unit_id]
    same = [f for f in others if f.home_zone == zone]
    if same:
        other = same[0].call_sign
        return unit._replace(
            cover_zh=f"{zone:02} 区由 {other} 接管，无空档",
            cover_en=f"zone {zone} is covered by {other}",
        )
    return unit._replace(
        last_in_zone=zone,
        cover_zh=f"{zone:02} 区将无空闲警力",
        cover_en=f"zone {zone} is left without a unit",
    )


def receipt_content(recommendation: Recommendation) -> str:
    """What a receipt keeps: the inputs, and what was proposed from them."""
    kept = {"inputs": recommendation.inputs, "proposed": list(recommendation.proposed)}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def recommendation_from(content: str) -> Recommendation:
    """The list that a receipt's content was made from, decided again."""
    return decide(json.loads(content)["inputs"])


def read_receipt(*, receipt: int, by: Actor, at: datetime, purpose: str) -> ReceiptView:
    """Open a stored receipt; the reading is recorded."""
    may_read_receipts(by).or_refuse()
    row = Receipt.objects.select_related("incident").filter(pk=receipt).first()
    if row is None or not Incident.objects.visible_to(by, at).filter(pk=row.incident_id).exists():
        raise NotFound(subject=f"receipt {receipt}")
    consult(
        subject=f"receipt:{row.pk}",
        by=by,
        at=at,
        purpose=purpose,
        related=[row.incident.subject],
    )
    return ReceiptView(
        pk=row.pk,
        incident=row.incident.number,
        made_at=row.made_at,
        made_by=row.made_by,
        recommendation=decide(json.loads(row.content)["inputs"]),
        chosen=tuple(row.chosen),
        override_reason=row.override_reason,
        sha256=row.sha256,
    )


def replay_receipt(*, receipt: int, at: datetime) -> Replayed:
    """Decide again from the stored inputs, with travel times asked anew where the roads are the
    same; says what differs, if anything does.
    """
    row = Receipt.objects.get(pk=receipt)
    kept: Mapping[str, Any] = json.loads(row.content)
    again = decide(kept["inputs"])
    differences = []
    if digest_of(row.content) != row.sha256:
        differences.append(Text("内容与哈希不符", "the content does not match its hash"))
    if list(again.proposed) != kept["proposed"]:
        differences.append(Text("建议不同", "the proposal differs"))
    differences += _differing_times(kept["inputs"], row.made_at)
    return Replayed(not differences, again, tuple(differences))


def _differing_times(inputs: Mapping[str, Any], made_at: datetime) -> list[Text]:
    if roads.roads(made_at).reference != inputs["roads"]:
        return []  # other roads now: the stored times stand
    units = [(u["unit_id"], u["lon"], u["lat"]) for u in inputs["units"] if u["lon"] is not None]
    told = inputs.get("area") or [inputs["place"]]
    points = [(lon, lat) for lon, lat in filter(None, told)]
    now = {pk: span["seconds"] for pk, span in spans_to(units, points, made_at).items()}
    return [
        Text(f"{u['call_sign']} 的时间不同", f"the time of {u['call_sign']} differs")
        for u in inputs["units"]
        if u["seconds"] is not None and abs(now.get(u["unit_id"], math.inf) - u["seconds"]) > 0.1
    ]


def reserved_for(incident: str, at: datetime) -> list[tuple[int, str, datetime]]:
    """The units kept free for an incident: identifier, call sign, until when."""
    kept = Reservation.objects.standing(at).filter(incident__number=incident)
    return list(kept.order_by("until_at").values_list("unit", "unit__call_sign", "until_at"))
