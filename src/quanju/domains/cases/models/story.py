"""Tables of a case's units and turning points: which unit helps, when somebody was caught."""

from django.db import models
from django.db.models import F, Q

from quanju.domains.cases.models.records import CaseRecord
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet


class CaseHelper(ProtectedModel):
    """A unit that helps the one that leads (ICC-13), from when until when, and why."""

    case = models.ForeignKey(CaseRecord, models.PROTECT, related_name="helpers")
    office = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    why = models.CharField(max_length=200)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=200, blank=True)

    objects = ProtectedQuerySet["CaseHelper"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "office"],
                condition=Q(until_at__isnull=True),
                name="a_unit_helps_a_case_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True, ended_why="")
                | (Q(until_at__gte=F("since_at")) & ~Q(ended_why="")),
                name="help_ends_after_it_began_with_a_reason",
            ),
        ]


class CaseMoment(ProtectedModel):
    """When somebody was caught in a case, and whence that is known: a moment, no person (ICC-05).

    A wrong one is withdrawn and stays to be read.
    """

    case = models.ForeignKey(CaseRecord, models.PROTECT, related_name="moments")
    caught_at = models.DateTimeField()
    source = models.CharField(max_length=120)
    noted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    objects = ProtectedQuerySet["CaseMoment"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(caught_at__lte=F("noted_at")), name="a_moment_is_noted_after_it_was"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_why="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_why="")),
                name="a_moment_is_withdrawn_with_a_reason",
            ),
        ]
