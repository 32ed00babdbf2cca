"""What the roads stand on at a moment: the maps, what is closed, what is slow. One question."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    CharField,
    DateTimeField,
    FloatField,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from quanju.domains.geo.models import Circumstance, Closure, MapRelease
from quanju.domains.geo.network import info
from quanju.domains.geo.types import CircumstanceView, ClosureView, MapInfo
from quanju.domains.kernel.kept import kept
from quanju.domains.kernel.prepared import PreparedView


class Standing(NamedTuple):
    """Releases, the newest first; closures and circumstances in force, oldest first."""

    releases: tuple[MapInfo, ...]
    closures: tuple[ClosureView, ...]
    circumstances: tuple[CircumstanceView, ...]


def standing(at: datetime) -> Standing:
    """As it is now; the rows themselves are read again only once they say something else."""
    return kept((MapRelease, Closure, Circumstance), at, lambda: _STANDING(at=at))


def _told(
    rows: QuerySet[Any, Any],
    since: str,
    until: Any,
    factor: Any,
    radius_m: Any,
    kind: str,
    text: str,
) -> QuerySet[Any, Any]:
    """The rows of one of the tables in columns that all three have."""
    return rows.order_by().values_list(
        Value(rows.model.__name__, output_field=CharField()),
        Cast("pk", BigIntegerField()),
        Cast(since, DateTimeField()),
        Cast(until, DateTimeField()),
        Cast(factor, FloatField()),
        Cast(radius_m, FloatField()),
        Cast(kind, TextField()),
        Cast(text, TextField()),
    )


def _all(at: datetime) -> QuerySet[Any, Any]:
    nothing = Value(None)
    releases = _told(
        MapRelease.objects.all(), "loaded_at", nothing, nothing, nothing, "road_file", "fingerprint"
    )
    closures = _told(
        Closure.objects.in_force(at),
        *("valid_from", "valid_until", "factor", "radius_m", "kind", "geometry"),
    )
    circumstances = _told(
        Circumstance.objects.in_force(at),
        *("valid_from", "valid_until", "factor", nothing, "name_zh", "name_en"),
    )
    return releases.union(closures, circumstances, all=True)


def _views(rows: list[Any]) -> Standing:
    def of(model: Any) -> Any:
        return model.objects.filter(pk__in=[pk for name, pk, *_ in rows if name == model.__name__])

    releases = of(MapRelease).order_by("-loaded_at", "-pk")
    return Standing(
        tuple(info(row) for row in releases),
        tuple(row.view() for row in of(Closure).order_by("pk")),
        tuple(row.view() for row in of(Circumstance).order_by("pk")),
    )


_STANDING = PreparedView(_all, _views, at=datetime)
