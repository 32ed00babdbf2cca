"""What one shift of the desk leaves to the next, the numbers of a day or a week, wall screens."""

from django.db import models
from django.db.models import F, Q

from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.types import Text

BULLETIN_SPANS = {
    "day": Text("警情日报", "Daily bulletin"),
    "week": Text("警情周报", "Weekly bulletin"),
}


class ShiftHandover(ProtectedModel):
    """What stood open when a shift of the desk ended, as two people have signed it.

    `content` is what stood there when the outgoing one signed: it never changes after that.
    """

    begins_at = models.DateTimeField(unique=True)
    content = models.JSONField(default=dict)
    remark = models.TextField(blank=True)
    outgoing = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    outgoing_at = models.DateTimeField()
    incoming = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    incoming_at = models.DateTimeField(null=True)

    objects = ProtectedQuerySet["ShiftHandover"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(incoming__isnull=True) | ~Q(outgoing=F("incoming")),
                name="a_shift_is_handed_over_by_two",
            ),
            models.CheckConstraint(
                condition=Q(incoming__isnull=True, incoming_at__isnull=True)
                | Q(incoming__isnull=False, incoming_at__isnull=False),
                name="a_signature_has_its_moment",
            ),
        ]

    @property
    def subject(self) -> str:
        return f"handover:{self.pk}"


class Bulletin(ProtectedModel):
    """The numbers of one local day, or of seven from a Monday on; no name, no place."""

    span = models.CharField(max_length=10, choices=[(s, t.zh) for s, t in BULLETIN_SPANS.items()])
    day = models.DateField()
    content = models.JSONField()
    made_at = models.DateTimeField()

    objects = ProtectedQuerySet["Bulletin"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["span", "day"], name="a_bulletin_is_made_once"),
            models.CheckConstraint(
                condition=Q(span__in=list(BULLETIN_SPANS)), name="bulletins_are_of_a_known_span"
            ),
        ]

    @property
    def subject(self) -> str:
        return f"bulletin:{self.pk}"


class WallScreen(ProtectedModel):
    """A screen on a wall that shows numbers by a key, which is kept as a hash only."""

    name = models.CharField(max_length=60)
    key_hash = models.CharField(max_length=64, unique=True)
    opened_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = ProtectedQuerySet["WallScreen"].as_manager()
