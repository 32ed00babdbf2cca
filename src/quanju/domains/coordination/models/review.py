"""How a group ends: stages that were signed, reviews with their answers."""

from django.db import models
from django.db.models import F, Q

from quanju.domains.coordination.models.groups import Group
from quanju.domains.coordination.types import STAGES
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet


class Signature(ProtectedModel):
    """One of the four stages of 436, signed by whom and when."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="signatures")
    stage = models.CharField(max_length=10, choices=[(k, t.zh) for k, t in STAGES.items()])
    signed_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    objects = ProtectedQuerySet["Signature"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=list(STAGES)), name="stages_are_the_four_of_436"
            ),
        ]
        indexes = [models.Index(fields=["group", "stage"], name="signatures_of_a_group")]


class Review(ProtectedModel):
    """A closing that another person than the owner accepted, or gave back with the reason."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="reviews")
    # As it was then: whoever owned the group does not review it, whoever writes.
    owner = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    reviewer = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()
    is_accepted = models.BooleanField()
    answers = models.JSONField(default=dict)
    mechanisms = models.JSONField(default=dict)
    words = models.CharField(max_length=600, blank=True)

    objects = ProtectedQuerySet["Review"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(owner=F("reviewer")), name="a_group_is_reviewed_by_another"
            ),
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(is_accepted=True),
                name="a_closing_is_accepted_once",
            ),
        ]
