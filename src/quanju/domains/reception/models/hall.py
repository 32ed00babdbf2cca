"""Tables of reception. A visit has a number, never a name; nobody is found again by them."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from quanju.domains.kernel.roles import LEGAL
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state
from quanju.domains.people.types import Actor
from quanju.domains.reception.permissions import may_take_over
from quanju.domains.reception.types.hall import (
    AREAS,
    BOOKING_PURPOSES,
    LIMITS,
    RECEIVERS,
    SERVICES,
)
from quanju.domains.reception.workflow import AT_A_PLACE, HANDOVER, HERE, NOT_MET, VISIT


class TicketCounter(models.Model):
    """The last ticket given at a site on a day."""

    site = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "day"], name="one_ticket_counter_a_day")
        ]


class VisitQuerySet(ProtectedQuerySet["Visit"]):
    """Every question about visits starts here."""

    def visible_to(self, actor: Actor) -> "VisitQuerySet":
        """Those of the own site. Who complains about the police is hidden from a station's own
        people (REC-11): legal supervision sees these, and the centre where they were received.
        """
        if not may_take_over(actor):
            return self.none()
        if actor.role in LEGAL:
            offered = Handover.objects.filter(to="legal").values("visit")
            return self.filter(Q(service="complaint") | Q(pk__in=offered))
        own = self.filter(site=actor.organisation_id or 0)
        return own.exclude(service="complaint") if actor.station_id else own

    def who_came(self) -> "VisitQuerySet":
        """Without those who booked and did not come: their number was given, nobody had it."""
        return self.exclude(booked_at__isnull=False, arrived_at=F("booked_at"))

    def here(self) -> "VisitQuerySet":
        return self.filter(status__in=HERE)

    def on(self, day: date) -> "VisitQuerySet":
        """Of that day, and whoever came before and is still here: a hall works past midnight, and
        a window that was never freed is seen until somebody frees it."""
        return self.filter(Q(day=day) | Q(day__lt=day, status__in=HERE))


class Visit(ProtectedModel):
    """Somebody came in: a number of the day, what for, and who is responsible from the start."""

    site = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    day = models.DateField()
    ticket = models.PositiveIntegerField()
    service = models.CharField(
        max_length=20, blank=True, choices=[(k, t.zh) for k, t in SERVICES.items()]
    )
    area = models.CharField(
        max_length=20, default="waiting", choices=[(k, t.zh) for k, t in AREAS.items()]
    )
    status = models.CharField(
        max_length=10,
        default="arrived",
        choices=[(s, t.zh) for s, t in VISIT.state_labels.items()],
    )
    # The first contact, until another accepts (REC-16). None only before anybody was met.
    owner = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    owned_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=4, blank=True)
    arrived_at = models.DateTimeField()
    sorted_at = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    # The first call alone ends the wait that was promised.
    first_called_at = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # Seconds that were told when the queue was joined, to be compared with what came.
    promised_s = models.PositiveIntegerField(null=True)
    # Whoever has the code has the ticket: it opens the visitor's own page, without an account.
    code = models.CharField(max_length=24, blank=True)
    # When the visitor said they would come (back); until then no clock runs and nobody calls.
    back_at = models.DateTimeField(null=True)

    # From home, for another time: until somebody has come, `arrived_at` is this moment, too.
    booked_at = models.DateTimeField(null=True)

    # Why a visit for a report has none, as somebody of the site wrote it.
    no_report_why = models.CharField(max_length=200, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            known_state(VISIT, "visits_are_in_a_known_state"),
            models.UniqueConstraint(
                fields=["site", "day", "ticket"], name="a_ticket_is_given_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(status__in=NOT_MET),
                name="a_visit_that_was_met_has_an_owner",
            ),
            models.CheckConstraint(
                condition=(Q(owner__isnull=True) & Q(owned_at__isnull=True))
                | (Q(owner__isnull=False) & Q(owned_at__isnull=False)),
                name="an_owner_of_a_visit_has_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(service__in=list(SERVICES))
                | Q(service="", status__in=["arrived", "left"]),
                name="a_sorted_visit_has_one_of_the_services",
            ),
            models.CheckConstraint(
                condition=Q(status__in=AT_A_PLACE) & ~Q(place="") | ~Q(status__in=AT_A_PLACE),
                name="a_called_visit_is_called_to_a_place",
            ),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="a_code_opens_one_ticket"
            ),
            models.UniqueConstraint(
                fields=["site", "place"],
                condition=Q(status__in=AT_A_PLACE),
                name="a_place_serves_one_visit_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("arrived_at")),
                name="a_visit_ends_after_it_began",
            ),
        ]
        indexes = [models.Index(fields=["site", "day", "status"], name="visits_of_a_day")]

    @property
    def subject(self) -> str:
        return f"visit:{self.pk}"

    @property
    def number(self) -> str:
        """One series for all services: a letter would show the hall who complains."""
        return f"{self.ticket:03}"


class Handover(ProtectedModel):
    """A visit offered to others: whoever has it stays responsible until one of them accepts."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="handovers")
    to = models.CharField(max_length=10, choices=[(k, t.zh) for k, (t, _) in RECEIVERS.items()])
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    offered_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    status = models.CharField(
        max_length=10,
        default="offered",
        choices=[(s, t.zh) for s, t in HANDOVER.state_labels.items()],
    )
    answered_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, blank=True)

    objects = ProtectedQuerySet["Handover"].as_manager()

    class Meta:
        constraints = [
            known_state(HANDOVER, "handovers_are_in_a_known_state"),
            models.UniqueConstraint(
                fields=["visit"],
                condition=Q(status="offered"),
                name="a_visit_is_offered_once_at_a_time",
            ),
        ]


class VisitAlarm(models.Model):
    """A limit that a visit has passed; raised once, however long no worker ran."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="alarms")
    kind = models.CharField(max_length=10, choices=[(k, t.zh) for k, t in LIMITS.items()])
    due_at = models.DateTimeField()
    raised_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "kind"], name="a_visit_is_late_once_a_limit")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%H:%M}"


class Booking(ProtectedModel):
    """A window or a room that is kept for somebody from a moment until a moment."""

    site = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    place = models.CharField(max_length=4)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    purpose = models.CharField(
        max_length=12, choices=[(k, t.zh) for k, t in BOOKING_PURPOSES.items()]
    )
    booked_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    objects = ProtectedQuerySet["Booking"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__gt=F("from_at")), name="a_booking_ends_after_it_begins"
            )
        ]
        indexes = [models.Index(fields=["site", "from_at"], name="bookings_by_time")]

    @property
    def subject(self) -> str:
        return f"booking:{self.pk}"


class BookedQuarter(models.Model):
    """A quarter of an hour of a place that a booking takes. Both databases refuse the second:
    SQLite knows no constraint against overlapping spans, a unique quarter does the same."""

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="quarters")
    site = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    place = models.CharField(max_length=4)
    begins_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "place", "begins_at"], name="a_place_is_booked_once_at_a_time"
            )
        ]
