"""Calls, the telephone systems that tell of them, and what somebody must look at."""

from django.db import models
from django.db.models import F, Q

from quanju.domains.dispatch.models.incidents import Incident, one_of
from quanju.domains.dispatch.models.lost_calls import LostCall
from quanju.domains.dispatch.workflow import CALL
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state


class DayCounter(models.Model):
    """The last number given to a kind of record on a local day."""

    kind = models.CharField(max_length=10)
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "day"], name="one_counter_per_kind_and_day")
        ]


class Bridge(ProtectedModel):
    """A telephone system that tells us of its calls, by a key that is kept as a hash only."""

    name = models.CharField(max_length=60)
    key_hash = models.CharField(max_length=64, unique=True)
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)

    # When it was last heard changes with every beat; that it fell silent has its entry.
    free_fields = ("heard_at",)
    objects = ProtectedQuerySet["Bridge"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(withdrawn_at__isnull=True),
                name="a_telephone_system_has_one_key",
            )
        ]

    @property
    def subject(self) -> str:
        return f"bridge:{self.pk}"


class Call(ProtectedModel):
    """A call to the police, answered or not.

    `line_ref` is what the telephone calls it; `has_ring` says that `ringing_at` is when it rang and
    not merely when we first heard of it. A place that came with the call goes with its outcome.
    """

    number = models.CharField(max_length=16, unique=True)
    state = models.CharField(
        max_length=20, choices=[(s, t.zh) for s, t in CALL.state_labels.items()]
    )
    is_on_line = one_of(("ringing", "answered"))
    channel = models.CharField(max_length=20)
    caller_number = models.CharField(max_length=30, blank=True)
    is_anonymous = models.BooleanField(default=False)
    said = models.TextField(blank=True)
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="calls")
    handed_to = models.CharField(max_length=60, blank=True)
    has_consent = models.BooleanField(null=True)
    closing_code = models.CharField(max_length=30, blank=True)
    # Without an index of its own, which SQLite would take for the strip: all of a person's years.
    answered_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    lost_call = models.ForeignKey(LostCall, models.PROTECT, null=True, related_name="calls")
    bridge = models.ForeignKey(Bridge, models.PROTECT, null=True, related_name="calls")
    line_ref = models.CharField(max_length=80, blank=True)
    line = models.CharField(max_length=20, blank=True)
    recording = models.CharField(max_length=120, blank=True)
    caller_lon = models.FloatField(null=True)
    caller_lat = models.FloatField(null=True)
    caller_radius_m = models.FloatField(null=True)
    ringing_at = models.DateTimeField()
    has_ring = models.BooleanField(default=False)
    claimed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    hung_up_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = ProtectedQuerySet["Call"].as_manager()

    class Meta:
        constraints = [
            known_state(CALL, "calls_are_in_a_known_state", "state"),
            models.CheckConstraint(
                condition=~Q(state="incident_linked") | Q(incident__isnull=False),
                name="a_linked_call_names_its_incident",
            ),
            models.UniqueConstraint(
                fields=["bridge", "line_ref"],
                condition=Q(bridge__isnull=False),
                name="a_line_rings_as_one_call",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("ringing_at")),
                name="a_call_is_answered_after_it_rang",
            ),
            models.CheckConstraint(
                condition=Q(caller_lon=None, caller_lat=None, caller_radius_m=None)
                | Q(state__in=["ringing", "answered", "abandoned"]),
                name="a_callers_place_goes_with_the_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["ringing_at", "number"], name="calls_by_moment"),
            # The strip of a desk: what rings, or was answered and has no outcome yet.
            models.Index(
                fields=["ringing_at", "number"],
                condition=Q(is_on_line=True),
                name="calls_on_the_line",
            ),
        ]

    @property
    def subject(self) -> str:
        return f"call:{self.number}"


class Alert(models.Model):
    """Something somebody must look at now; closes by itself when its cause has gone.

    `since_at` is when the cause began: once somebody has seen to it, the same cause is not told
    again.
    """

    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=120)
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="alerts")
    since_at = models.DateTimeField(null=True)
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(closed_at__isnull=True),
                name="an_alert_is_raised_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject", "since_at"],
                name="a_cause_is_told_once",
            ),
        ]
