"""Exercises: that one is on, and who began and ended it. What is practised lies in its own home."""

from django.db import models
from django.db.models import Q

from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet


class Exercise(ProtectedModel):
    """A span in which people practise beside the live desk, in a home of their own."""

    title = models.CharField(max_length=60)
    started_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    # Where it is reached, once the command `quanju exercise` serves it.
    address = models.CharField(max_length=200, blank=True)
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    # 1 while it is on, nothing afterwards: the column that lets the database hold that it is one.
    place = models.PositiveSmallIntegerField(default=1, null=True, unique=True)

    objects = ProtectedQuerySet["Exercise"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(place=1, ended_at__isnull=True, ended_by__isnull=True)
                | Q(place__isnull=True, ended_at__isnull=False, ended_by__isnull=False),
                name="one_exercise_is_on_until_somebody_ends_it",
            )
        ]

    @property
    def subject(self) -> str:
        return f"exercise:{self.pk}"
