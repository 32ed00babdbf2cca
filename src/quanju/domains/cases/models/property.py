"""Tables of a case's property: what was taken, and every hand-over of it.

Where things lie now is counted from the hand-overs and stored nowhere: it cannot disagree.
"""

from django.db import models
from django.db.models import F, Q

from quanju.domains.cases.models.records import CaseRecord
from quanju.domains.cases.types.custody import DISPOSALS, PLACES
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet

_PLACES = [(place, label.zh) for place, label in PLACES.items()]


class CaseProperty(ProtectedModel):
    """Something taken in a case: as written on the list that was signed for it."""

    case = models.ForeignKey(CaseRecord, models.PROTECT, related_name="property")
    # A line of the report's list of evidence; each is taken over once.
    evidence = models.OneToOneField("reception.Evidence", models.PROTECT, null=True)
    name = models.CharField(max_length=80)
    count = models.PositiveIntegerField()
    unit = models.CharField(max_length=10)
    remark = models.CharField(max_length=120, blank=True)
    taken_from = models.CharField(max_length=40, blank=True)
    taken_at = models.DateTimeField()
    awaits = models.CharField(
        max_length=12, blank=True, choices=[(way, label.zh) for way, label in DISPOSALS.items()]
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    objects = ProtectedQuerySet["CaseProperty"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(count__gte=1), name="property_is_counted"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_why="")
                | Q(~Q(withdrawn_why=""), withdrawn_at__isnull=False),
                name="property_is_withdrawn_with_a_reason",
            ),
        ]


class CustodyMove(ProtectedModel):
    """So many of a thing went from one place to another; a wrong one is withdrawn, both stay."""

    item = models.ForeignKey(CaseProperty, models.PROTECT, related_name="moves")
    count = models.PositiveIntegerField()
    from_place = models.CharField(max_length=12, choices=_PLACES)
    to_place = models.CharField(max_length=12, choices=_PLACES)
    receiver = models.CharField(max_length=40)
    proof = models.CharField(max_length=200)
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()
    noted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    objects = ProtectedQuerySet["CustodyMove"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(count__gte=1), name="a_hand_over_is_counted"),
            models.CheckConstraint(
                condition=~Q(from_place=F("to_place")), name="a_hand_over_leads_elsewhere"
            ),
            models.CheckConstraint(
                condition=Q(moved_at__lte=F("noted_at")),
                name="a_hand_over_is_noted_after_it_happened",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_why="")
                | Q(~Q(withdrawn_why=""), withdrawn_at__isnull=False),
                name="a_hand_over_is_withdrawn_with_a_reason",
            ),
        ]
