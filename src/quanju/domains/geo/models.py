"""Tables of the branch's map: releases, areas, places, closures, circumstances."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from quanju.domains.kernel.types import Text
from quanju.domains.people.models import Person

AREA_KINDS = {
    "outline": Text("辖区", "branch outline"),
    "urban": Text("城区", "urban area"),
    "subdistrict": Text("街道（镇）", "sub-district"),
    "station_area": Text("派出所辖区", "station area"),
}
CLOSURE_KINDS = {"closed": Text("封闭", "closed"), "slow": Text("缓行", "slow")}


class ValidQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def in_force(self, at: datetime):  # type: ignore[no-untyped-def]
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=at), valid_from__lte=at
        )


class MapRelease(models.Model):
    """A road network and base map of the branch; the newest one loaded is used."""

    road_file = models.CharField(max_length=300)
    tile_file = models.CharField(max_length=300, blank=True)
    fingerprint = models.CharField(max_length=64)
    attribution = models.CharField(max_length=200)
    is_synthetic = models.BooleanField(default=False)
    centre_lon = models.FloatField()
    centre_lat = models.FloatField()
    loaded_at = models.DateTimeField()


class Area(models.Model):
    """A polygon with a name: outline, sub-district, station area. GeoJSON, WGS-84."""

    kind = models.CharField(max_length=20, choices=[(k, t.zh) for k, t in AREA_KINDS.items()])
    code = models.CharField(max_length=60)
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=160, blank=True)
    geometry = models.JSONField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    objects = ValidQuerySet.as_manager()

    @property
    def name(self) -> Text:
        return Text(self.name_zh, self.name_en or self.name_zh)


class Place(models.Model):
    """A named place, street or crossing that an address can be found by. Never a person's home."""

    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=30)
    aliases = models.CharField(max_length=300, blank=True)
    # Lower case, no blanks: one LIKE finds two Chinese characters (trigram indexes do not).
    search_text = models.CharField(max_length=700)
    subdistrict = models.CharField(max_length=60, blank=True)
    lon = models.FloatField()
    lat = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["kind"], name="places_by_kind")]

    @property
    def name(self) -> Text:
        return Text(self.name_zh, self.name_en or self.name_zh)


class Closure(models.Model):
    """Roads near a line that are closed or slow from a moment until a moment."""

    kind = models.CharField(max_length=10, choices=[(k, t.zh) for k, t in CLOSURE_KINDS.items()])
    factor = models.FloatField(default=1.0)
    geometry = models.JSONField()
    radius_m = models.FloatField(default=15)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    set_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = ValidQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(factor__gte=1), name="a_closure_never_speeds_up"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="a_closure_ends_after_it_begins",
            ),
        ]

    @property
    def name(self) -> Text:
        return Text(self.name_zh, self.name_en or self.name_zh)

    @property
    def subject(self) -> str:
        return f"closure:{self.pk}"


class Circumstance(models.Model):
    """Something that slows the whole network: snow × 1.4."""

    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    factor = models.FloatField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    set_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = ValidQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(factor__gte=1, factor__lte=10), name="a_circumstance_slows_up_to_ten_times"
            ),
        ]

    @property
    def name(self) -> Text:
        return Text(self.name_zh, self.name_en)

    @property
    def subject(self) -> str:
        return f"circumstance:{self.pk}"
