"""Questions about presence: V-1 and its three signals, the heat map of a week."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from quanju.domains.kernel.spans import Stay
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.models import LitStretch, PresenceSample
from quanju.domains.patrol.ports import job_spans
from quanju.domains.patrol.queries.zones import staging_points
from quanju.domains.patrol.sightings import QUARTER_S
from quanju.domains.patrol.types.measures import (
    PER_CENT,
    Counted,
    CountedPage,
    Figure,
    PresenceCell,
)
from quanju.domains.patrol.types.standing import Span

SIGNALS = {
    "V-1": ("is_seen", Text("见警率", "Visible police")),
    "V-1/officer": ("has_officer", Text("见警察", "Officers seen")),
    "V-1/car": ("has_car", Text("见警车", "Cars seen")),
    "V-1/light": ("has_light", Text("见警灯", "Lights seen")),
}
COUNTED = Text(
    "屯警点 × 一刻钟（有排班的）", "staging point × quarter hour, where duty was planned"
)
FORMULA = Text(
    "V = Σxₖ ÷ Σ1，k 为有屯警班次计划的“点位 × 一刻钟”；"
    "该一刻钟内有本局警力在 100 米内满 5 分钟则 x = 1，"
    "依据为点位签到（处警、巡逻离开不算）或警力位置；权重均为 1",
    "V = Σxₖ ÷ Σ1 over staging point × quarter hour with staging planned; x = 1 if an own unit "
    "was within 100 m for 5 minutes of it, by check-in at the point (not while away on a call "
    "or a round) or by position; every weight is 1",
)
FORMULAS = {
    "V-1/officer": Text("同上，只计在位班组和步行警力", "the same, crews on post and on foot only"),
    "V-1/car": Text("同上，只计有车辆的警力", "the same, units with a car only"),
    "V-1/light": Text(
        "同上，只计班组报告亮灯的车辆", "the same, cars whose crew said the light was on"
    ),
}
NOT_KNOWN = Text(
    "30 天前的位置只剩巡区和一刻钟，无法再判断；或尚未统计",
    "positions past 30 days are zone and quarter hour only, so nobody can say; or not counted yet",
)
NO_LIGHT = Text(
    "这段时间没有班组报告过警灯开关，因此没有来源",
    "no crew said in this time whether its light was on, so there is no source",
)


def job_spans_of(units: Collection[int], since: datetime, until: datetime) -> dict[int, list[Stay]]:
    """When these units were on calls, in seconds since 1970, as the rooms above tell."""
    return {
        unit: [
            (begins.timestamp(), ends.timestamp())
            for told in job_spans
            for begins, ends in told(unit, since, until)
        ]
        for unit in units
    }


def is_lit(unit: int) -> bool:
    """Whether the unit's car has its light on now, as its crew said."""
    return LitStretch.objects.filter(unit=unit, ended_at__isnull=True).exists()


def visibility(
    *, since: datetime, until: datetime, zone: int | None = None, at: datetime
) -> list[Figure]:
    """V-1, and split into officers, cars and lights."""
    counts = _planned(since, until, zone).aggregate(
        total=Count("pk"),
        **{f"known_{c}": Count("pk", filter=Q(**{f"{c}__isnull": False})) for c, _ in _COLUMNS},
        **{f"seen_{c}": Count("pk", filter=Q(**{c: True})) for c, _ in _COLUMNS},
    )
    found = []
    for code, (column, name) in SIGNALS.items():
        has_source = has_told(code, since, until)
        known = counts[f"known_{column}"] if has_source else 0
        found.append(
            Figure(
                code=code,
                name=name,
                formula=FORMULAS.get(code, FORMULA),
                counted=COUNTED,
                unit=PER_CENT,
                n=known,
                numerator=counts[f"seen_{column}"] if has_source else 0,
                denominator=known,
                missing=counts["total"] - counts[f"known_{column}"] if has_source else 0,
                missing_is=NOT_KNOWN,
                no_source=None if has_source else NO_LIGHT,
                since=since,
                until=until,
                zone=zone,
                computed_at=at,
            )
        )
    return found


def has_told(code: str, since: datetime, until: datetime) -> bool:
    """Whether there is a source: of lights only when some crew said something in this time."""
    if code != "V-1/light":
        return True
    return LitStretch.objects.filter(began_at__lt=until).exclude(ended_at__lte=since).exists()


_COLUMNS = tuple(SIGNALS.values())


def presences(
    code: str,
    *,
    since: datetime,
    until: datetime,
    zone: int | None = None,
    first: int = 0,
    most: int = 100,
) -> CountedPage:
    """The places and quarter hours that a figure of V-1 counts, the newest first."""
    column, _ = SIGNALS[code]
    if not has_told(code, since, until):
        return CountedPage((), 0)
    rows = _planned(since, until, zone).filter(**{f"{column}__isnull": False})
    listed = rows.order_by("-quarter_at", "staging_point")[first : first + most]
    return CountedPage(
        tuple(
            Counted(
                begins=row.quarter_at,
                ends=row.quarter_at + timedelta(seconds=QUARTER_S),
                zone=row.zone,
                point=row.staging_point,
                what=_what(row),
                part=float(bool(getattr(row, column))),
                whole=1.0,
            )
            for row in listed
        ),
        rows.count(),
    )


def presence_by_zone(
    code: str, *, since: datetime, until: datetime
) -> list[tuple[int | None, int, int, int]]:
    """Zone, known, seen and not known, of a figure of V-1."""
    column, _ = SIGNALS[code]
    if not has_told(code, since, until):
        return []
    rows = _planned(since, until, None).values("zone").order_by("zone")
    counts = rows.annotate(
        total=Count("pk"),
        known=Count("pk", filter=Q(**{f"{column}__isnull": False})),
        seen=Count("pk", filter=Q(**{column: True})),
    )
    return [(c["zone"], c["known"], c["seen"], c["total"] - c["known"]) for c in counts]


def presence_map(
    *, spans: Iterable[Span], code: str, at: datetime
) -> list[tuple[int, Text, list[PresenceCell]]]:
    """Staging points × stretches of hours: how much of them own police were to be seen (PAT-08)."""
    columns = list(spans)
    column, _ = SIGNALS[code]
    found: dict[tuple[int, int], list[int]] = {}
    rows = PresenceSample.objects.filter(
        quarter_at__gte=columns[0][0], quarter_at__lt=columns[-1][1]
    ).order_by("quarter_at")
    place = 0
    for point, quarter, seen, planned in rows.values_list(
        "staging_point", "quarter_at", column, "is_planned"
    ):
        while quarter >= columns[place][1]:
            place += 1
        counts = found.setdefault((point, place), [0, 0, 0, 0])
        counts[0] += seen is True
        counts[1] += seen is not None
        counts[2] += seen is None
        counts[3] += planned
    return [
        (
            point.number,
            point.name,
            [
                PresenceCell(*found.get((point.number, place), (0, 0, 0, 0)))
                for place in range(len(columns))
            ],
        )
        for point in staging_points(at)
    ]


def _planned(since: datetime, until: datetime, zone: int | None) -> QuerySet[PresenceSample]:
    rows = PresenceSample.objects.filter(
        is_planned=True, quarter_at__gte=since, quarter_at__lt=until
    )
    return rows if zone is None else rows.filter(zone=zone)


def _what(row: PresenceSample) -> Text:
    seen = [
        words
        for is_there, words in (
            (row.has_officer, Text("警察", "officer")),
            (row.has_car, Text("警车", "car")),
            (row.has_light, Text("警灯", "light")),
        )
        if is_there
    ]
    if not seen:
        return Text("未见", "nobody")
    return Text("、".join(s.zh for s in seen), ", ".join(s.en for s in seen))
