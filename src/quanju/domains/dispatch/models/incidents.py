"""Incidents and what is done for them."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Case, F, GeneratedField, Q, Value, When

from quanju.domains.dispatch.permissions import (
    READS_ALL,
    READS_OPEN,
    READS_OWN_ENTRIES,
    READS_OWN_JOBS,
    READS_STATION,
)
from quanju.domains.dispatch.queries.places import PLACE_KINDS
from quanju.domains.dispatch.workflow import (
    ACTIVE_ASSIGNMENT,
    ASSIGNMENT,
    AT_WORK,
    INCIDENT,
    OPEN_INCIDENT,
)
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state
from quanju.domains.people.types import Actor

_NO_WAY_AROUND = Q(radius_m__isnull=True)
_NO_OTHER = Q(other_lon__isnull=True, other_lat__isnull=True, other_address="")
AFTER_END = timedelta(hours=24)
"""How long after its end the desk and the crews may still open an incident."""


def one_of(states: tuple[str, ...]) -> GeneratedField:
    """Is the state one of these: a column that the database itself keeps, so it cannot lie.

    An index that holds only such rows stays as small as the desk is busy. `state IN (…)` did not
    do: neither database uses a partial index for states given as parameters, and once SQLite has
    counted (ANALYZE) it reads a million rows rather than an index of seven states.
    """
    return GeneratedField(
        expression=Case(When(state__in=states, then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
    )


class IncidentQuerySet(ProtectedQuerySet["Incident"]):
    def open(self) -> "IncidentQuerySet":
        return self.filter(is_open=True)

    def recent(self, at: datetime) -> "IncidentQuerySet":
        """Open, or ended less than a day ago: two small indexes, never a walk over all."""
        ended = self.model.objects.filter(ended_at__gte=at - AFTER_END)
        known = self.model.objects.open().values("pk").union(ended.values("pk"), all=True)
        return self.filter(pk__in=known)

    def visible_to(self, actor: Actor, at: datetime) -> "IncidentQuerySet":
        """Specification 2.3, row “call / incident”: every query starts here."""
        if actor.role in READS_ALL:
            return self
        if actor.role in READS_OPEN:
            return self.recent(at)
        if actor.role in READS_STATION and actor.station_id is not None:
            return self.filter(station=actor.station_id)
        if actor.role in READS_OWN_ENTRIES:
            # What they entered, and what became a case at their station: its report is theirs.
            own = self.model.objects.recent(at).filter(entered_by=actor.person_id).values("pk")
            cases = Q(is_case=True, station=actor.station_id)
            return self.filter(Q(pk__in=own) | cases)
        if actor.role in READS_OWN_JOBS:
            # The few recent ones first: a crew's jobs of years are many.
            recent = self.model.objects.recent(at).values("pk")
            mine = Assignment.objects.filter(incident__in=recent).of_person(actor.person_id)
            return self.filter(pk__in=mine.values("incident"))
        return self.none()


class Incident(ProtectedModel):
    """Something that happened at a place and is answered; closed or open, never deleted here."""

    number = models.CharField(max_length=16, unique=True)
    title = models.CharField(max_length=200)
    class_code = models.CharField(max_length=20)
    type_code = models.CharField(max_length=30)
    feedback_class_code = models.CharField(max_length=20, blank=True)
    feedback_type_code = models.CharField(max_length=30, blank=True)
    grade = models.PositiveSmallIntegerField()
    grade_reasons = models.JSONField(default=list)
    # [question, answer, question zh, en, answer zh, en], in the words of the table of then.
    card = models.JSONField(default=list)
    address = models.CharField(max_length=300)
    # A place that is not exact has no point, a point with a way around it, or two points. What is
    # exact, as all were once, is spelled as it was then, so digests of old rows stay what they are.
    place_kind = models.CharField(
        max_length=10, default="exact", choices=[(k, t.zh) for k, t in PLACE_KINDS.items()]
    )
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    radius_m = models.FloatField(null=True)
    other_lon = models.FloatField(null=True)
    other_lat = models.FloatField(null=True)
    other_address = models.CharField(max_length=300, blank=True)
    place_changed_at = models.DateTimeField(null=True)
    # Where the caller says to be, if somewhere else: told, never looked up.
    caller_address = models.CharField(max_length=300, blank=True)
    caller_lon = models.FloatField(null=True)
    caller_lat = models.FloatField(null=True)
    zone = models.PositiveSmallIntegerField(null=True)
    ring = models.PositiveSmallIntegerField(null=True)
    is_ring_known = models.BooleanField(default=True)
    station = models.ForeignKey("people.Organisation", models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=20)
    is_restricted = models.BooleanField(default=False)
    is_self_initiated = models.BooleanField(default=False)
    state = models.CharField(
        max_length=20, choices=[(s, t.zh) for s, t in INCIDENT.state_labels.items()]
    )
    is_open = one_of(OPEN_INCIDENT)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="split_into")
    entered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    # The desk that has it in hand, or had it when it ended; none is the common desk, where what
    # no dispatcher entered waits for whoever takes it first.
    desk = models.ForeignKey("dispatch.Desk", models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()
    # The telephone told when it rang; without that moment the wait of the caller is not known.
    has_ring = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    ordered_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    departed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    controlled_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    fed_back_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    disposition_code = models.CharField(max_length=30, blank=True)
    case_report_no = models.CharField(max_length=40, blank=True)
    # By its ending and its type it is a case: a report follows, entered at a reception window.
    is_case = models.BooleanField(default=False)
    # Of alarm: what goes and who is told beside the plan. Raised and put back by a person.
    alarm_level = models.PositiveSmallIntegerField(default=1)
    # Written on a paper card and entered later: moments by the clock on the wall, to the minute.
    from_paper = models.BooleanField(default=False)
    rules = models.CharField(max_length=200, blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        constraints = [
            known_state(INCIDENT, "incidents_are_in_a_known_state", "state"),
            models.CheckConstraint(condition=Q(grade__range=(1, 4)), name="grades_are_1_to_4"),
            models.CheckConstraint(
                condition=Q(alarm_level__range=(1, 3)), name="levels_of_alarm_are_1_to_3"
            ),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(merged_into__isnull=False),
                name="a_merged_incident_names_the_other",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="an_incident_is_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=~Q(split_from=F("id")), name="an_incident_is_not_split_from_itself"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(disposition_code=""),
                name="a_closed_incident_has_a_disposition",
            ),
            models.CheckConstraint(
                condition=Q(place_kind="exact", lon__isnull=False, lat__isnull=False)
                & _NO_WAY_AROUND
                & _NO_OTHER
                | Q(place_kind="around", lon__isnull=False, lat__isnull=False)
                & Q(radius_m__isnull=False, radius_m__gt=0)
                & _NO_OTHER
                | Q(place_kind="either", lon__isnull=False, lat__isnull=False)
                & Q(other_lon__isnull=False, other_lat__isnull=False)
                & _NO_WAY_AROUND
                | Q(place_kind="unknown", lon__isnull=True, lat__isnull=True)
                & _NO_WAY_AROUND
                & _NO_OTHER
                & ~Q(address=""),
                name="a_place_has_the_points_that_its_kind_says",
            ),
            models.CheckConstraint(
                condition=Q(is_ring_known=True) | Q(ring__isnull=True),
                name="a_ring_that_is_not_known_is_none",
            ),
            models.CheckConstraint(
                condition=Q(caller_lon__isnull=True, caller_lat__isnull=True)
                | Q(caller_lon__isnull=False, caller_lat__isnull=False),
                name="a_caller_stands_at_a_whole_point",
            ),
        ]
        indexes = [
            models.Index(fields=["number"], condition=Q(is_open=True), name="open_incidents"),
            # Lists run along the moment of entry; each filter that may be rare has its own way.
            models.Index(fields=["created_at", "number"], name="incidents_by_moment"),
            models.Index(fields=["state", "created_at", "number"], name="incidents_by_state"),
            models.Index(fields=["zone", "created_at", "number"], name="incidents_by_zone"),
            models.Index(fields=["grade", "created_at", "number"], name="incidents_by_grade"),
            models.Index(fields=["station", "created_at", "number"], name="incidents_by_station"),
            models.Index(fields=["ended_at"], name="incidents_by_end"),
            models.Index(
                fields=["created_at"], condition=Q(from_paper=True), name="incidents_from_paper"
            ),
            models.Index(
                fields=["station"],
                condition=Q(is_case=True, case_report_no="", state="closed"),
                name="cases_without_a_report",
            ),
        ]

    @property
    def subject(self) -> str:
        return f"incident:{self.number}"


class Receipt(ProtectedModel):
    """What a dispatcher was shown when deciding, and what was decided; opened again later."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="receipts")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    chosen = models.JSONField(default=list)
    override_reason = models.CharField(max_length=300, blank=True)

    objects = ProtectedQuerySet["Receipt"].as_manager()


class Order(ProtectedModel):
    """An order for an incident, to one or more units, with the receipt of its decision."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="orders")
    sent_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    receipt = models.OneToOneField(Receipt, models.PROTECT, null=True, related_name="order")

    objects = ProtectedQuerySet["Order"].as_manager()

    @property
    def subject(self) -> str:
        return f"order:{self.pk}"


class AssignmentQuerySet(ProtectedQuerySet["Assignment"]):
    def active(self) -> "AssignmentQuerySet":
        return self.filter(is_active=True)

    def at_work(self) -> "AssignmentQuerySet":
        """Units that still do something for the incident, and do not only write about it."""
        return self.active().filter(state__in=AT_WORK)

    def of_person(self, person_id: int | None) -> "AssignmentQuerySet":
        """Jobs on whose crew the person was while the unit was on it, in whatever shift."""
        was_there = Q(unit__crew__joined_at__lte=F("released_at")) | Q(released_at__isnull=True)
        had_not_left = Q(unit__crew__left_at__gte=F("assigned_at")) | Q(
            unit__crew__left_at__isnull=True
        )
        # One filter: the conditions are about the same membership of the crew.
        return self.filter(was_there & had_not_left, unit__crew__person=person_id)


class Assignment(ProtectedModel):
    """One unit on one order. What the unit does on the job is the state of this row."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="assignments")
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="assignments")
    unit = models.ForeignKey("patrol.Unit", models.PROTECT, related_name="assignments")
    state = models.CharField(
        max_length=20, choices=[(s, t.zh) for s, t in ASSIGNMENT.state_labels.items()]
    )
    is_active = one_of(ACTIVE_ASSIGNMENT)
    is_primary = models.BooleanField(default=False)
    planned_s = models.FloatField(null=True)
    assigned_at = models.DateTimeField()
    # A phone of the crew has it on its screen, as the phone reports by itself.
    shown_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    departed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    controlled_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    last_status_at = models.DateTimeField()
    release_code = models.CharField(max_length=30, blank=True)
    # Steps that somebody else entered for the crew, who told them by radio: their moments are when
    # they were entered. `has_radio_steps` says that there are any, for an index of the few.
    radio_steps = models.JSONField(default=list)
    has_radio_steps = models.BooleanField(default=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            known_state(ASSIGNMENT, "jobs_are_in_a_known_state", "state"),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(is_active=True),
                name="a_unit_is_on_one_job_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "assigned_at"], name="jobs_by_unit"),
            models.Index(
                fields=["assigned_at"], condition=Q(has_radio_steps=True), name="jobs_told_by_radio"
            ),
        ]


class ReservationQuerySet(ProtectedQuerySet["Reservation"]):
    def standing(self, at: datetime) -> "ReservationQuerySet":
        """Neither ended nor run out, whether or not the clock has ended it yet."""
        return self.filter(ended_at__isnull=True, until_at__gt=at)


class Reservation(ProtectedModel):
    """A unit is kept free for an incident until a moment."""

    unit = models.ForeignKey("patrol.Unit", models.PROTECT, related_name="reservations")
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="reservations")
    reserved_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    reserved_at = models.DateTimeField()
    until_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ReservationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(ended_at__isnull=True),
                name="a_unit_is_reserved_once_at_a_time",
            )
        ]


class Feedback(ProtectedModel):
    """What a unit reports at the end; a returned one stays and is followed by another."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="feedbacks")
    given_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()
    disposition_code = models.CharField(max_length=30)
    class_code = models.CharField(max_length=20)
    type_code = models.CharField(max_length=30)
    case_report_no = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    is_accepted = models.BooleanField(null=True)
    return_reason = models.CharField(max_length=300, blank=True)

    objects = ProtectedQuerySet["Feedback"].as_manager()


class Note(ProtectedModel):
    """A sentence about an incident by somebody; struck out by a later act, never taken away."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="notes")
    written_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    text = models.TextField()
    struck_at = models.DateTimeField(null=True)
    struck_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    objects = ProtectedQuerySet["Note"].as_manager()


class HelpAnswer(ProtectedModel):
    """The incident by which a crew's call for help is answered."""

    call = models.OneToOneField("patrol.HelpCall", models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="help_answers")

    objects = ProtectedQuerySet["HelpAnswer"].as_manager()
