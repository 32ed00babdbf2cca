"""Tables of what residents write without an account."""

from django.db import models
from django.db.models import F, Q

from quanju.domains.reception.models.reports import CaseReport


class PreReport(models.Model):
    """What somebody wrote at home before they come: no name, no telephone, gone after its days.

    Once an officer has taken it, the words stand in the report alone.
    """

    code = models.CharField(max_length=16, unique=True)
    title = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=120, blank=True)
    statement = models.TextField(blank=True)
    # Somebody may be in danger: the centre is asked to look, and it is not deleted unseen.
    is_danger = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    report = models.OneToOneField(CaseReport, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(report__isnull=True) | Q(title="", place="", statement=""),
                name="what_became_a_report_is_kept_there_alone",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("written_at")), name="a_pre_report_ends_later"
            ),
        ]

    @property
    def subject(self) -> str:
        return f"pre_report:{self.pk}"
