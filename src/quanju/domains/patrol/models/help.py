"""Calls for help, and who has seen them."""

from django.db import models
from django.db.models import Q

from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.patrol.models.standing import Unit


class HelpCall(ProtectedModel):
    """A crew calls for help, until the desk ends it.

    `called_at` is when it reached us, `pressed_at` when the crew pressed: without a line the phone
    keeps it until there is one.
    `nearest` holds who was told, the nearest first: {"unit": "unit:P5", "seconds": 90.0 or null}.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="help_calls")
    called_at = models.DateTimeField()
    pressed_at = models.DateTimeField(null=True)
    nearest = models.JSONField()
    ended_at = models.DateTimeField(null=True)

    objects = ProtectedQuerySet["HelpCall"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(ended_at__isnull=True), name="one_call_for_help_a_unit"
            )
        ]


class HelpSeen(ProtectedModel):
    """Somebody has seen a call for help: the desk, or a crew that was told (`unit`)."""

    call = models.ForeignKey(HelpCall, models.PROTECT, related_name="seen")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField()

    objects = ProtectedQuerySet["HelpSeen"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call", "unit"],
                condition=Q(unit__isnull=False),
                name="a_crew_sees_a_call_for_help_once",
            ),
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(unit__isnull=True),
                name="the_desk_sees_a_call_for_help_once",
            ),
        ]
