"""Cards that were printed for the hours in which there is nothing but paper."""

from django.db import models
from django.db.models import Q

from quanju.domains.dispatch.models.incidents import Incident
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet


class PaperCard(ProtectedModel):
    """A numbered sheet for one call and its orders; entered once, by somebody, as one incident."""

    number = models.CharField(max_length=16, unique=True)
    printed_at = models.DateTimeField()
    incident = models.OneToOneField(Incident, models.PROTECT, null=True, related_name="paper_card")
    entered_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    entered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    objects = ProtectedQuerySet["PaperCard"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(incident__isnull=True, entered_at__isnull=True, entered_by=None)
                | Q(incident__isnull=False, entered_at__isnull=False, entered_by__isnull=False),
                name="a_card_is_entered_by_somebody_as_an_incident",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | Q(entered_at__isnull=True),
                name="what_was_entered_is_no_void_card",
            ),
        ]
        indexes = [models.Index(fields=["entered_at"], name="cards_by_entry")]

    @property
    def subject(self) -> str:
        return f"paper_card:{self.number}"
