"""Tables of the branch's map: releases, areas, places, closures, circumstances."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from quanju.domains.geo.types import (
    AREA_KINDS,
    CLOSURE_KINDS,
    NOTE_ABOUT,
    NOTE_KINDS,
    SOURCES,
    AreaView,
    CircumstanceView,
    ClosureView,
    PlaceNoteView,
)
from quanju.domains.kernel.named import Named
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.validity import ValidQuerySet, Versioned


class MapRelease(ProtectedModel):
    """A road network and base map of the branch; the newest one loaded is used.

    Files lie in the folder `map` of the run-time home and are named by their content.
    """

    road_file = models.CharField(max_length=300)
    tile_file = models.CharField(max_length=300, blank=True)
    fingerprint = models.CharField(max_length=64)
    attribution = models.CharField(max_length=200)
    is_synthetic = models.BooleanField(default=False)
    centre_lon = models.FloatField()
    centre_lat = models.FloatField()
    loaded_at = models.DateTimeField()

    objects = ProtectedQuerySet["MapRelease"].as_manager()

    @property
    def subject(self) -> str:
        return f"map:{self.fingerprint[:12]}"


class Area(Versioned):
    """A polygon with a name, in one version: outline, sub-district, station area. GeoJSON."""

    kind = models.CharField(max_length=20, choices=[(k, t.zh) for k, t in AREA_KINDS.items()])
    code = models.CharField(max_length=60)
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=160, blank=True)
    geometry = models.JSONField()
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, related_name="areas"
    )

    objects = ValidQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"],
                condition=Q(valid_until__isnull=True),
                name="one_area_in_force_per_code",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="an_area_ends_after_it_begins",
            ),
        ]

    def view(self) -> AreaView:
        return AreaView(
            kind=self.kind,
            code=self.code,
            name=self.name,
            version=self.version,
            geometry=self.geometry,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )


class Place(Named, models.Model):
    """A named place, street or crossing that an address can be found by. Never a person's home."""

    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=30)
    aliases = models.CharField(max_length=300, blank=True)
    # Lower case, every name between bars, no blanks between Chinese characters: one LIKE finds
    # two Chinese characters (trigram indexes do not) and tells a beginning from a middle.
    search_text = models.CharField(max_length=700)
    subdistrict = models.CharField(max_length=60, blank=True)
    source = models.CharField(
        max_length=20, default="branch", choices=[(k, t.zh) for k, t in SOURCES.items()]
    )
    lon = models.FloatField()
    lat = models.FloatField()

    class Meta:
        indexes = [
            models.Index(fields=["kind"], name="places_by_kind"),
            models.Index(fields=["lat", "lon"], name="places_by_position"),
        ]


class Closure(Named, ProtectedModel):
    """Roads near a point or a line that are closed or slow from a moment until a moment."""

    kind = models.CharField(max_length=10, choices=[(k, t.zh) for k, t in CLOSURE_KINDS.items()])
    factor = models.FloatField(default=1.0)
    geometry = models.JSONField()
    radius_m = models.FloatField(default=15)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    # The station in whose area the whole of it lies; its command room may lift it.
    station = models.ForeignKey("people.Organisation", models.PROTECT, null=True, related_name="+")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    set_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    objects = ValidQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(factor__gte=1), name="a_closure_never_speeds_up"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="a_closure_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["valid_until"], name="closures_by_end")]

    @property
    def subject(self) -> str:
        return f"closure:{self.pk}"

    def view(self) -> ClosureView:
        return ClosureView(
            pk=self.pk,
            kind=self.kind,
            factor=self.factor,
            radius_m=self.radius_m,
            name=self.name,
            geometry=self.geometry,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )


class Circumstance(Named, ProtectedModel):
    """Something that slows the whole network: snow × 1.4."""

    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    factor = models.FloatField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    set_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    objects = ValidQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(factor__gte=1, factor__lte=10),
                name="a_circumstance_slows_up_to_ten_times",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="a_circumstance_ends_after_it_begins",
            ),
        ]

    @property
    def subject(self) -> str:
        return f"circumstance:{self.pk}"

    def view(self) -> CircumstanceView:
        return CircumstanceView(
            pk=self.pk,
            name=self.name,
            factor=self.factor,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )


class PlaceNoteQuerySet(ProtectedQuerySet["PlaceNote"]):
    def in_force(self, at: datetime) -> "PlaceNoteQuerySet":
        """Approved by then, and neither ended nor past its day."""
        return self.filter(valid_from__lte=at, valid_until__gt=at, ended_at=None)


class PlaceNote(ProtectedModel):
    """What whoever goes to a public place, a building or a road should know of it.

    Not in force before a second person has approved it (`valid_from`), and always with an end.
    """

    kind = models.CharField(max_length=10, choices=[(k, t.zh) for k, t in NOTE_KINDS.items()])
    about = models.CharField(max_length=20, choices=[(k, t.zh) for k, t in NOTE_ABOUT.items()])
    place = models.CharField(max_length=120)
    text = models.CharField(max_length=300)
    lon = models.FloatField()
    lat = models.FloatField()
    proposed_at = models.DateTimeField()
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = PlaceNoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=list(NOTE_KINDS)), name="a_place_note_is_of_a_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(about__in=list(NOTE_ABOUT)),
                name="a_place_note_is_about_a_place_a_building_or_a_road",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("proposed_at")),
                name="a_place_note_ends_after_it_is_proposed",
            ),
        ]
        indexes = [models.Index(fields=["lat", "lon"], name="place_notes_by_position")]

    @property
    def subject(self) -> str:
        return f"place_note:{self.pk}"

    def view(self, metres: float = 0.0) -> PlaceNoteView:
        return PlaceNoteView(
            pk=self.pk,
            kind=self.kind,
            about=self.about,
            place=self.place,
            text=self.text,
            lon=self.lon,
            lat=self.lat,
            proposed_at=self.proposed_at,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            metres=metres,
        )
