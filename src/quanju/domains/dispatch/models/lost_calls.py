"""Callers who hung up, or said nothing: who is to be called back."""

from django.db import models
from django.db.models import Q

from quanju.domains.dispatch.models.incidents import Incident
from quanju.domains.dispatch.workflow import LOST_CALL, LOST_CALL_OPEN
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state


class LostCall(ProtectedModel):
    """One caller to be called back: a call that was lost, and those of the same number after it.

    `mark` is a keyed hash of the number. It is there while somebody is to be called back, so that
    the next call of the number joins, and is gone with the outcome.
    """

    state = models.CharField(
        max_length=20, choices=[(s, t.zh) for s, t in LOST_CALL.state_labels.items()]
    )
    mark = models.CharField(max_length=16, blank=True)
    since_at = models.DateTimeField()
    last_at = models.DateTimeField()
    called_back_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    called_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="+")

    objects = ProtectedQuerySet["LostCall"].as_manager()

    class Meta:
        constraints = [
            known_state(LOST_CALL, "lost_calls_are_in_a_known_state", "state"),
            models.CheckConstraint(
                condition=Q(mark="") | Q(state__in=LOST_CALL_OPEN),
                name="a_mark_goes_with_the_call_back",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["incident", "danger"]) | Q(incident__isnull=False),
                name="a_call_back_with_an_incident_names_it",
            ),
        ]
        indexes = [
            models.Index(
                fields=["since_at"], condition=Q(state__in=LOST_CALL_OPEN), name="calls_to_be_made"
            ),
            models.Index(fields=["since_at", "id"], name="lost_calls_by_moment"),
        ]

    @property
    def subject(self) -> str:
        return f"lost_call:{self.pk}"
