"""Tables of patrol: zones, staging points, units, crews and where units are."""

from collections.abc import Sequence

from django.db import connection, models
from django.db.models import F, Q

from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state
from quanju.domains.kernel.types import Text
from quanju.domains.kernel.validity import ValidQuerySet, Versioned
from quanju.domains.patrol.permissions import (
    SEE_EVERY_UNIT,
    SEE_OWN_UNIT,
    SEE_STATION_UNITS,
)
from quanju.domains.patrol.types.standing import (
    FORCE_TYPES,
    OUTSIDE_FORCES,
    PLACE_KINDS,
    Position,
    StagingPointView,
    UnitView,
    ZoneView,
)
from quanju.domains.patrol.workflow import DISPATCHABLE, UNIT
from quanju.domains.people.queries.organisations import station_of
from quanju.domains.people.types import Actor


class PatrolZone(Versioned):
    """A patrol zone in one version. GeoJSON polygon, WGS-84."""

    number = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    geometry = models.JSONField()

    objects = ValidQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=Q(valid_until__isnull=True), name="one_zone_per_number"
            )
        ]

    @property
    def subject(self) -> str:
        return f"zone:{self.number}"

    def view(self) -> ZoneView:
        return ZoneView(
            number=self.number,
            name=self.name,
            version=self.version,
            geometry=self.geometry,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )


class StagingPoint(Versioned):
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
    def subject(self) -> str:
        return f"staging_point:{self.number}"

    def view(self) -> StagingPointView:
        return StagingPointView(
            number=self.number,
            name=self.name,
            place_kind=self.place_kind,
            capacity=self.capacity,
            equipment=self.equipment,
            hours=self.hours,
            lon=self.lon,
            lat=self.lat,
            version=self.version,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )


class UnitQuerySet(ProtectedQuerySet["Unit"]):
    def on_duty(self) -> "UnitQuerySet":
        """With a shift, and with somebody on the crew whose account is open: else it is no unit."""
        return self.exclude(status="off_duty").crewed()

    def crewed(self) -> "UnitQuerySet":
        members = CrewMember.objects.present().filter(unit=models.OuterRef("pk"))
        return self.filter(models.Exists(members.filter(person__is_active=True)))

    def dispatchable(self) -> "UnitQuerySet":
        return self.filter(status__in=DISPATCHABLE)

    def visible_to(self, actor: Actor) -> "UnitQuerySet":
        """Specification 2.3, row “unit, position, shift”: all, own station, own crew."""
        if actor.role in SEE_EVERY_UNIT:
            return self
        own = Q(pk__in=CrewMember.objects.present().filter(person=actor.person_id).values("unit"))
        if actor.role in SEE_STATION_UNITS and actor.station_id is not None:
            station = Q(organisation=actor.station_id)
            own |= station | Q(organisation__parent=actor.station_id)
        return self.filter(own) if actor.role in SEE_OWN_UNIT else self.none()

    def with_position(self) -> "UnitQuerySet":
        """Everything `view` reads, in one query."""
        return self.select_related("position", "organisation__parent__parent").order_by("call_sign")


class Unit(ProtectedModel):
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
    # Until when, if it was said: a break of fifteen minutes. Nothing ends by itself.
    status_until_at = models.DateTimeField(null=True)
    shift_started_at = models.DateTimeField(null=True)

    # What a unit does now: its stretches, crews and jobs hold the record of it.
    free_fields = ("status", "status_at", "status_until_at", "shift_started_at")
    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            known_state(UNIT, "units_are_in_a_known_state"),
            models.CheckConstraint(
                condition=Q(status="off_duty") | Q(shift_started_at__isnull=False),
                name="a_unit_on_duty_has_a_shift",
            ),
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

    @property
    def station_id(self) -> int | None:
        return station_of(self.organisation)

    def view(self) -> UnitView:
        position = getattr(self, "position", None)
        return UnitView(
            pk=self.pk,
            call_sign=self.call_sign,
            force_type=self.force_type,
            organisation_id=self.organisation_id,
            organisation=self.organisation.name,
            station_id=self.station_id,
            vehicle=self.vehicle,
            crew_size=self.crew_size,
            home_zone=self.home_zone,
            home_staging_point=self.home_staging_point,
            status=self.status,
            status_label=self.status_label,
            status_at=self.status_at,
            status_until_at=self.status_until_at,
            shift_started_at=self.shift_started_at,
            position=position.view(self.call_sign) if position else None,
        )

    def __str__(self) -> str:
        return self.call_sign


class RosterEntry(ProtectedModel):
    """A person belongs to a unit's usual crew and may sign it on."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="roster")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="rosters")

    objects = ProtectedQuerySet["RosterEntry"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "person"], name="one_roster_entry_per_person")
        ]


class CrewQuerySet(ProtectedQuerySet["CrewMember"]):
    def present(self) -> "CrewQuerySet":
        """Those on a crew now."""
        return self.filter(left_at__isnull=True)


class CrewMember(ProtectedModel):
    """A person is on a unit's crew from a moment until a moment."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="crew")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="crews")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    objects = CrewQuerySet.as_manager()

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


class UnitShift(ProtectedModel):
    """A unit's time on duty, from sign-on to sign-off."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="shifts")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ProtectedQuerySet["UnitShift"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(ended_at__isnull=True),
                name="a_unit_is_on_one_shift_at_a_time",
            )
        ]


class PositionQuerySet(models.QuerySet["UnitPosition"]):
    def keep_newest(self, positions: Sequence["UnitPosition"]) -> int:
        """Insert or replace in one statement, never by an older position; rows changed.

        Written out, because Django's upsert cannot say “only if newer”, and two devices of one
        crew may report at once. At most one position a unit.
        """
        if not positions:
            return 0
        fields = [f for f in self.model._meta.concrete_fields if not f.primary_key]
        quoted = [connection.ops.quote_name(f.column) for f in fields]
        table = connection.ops.quote_name(self.model._meta.db_table)
        row = f"({', '.join(['%s'] * len(fields))})"
        replace = ", ".join(f"{c} = excluded.{c}" for c in quoted)
        values = [
            f.get_db_prep_save(getattr(position, f.attname), connection)
            for position in positions
            for f in fields
        ]
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(quoted)}) "
                f"VALUES {', '.join([row] * len(positions))} "
                f"ON CONFLICT (unit_id) DO UPDATE SET {replace} WHERE excluded.at > {table}.at",
                values,
            )
            return int(cursor.rowcount)


class UnitPosition(models.Model):
    """Where a unit was last, and when; WGS-84. Gone when its shift ends."""

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="position")
    lon = models.FloatField()
    lat = models.FloatField()
    accuracy_m = models.FloatField(null=True)
    heading_deg = models.FloatField(null=True)
    at = models.DateTimeField(db_index=True)
    # When it reached us: the live stream asks by this, because positions come late and mixed up.
    received_at = models.DateTimeField(db_index=True)
    sampled_at = models.DateTimeField(null=True)

    objects = PositionQuerySet.as_manager()

    def view(self, call_sign: str) -> Position:
        return Position(
            unit=self.unit_id,
            call_sign=call_sign,
            lon=self.lon,
            lat=self.lat,
            at=self.at,
            received_at=self.received_at,
            accuracy_m=self.accuracy_m,
            heading_deg=self.heading_deg,
        )


class PositionSample(models.Model):
    """A past position, kept fine for 30 days for safety and dispatch only (PAT-17)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="samples")
    lon = models.FloatField()
    lat = models.FloatField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "at"], name="samples_by_unit"),
            models.Index(fields=["at"], name="samples_by_age"),
        ]


class PresenceQuarter(models.Model):
    """A unit was in a zone (or in none) during a quarter hour: what is left of old positions."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="quarters")
    zone = models.PositiveSmallIntegerField(null=True)
    quarter_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "quarter_at", "zone"], name="one_quarter_per_unit_and_zone"
            ),
            models.UniqueConstraint(
                fields=["unit", "quarter_at"],
                condition=Q(zone__isnull=True),
                name="one_quarter_per_unit_outside_all_zones",
            ),
        ]


class ZoneGap(models.Model):
    """A zone was without an available unit from a moment until a moment (PAT-16, V-5)."""

    zone = models.PositiveSmallIntegerField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    alerted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone"], condition=Q(ended_at__isnull=True), name="one_open_gap_per_zone"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="a_gap_ends_after_it_begins",
            ),
        ]
