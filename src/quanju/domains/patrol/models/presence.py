"""Tables of presence: where own police were to be seen, and when a car had its light on."""

from django.db import models
from django.db.models import F, Q

from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.patrol.models.standing import Unit


class PresenceSample(models.Model):
    """Were own police to be seen at a place during a quarter hour? No unit and no person (PAT-08).

    Written when the quarter is over, so that it outlives the fine positions (PAT-17). Null is
    “not known”, and stays so.
    """

    staging_point = models.PositiveSmallIntegerField()
    zone = models.PositiveSmallIntegerField(null=True)
    quarter_at = models.DateTimeField()
    is_planned = models.BooleanField()
    is_seen = models.BooleanField(null=True)
    has_officer = models.BooleanField(null=True)
    has_car = models.BooleanField(null=True)
    has_light = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["quarter_at", "staging_point"], name="one_presence_per_place_and_quarter"
            ),
            models.CheckConstraint(
                condition=Q(is_seen=True)
                | ~Q(has_officer=True) & ~Q(has_car=True) & ~Q(has_light=True),
                name="what_is_seen_makes_presence",
            ),
        ]


class LitStretch(ProtectedModel):
    """A unit's car had its light on from a moment until a moment, as its crew said."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="lit")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ProtectedQuerySet["LitStretch"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(ended_at__isnull=True),
                name="a_light_is_switched_on_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="a_light_goes_off_after_it_goes_on",
            ),
        ]
        indexes = [models.Index(fields=["unit", "began_at"], name="lights_by_unit")]


class ActivityStretch(ProtectedModel):
    """A unit did one thing from a moment until a moment; open while it still does."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="stretches")
    activity = models.CharField(max_length=20)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ProtectedQuerySet["ActivityStretch"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(ended_at__isnull=True),
                name="a_unit_does_one_thing_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="a_stretch_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["unit", "began_at"], name="stretches_by_unit")]
