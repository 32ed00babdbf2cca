"""Who has the desk quiet, and until when."""

from django.db import models
from django.db.models import F, Q

from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet


class QuietDesk(ProtectedModel):
    """A dispatcher has the sounds off until the shift ends; a call for help sounds all the same."""

    person = models.OneToOneField("people.Person", models.PROTECT, related_name="+")
    since_at = models.DateTimeField()
    until_at = models.DateTimeField()

    objects = ProtectedQuerySet["QuietDesk"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__gte=F("since_at")), name="a_silence_ends_after_it_begins"
            )
        ]
