"""What is to begin at a moment that is known before: an escort, an opening, an appointment."""

from django.db import models
from django.db.models import Q

from quanju.domains.dispatch.models.incidents import Incident
from quanju.domains.dispatch.workflow import SCHEDULED
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state


class ScheduledIncident(ProtectedModel):
    """Kept until its moment; the incident that it becomes begins then, with its clocks."""

    number = models.CharField(max_length=20, unique=True)
    type_code = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    address = models.CharField(max_length=300)
    lon = models.FloatField()
    lat = models.FloatField()
    begins_at = models.DateTimeField()
    state = models.CharField(
        max_length=20,
        default="planned",
        choices=[(s, t.zh) for s, t in SCHEDULED.state_labels.items()],
    )
    planned_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    # Why it was changed last, or withdrawn.
    reason = models.CharField(max_length=200, blank=True)
    incident = models.OneToOneField(
        Incident, models.PROTECT, null=True, related_name="scheduled_as"
    )

    objects = ProtectedQuerySet["ScheduledIncident"].as_manager()

    class Meta:
        constraints = [
            known_state(SCHEDULED, "scheduled_incidents_are_in_a_known_state", "state"),
            models.CheckConstraint(
                condition=Q(state="begun", incident__isnull=False)
                | (~Q(state="begun") & Q(incident__isnull=True)),
                name="what_was_scheduled_has_begun_with_its_incident",
            ),
        ]
        indexes = [models.Index(fields=["state", "begins_at"], name="scheduled_by_moment")]

    @property
    def subject(self) -> str:
        return f"scheduled:{self.number}"
