"""Tables of patrol: zones, staging points, units, crews and where units are."""

from django.db import models
from django.db.models import F, Q

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.validity import ValidQuerySet
from quanju.domains.patrol.types import FORCE_TYPES, OUTSIDE_FORCES, PLACE_KINDS
from quanju.domains.patrol.workflow import DISPATCHABLE, UNIT


class PatrolZone(models.Model):
    """A patrol zone in one version. GeoJSON polygon, WGS-84."""

    number = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    geometry = models.JSONField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    objects = ValidQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=Q(valid_until__isnull=True), name="one_zone_per_number"
            )
        ]

    @property
    def name(self) -> Text:
        return Text(self.name_zh, self.name_en)

    @property
    def subject(self) -> str:
        return f"zone:{self.number}"


class StagingPoint(models.Model):
    """A place where a crew stands ready, in one version."""

    number = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    place_kind = models.CharField(
        max_length=30, choices=[(k, t.zh) for k, t in PLACE_KINDS.items()]
    )
    capacity = models.PositiveSmallIntegerField(default=2)
    equipment = models.CharField(max_length=200, blank=True)
    hours = models.CharField(max_length=60, blank=True)
    lon = models.FloatField()
    lat = models.FloatField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    objects = ValidQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=Q(valid_until__isnull=True),
                name="one_staging_point_per_number",
            )
        ]

    @property
    def name(self) -> Text:
        return Text(self.name_zh, self.name_en)

    @property
    def subject(self) -> str:
        return f"staging_point:{self.number}"


class UnitQuerySet(models.QuerySet["Unit"]):
    def on_duty(self) -> "UnitQuerySet":
        return self.exclude(status="off_duty")

    def dispatchable(self) -> "UnitQuerySet":
        return self.filter(status__in=DISPATCHABLE)


class Unit(models.Model):
    """A crew that can be sent, under its call sign."""

    call_sign = models.CharField(max_length=20, unique=True)
    force_type = models.CharField(
        max_length=20, choices=[(k, t.zh) for k, t in FORCE_TYPES.items()]
    )
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="units")
    vehicle = models.CharField(max_length=40, blank=True)
    crew_size = models.PositiveSmallIntegerField(default=2)
    home_zone = models.PositiveSmallIntegerField(null=True)
    home_staging_point = models.PositiveSmallIntegerField(null=True)
    status = models.CharField(
        max_length=20,
        default="off_duty",
        choices=[(s, t.zh) for s, t in UNIT.state_labels.items()],
    )
    status_at = models.DateTimeField(null=True)
    shift_started_at = models.DateTimeField(null=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="off_duty") | Q(shift_started_at__isnull=False),
                name="a_unit_on_duty_has_a_shift",
            )
        ]

    @property
    def subject(self) -> str:
        return f"unit:{self.call_sign}"

    @property
    def force(self) -> Text:
        return FORCE_TYPES[self.force_type]

    @property
    def is_outside(self) -> bool:
        return self.force_type in OUTSIDE_FORCES

    @property
    def status_label(self) -> Text:
        return UNIT.state_labels[self.status]

    def __str__(self) -> str:
        return self.call_sign


class CrewMember(models.Model):
    """A person is on a unit's crew from a moment until a moment."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="crew")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="crews")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(left_at__isnull=True),
                name="a_person_is_on_one_crew_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("joined_at")),
                name="a_crew_member_leaves_after_joining",
            ),
        ]


class UnitShift(models.Model):
    """A unit's time on duty, from sign-on to sign-off."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="shifts")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(ended_at__isnull=True),
                name="a_unit_is_on_one_shift_at_a_time",
            )
        ]


class UnitPosition(models.Model):
    """Where a unit was last, and when; WGS-84."""

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="position")
    lon = models.FloatField()
    lat = models.FloatField()
    accuracy_m = models.FloatField(null=True)
    heading_deg = models.FloatField(null=True)
    at = models.DateTimeField(db_index=True)


class PositionSample(models.Model):
    """A past position, kept fine for 30 days for safety and dispatch only (PAT-17)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="samples")
    lon = models.FloatField()
    lat = models.FloatField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["unit", "at"], name="samples_by_unit")]
