"""Questions about incidents and calls."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, Min, Q

from quanju.domains.dispatch.alike import words_of
from quanju.domains.dispatch.clocks import clock_rules
from quanju.domains.dispatch.lineage import family
from quanju.domains.dispatch.models import (
    Alert,
    Assignment,
    Call,
    Feedback,
    Incident,
    IncidentQuerySet,
    Note,
)
from quanju.domains.dispatch.permissions import may_read_incidents, may_see_caller
from quanju.domains.dispatch.queries.desks import desk_names, told_later
from quanju.domains.dispatch.queries.measures import COUNTED, OUTSIDE
from quanju.domains.dispatch.queries.places import PlaceView, metres_apart
from quanju.domains.dispatch.queries.services import outside_names
from quanju.domains.dispatch.rules import JOINING
from quanju.domains.dispatch.types import IncidentView
from quanju.domains.dispatch.types.alerts import AlertView
from quanju.domains.dispatch.types.calls import CallView
from quanju.domains.dispatch.views import (
    alert_view,
    call_view,
    classes_at,
    incident_view,
)
from quanju.domains.journal.actions.entries import consult
from quanju.domains.kernel.found import number_asked
from quanju.domains.kernel.prepared import Prepared
from quanju.domains.kernel.types import NotFound
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force


def open_incidents(actor: Actor, *, at: datetime) -> list[IncidentView]:
    """Open incidents this reader may see: by grade, then the clock that ends first."""
    may_read_incidents(actor).or_refuse()
    views = _views(Incident.objects.visible_to(actor, at).open(), at)
    far = at + timedelta(days=999)
    return sorted(
        views,
        key=lambda v: (v.grade, (v.clock.due_at if v.clock and v.clock.due_at else far), v.number),
    )


def incidents_listed(
    actor: Actor,
    *,
    at: datetime,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
    state: str = "",
    zone: int | None = None,
    ring: int | None = None,
    grade: int | None = None,
    kind: str = "",
    number: str = "",
    measure: str = "",
    before: str = "",
    limit: int = 100,
) -> list[IncidentView]:
    """A page of incidents, newest first; the records behind a measure if one is named.

    `kind` is a class or a type, `number` the beginning or the end of a number.

    Ring 0 is outside of all rings.
    """
    may_read_incidents(actor).or_refuse()
    rows = Incident.objects.visible_to(actor, at).filter(COUNTED.get(measure, Q()))
    if kind:
        rows = rows.filter(Q(class_code=kind) | Q(type_code=kind))
    if number:
        rows = rows.filter(number_asked(number) or Q(number=number))
    if ring == OUTSIDE:
        rows, ring = rows.filter(ring=None, is_ring_known=True), None
    wanted = {
        "created_at__gte": from_at,
        "created_at__lt": until_at,
        "state": state or None,
        "zone": zone,
        "ring": ring,
        "grade": grade,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    if before:
        rows = rows.filter(_older_than(before, Incident, "created_at"))
    return _views(rows.order_by("-created_at", "-number")[:limit], at)


def cases_without_report(actor: Actor, *, at: datetime) -> list[IncidentView]:
    """Incidents of the actor's station that ended as a case without a report, oldest first."""
    rows = Incident.objects.visible_to(actor, at).filter(
        is_case=True, case_report_no="", state="closed", station=actor.station_id
    )
    return _views(rows.order_by("ended_at", "pk"), at)


def _older_than(number: str, model: type[Incident] | type[Call], moment: str) -> Q:
    """What follows this row in a list, newest first; an unknown one stands where its number would.

    By number alone a short list walks every row there is, in search of more.
    """
    at = model.objects.filter(number=number).values_list(moment, flat=True).first()
    if at is None:
        return Q(number__lt=number)
    # The first half is what an index can use; the second only decides between equal moments.
    return Q(**{f"{moment}__lte": at}) & (Q(**{f"{moment}__lt": at}) | Q(number__lt=number))


def _views(rows: Iterable[Incident], at: datetime) -> list[IncidentView]:
    if isinstance(rows, IncidentQuerySet):
        rows = rows.select_related("merged_into", "split_from")
    found = list(rows)
    jobs = Assignment.objects.filter(incident__in=found).select_related("unit", "incident")
    return _views_with(found, jobs.order_by("assigned_at", "pk"), at)


def _views_with(
    found: list[Incident], assignments: Iterable[Assignment], at: datetime
) -> list[IncidentView]:
    jobs: dict[int, list[Assignment]] = defaultdict(list)
    for job in assignments:
        jobs[job.incident_id].append(job)
    classes = classes_at(at)
    rules, said = clock_rules(at), first_words(found)
    return [
        incident_view(
            row,
            classes=classes,
            rules=rules,
            assignments=jobs[row.pk],
            first_word_at=said.get(row.pk),
        )
        for row in found
    ]


def first_words(rows: Iterable[Incident]) -> dict[int, datetime]:
    """When the scene of those that somebody stands at was first told of in a note."""
    there = [row.pk for row in rows if row.state == "on_scene"]
    if not there:
        return {}
    notes = Note.objects.filter(incident__in=there, written_at__gte=F("incident__arrived_at"))
    told = notes.order_by().values_list("incident").annotate(first=Min("written_at"))
    return dict(told)


ONE_READING = timedelta(minutes=10)


def incident_named(number: str, *, actor: Actor, at: datetime) -> IncidentView:
    """One incident this reader may see; `NotFound` otherwise, as if it did not exist."""
    may_read_incidents(actor).or_refuse()
    views = _views(Incident.objects.visible_to(actor, at).filter(number=number), at)
    if not views:
        raise NotFound(subject=f"incident:{number[:20]}")
    return views[0]


def read_incident(
    number: str, *, by: Actor, at: datetime, purpose: str = "respond"
) -> IncidentView:
    """Open an incident's page; the reading is recorded, once while it stays open."""
    view = incident_named(number, actor=by, at=at)
    consult(subject=view.subject, by=by, at=at, purpose=purpose, ongoing=ONE_READING)
    return view


def incident_after_write(pk: int, *, at: datetime) -> IncidentView:
    """The incident a verb has just changed, for the answer to whoever changed it."""
    return _views_with(_WRITTEN(pk=pk), _JOBS(pk=pk), at)[0]


_WRITTEN = Prepared(
    lambda pk: Incident.objects.filter(pk=pk).select_related("merged_into", "split_from"), pk=int
)
_JOBS = Prepared(
    lambda pk: (
        Assignment.objects.filter(incident=pk)
        .select_related("unit", "incident")
        .order_by("assigned_at", "pk")
    ),
    pk=int,
)


def calls_of(incident: str, *, actor: Actor) -> list[CallView]:
    """Calls about an incident; the caller's number is for the desk only."""
    rows = Call.objects.filter(incident__number=incident).select_related("incident")
    with_caller = bool(may_see_caller(actor))
    return [call_view(row, with_caller=with_caller) for row in rows.order_by("ringing_at")]


def calls_since(
    actor: Actor, since: datetime, *, before: str = "", limit: int = 50
) -> list[CallView]:
    """Calls since a moment, the newest first, without the callers' numbers; `before` a number."""
    may_see_caller(actor).or_refuse()
    rows = Call.objects.filter(ringing_at__gte=since).order_by("-ringing_at", "-number")
    rows = rows.filter(_older_than(before, Call, "ringing_at")) if before else rows
    return [call_view(row, with_caller=False) for row in rows.select_related("incident")[:limit]]


def notes_of(incident: str) -> list[Note]:
    """Notes, the oldest first; struck ones too, and those of what was merged into it."""
    row = Incident.objects.filter(number=incident).first()
    known = family(row.pk) if row else []
    rows = Note.objects.filter(incident__in=known).select_related("written_by", "incident")
    return list(rows.order_by("written_at", "pk"))


def note_words(incident: str) -> dict[int, str]:
    """The sentences of the notes by their numbers; what was struck out stays with the notes."""
    return {one.pk: one.text for one in notes_of(incident) if one.struck_at is None}


def split_into(incident: str) -> list[str]:
    """Numbers of the incidents that were split from this one."""
    rows = Incident.objects.filter(split_from__number=incident).order_by("number")
    return list(rows.values_list("number", flat=True))


def feedbacks_of(incident: str) -> list[Feedback]:
    rows = Feedback.objects.filter(incident__number=incident).select_related("given_by")
    return list(rows.order_by("given_at", "pk"))


def receipts_of(incident: str) -> list[tuple[int, datetime, bool]]:
    """(receipt, when, whether another choice than proposed was made)."""
    rows = Incident.objects.get(number=incident).receipts.order_by("made_at")
    return [(row.pk, row.made_at, bool(row.override_reason)) for row in rows]


def open_alerts(actor: Actor | None = None, *, at: datetime | None = None) -> list[AlertView]:
    """Alerts that stand: by grade, those of no incident first; the newest before the older.

    For a dispatcher those of other desks' incidents say when they are told here, too (`tells_at`).
    """
    rows = list(Alert.objects.filter(closed_at=None).select_related("incident"))
    rows.sort(key=lambda row: row.raised_at, reverse=True)
    rows.sort(key=lambda row: row.incident.grade if row.incident else 0)
    units = _units_of(rows)
    later = told_later(actor, at=at) if actor is not None and at is not None else {}
    return [alert_view(row, units.get(row.subject, ""), tells_at=later.get(row.pk)) for row in rows]


def _units_of(alerts: Iterable[Alert]) -> dict[str, str]:
    """Subject → call sign, for those about a unit or its job."""
    subjects = {row.subject for row in alerts}
    signs = {s: s.removeprefix("unit:") for s in subjects if s.startswith("unit:")}
    jobs = {s: int(s.partition(":")[2]) for s in subjects if s.startswith("assignment:")}
    known = Assignment.objects.filter(pk__in=jobs.values()).values_list("pk", "unit__call_sign")
    of_job = dict(known)
    outside = outside_names(subjects) | desk_names(subjects)
    return signs | {s: of_job[pk] for s, pk in jobs.items() if pk in of_job} | outside


def similar_open_incidents(
    *,
    place: PlaceView,
    class_code: str,
    text: str,
    at: datetime,
    besides: str = "",
) -> list[tuple[IncidentView, float | None, int]]:
    """Open incidents that look like the same matter: (incident, metres, words in common).

    Near in place and time and of the same class by the branch's rule; offered, never joined. Two
    places are as far apart as they are at least; where one is not known (metres None), the words
    must have something in common.
    """
    rule = in_force(JOINING, at=at).content
    rows = Incident.objects.open().filter(
        created_at__gte=at - timedelta(minutes=rule.within_min), created_at__lte=at
    )
    if rule.same_class_only:
        rows = rows.filter(class_code=class_code)
    near = []
    heard = words_of(text)
    for view in _views(rows.exclude(number=besides), at):
        metres = metres_apart(place, view.place)
        said = Call.objects.filter(incident=view.pk).values_list("said", flat=True)
        common = len(heard & words_of(" ".join([view.title, *said])))
        least = rule.least_common_words if metres is not None else max(1, rule.least_common_words)
        if (metres or 0.0) <= rule.within_m and common >= least:
            near.append((view, metres, common))
    return sorted(near, key=lambda found: (-found[2], found[1] or 0.0))
