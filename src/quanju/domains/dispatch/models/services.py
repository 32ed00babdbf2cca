"""What was asked of other services, and what was offered to other bodies."""

from django.db import models
from django.db.models import Q

from quanju.domains.dispatch.models.incidents import Incident
from quanju.domains.dispatch.workflow import (
    HANDOVER,
    SERVICE_AWAITED,
    SERVICE_REQUEST,
)
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state


class ServiceRequest(ProtectedModel):
    """One service that was asked to help at an incident, or that its plan wants asked.

    Names stand as they were when it was asked. `steps` holds each step with its moment, who
    entered it and who had told it.
    """

    number = models.CharField(max_length=16, unique=True)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="service_requests")
    service = models.CharField(max_length=60)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    line = models.CharField(max_length=60, blank=True)
    line_zh = models.CharField(max_length=200, blank=True)
    line_en = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=20)
    reference = models.CharField(max_length=60, blank=True)
    asked_at = models.DateTimeField(null=True)
    since_at = models.DateTimeField()
    turn_reason = models.CharField(max_length=300, blank=True)
    refusal = models.CharField(max_length=300, blank=True)
    steps = models.JSONField(default=list)

    objects = ProtectedQuerySet["ServiceRequest"].as_manager()

    class Meta:
        constraints = [
            known_state(SERVICE_REQUEST, "service_requests_are_in_a_known_state", "state"),
            models.CheckConstraint(
                condition=Q(state__in=["wanted", "called_off"]) | Q(asked_at__isnull=False),
                name="what_was_asked_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["since_at"],
                condition=Q(state__in=SERVICE_AWAITED),
                name="services_to_be_heard_of",
            ),
            models.Index(fields=["service", "line", "asked_at"], name="turns_of_a_line"),
        ]

    @property
    def subject(self) -> str:
        return f"service_request:{self.number}"


class IncidentHandover(ProtectedModel):
    """An incident offered to another body; ours until that body has accepted it.

    `given` names the fields that were told, by the agreement in force then; the words themselves
    stay with the incident.
    """

    number = models.CharField(max_length=16, unique=True)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="handovers")
    body = models.CharField(max_length=60)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    state = models.CharField(max_length=20)
    has_consent = models.BooleanField(null=True)
    given = models.JSONField(default=list)
    rules = models.CharField(max_length=80)
    reason = models.CharField(max_length=300)
    reference = models.CharField(max_length=60, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    objects = ProtectedQuerySet["IncidentHandover"].as_manager()

    class Meta:
        constraints = [
            known_state(HANDOVER, "incident_handovers_are_in_a_known_state", "state"),
            models.CheckConstraint(
                condition=Q(state="offered", answered_at__isnull=True)
                | (~Q(state="offered") & Q(answered_at__isnull=False)),
                name="a_handover_that_ended_has_its_moment",
            ),
            models.UniqueConstraint(
                fields=["incident"],
                condition=Q(state="offered"),
                name="an_incident_is_offered_to_one_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["offered_at"], condition=Q(state="offered"), name="incident_handovers_open"
            ),
        ]

    @property
    def subject(self) -> str:
        return f"incident_handover:{self.number}"
