"""What the desk entered because a crew told it by radio."""

from django.db import models
from django.db.models import F, Q

from quanju.domains.dispatch.models.incidents import Assignment
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet


class RadioEntry(ProtectedModel):
    """One thing told by radio, and how it was before, so that a slip can be taken back.

    `before` holds the fields of the job and of its incident, or the unit's own state, that changed.
    """

    unit = models.ForeignKey("patrol.Unit", models.PROTECT, related_name="radio_entries")
    job = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="+")
    does = models.CharField(max_length=20)
    minutes = models.PositiveSmallIntegerField(null=True)
    entered_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    before = models.JSONField(default=dict)
    taken_back_at = models.DateTimeField(null=True)

    objects = ProtectedQuerySet["RadioEntry"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | Q(taken_back_at__gte=F("entered_at")),
                name="what_was_told_is_taken_back_later",
            ),
        ]
        indexes = [
            models.Index(fields=["entered_by", "entered_at"], name="radio_entries_by_person"),
        ]

    @property
    def subject(self) -> str:
        return f"radio_entry:{self.pk}"
