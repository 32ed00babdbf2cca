"""What a crew is told while its call is still being taken. It is never an order."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet


class PreAlertQuerySet(ProtectedQuerySet["PreAlert"]):
    def standing(self, at: datetime) -> "PreAlertQuerySet":
        """Those that nobody has withdrawn and that have not run out."""
        return self.filter(ended_at__isnull=True, until_at__gt=at)


class PreAlert(ProtectedModel):
    """A crew knows that it may be sent, and where to; it goes with the call, or runs out."""

    unit = models.ForeignKey("patrol.Unit", models.PROTECT, related_name="+")
    sent_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    type_code = models.CharField(max_length=30)
    grade = models.PositiveSmallIntegerField()
    address = models.CharField(max_length=300, blank=True)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = PreAlertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sent_by"],
                condition=Q(ended_at__isnull=True),
                name="a_desk_tells_one_crew_ahead",
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(ended_at__isnull=True),
                name="a_crew_is_told_ahead_by_one_desk",
            ),
            models.CheckConstraint(
                condition=Q(until_at__gt=F("since_at")), name="what_is_told_ahead_runs_out"
            ),
        ]

    @property
    def subject(self) -> str:
        return f"pre_alert:{self.pk}"
