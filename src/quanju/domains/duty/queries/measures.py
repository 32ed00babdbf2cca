"""V-1 to V-7 (specification 4.2). V-2 reads calls and lives with dispatch, V-4 with rounds, which
plugs it in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from quanju.domains.duty import types as duty_types
from quanju.domains.duty.ports import measures
from quanju.domains.duty.queries import counted as counted_queries
from quanju.domains.duty.queries.tables import duty_rule
from quanju.domains.duty.types import Definition
from quanju.domains.kernel import days as schedule
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.patrol.queries.presence import SIGNALS, presence_by_zone, presences, visibility
from quanju.domains.patrol.types.measures import PER_CENT, PERIOD_KINDS, CountedPage, Figure, Period

_SHIFTS = Text("屯警班次", "staging shifts")
_HOURS = Text("小时", "h")
DEFINITIONS: dict[str, Definition] = {
    "V-3": Definition(
        Text("屯警在位率", "Staging on post"),
        Text(
            "已签到（含离位处警）的分钟 ÷ 计划分钟；取消的班次不计，未到位和准假的计为 0",
            "minutes checked in, or away on a call, ÷ minutes planned; cancelled shifts are left "
            "out, missed and excused ones count as 0",
        ),
        _SHIFTS,
        counted_queries.staging_shifts,
        missing_is=Text("签到后没有下岗时刻", "checked in, but never out"),
    ),
    "V-5": Definition(
        Text("巡区空档分钟", "Minutes of zones without a unit"),
        Text(
            "每个巡区每天没有可用警力的分钟，取平均",
            "minutes without an available unit, a zone and day on average",
        ),
        Text("巡区 × 天", "zone × day"),
        counted_queries.zone_days,
        unit=Text("分钟", "min"),
        missing_is=Text(
            "当天没有任何警力上勤记录，等于没有统计",
            "no unit signed on that day: nothing was recorded",
        ),
    ),
    "V-6": Definition(
        Text("义警服务时长", "Volunteer hours"),
        Text("义警记录的服务小时之和", "hours that volunteers logged, added up"),
        Text("已结束的义警班次（人次）", "volunteers' shifts that are over"),
        counted_queries.volunteer_shifts,
        unit=_HOURS,
        is_total=True,
        missing_is=Text("义警未记录时长", "hours not logged"),
    ),
    "V-6/paired": Definition(
        Text("义警与民警结对", "Volunteers beside an officer"),
        Text(
            "结对民警同在该班次的义警班次 ÷ 义警班次",
            "volunteers' shifts on which the officer beside them stood too ÷ volunteers' shifts",
        ),
        Text("已结束的义警班次（人次）", "volunteers' shifts that are over"),
        counted_queries.paired_shifts,
    ),
    "V-7": Definition(
        Text("社区民警在本社区", "Community officers in their community"),
        Text(
            "社区民警在本社区的勤务小时 ÷ 其全部勤务小时（按排班，未到位、准假的不计）",
            "duty hours in the own community ÷ all duty hours of community officers (as planned, "
            "without missed and excused shifts)",
        ),
        Text("社区民警的班次（人次）", "shifts of community officers"),
        counted_queries.community_hours,
    ),
}
SURVEY = Text("居民所见（问卷）", "As residents see it (survey)")
NO_SURVEY = Text(
    "还没有居民问卷，因此没有来源；不以别的数据代替",
    "there is no survey of residents yet, so there is no source; nothing else stands in for it",
)


def period_of(kind: str, day: date, zone: ZoneInfo) -> Period:
    """The day, ISO week, month or year that a day lies in, in the branch's own time."""
    kind = kind if kind in PERIOD_KINDS else "week"
    tomorrow = day + timedelta(days=1)
    if kind.startswith("days"):
        first = tomorrow - timedelta(days=int(kind.removeprefix("days")))
        return _period(kind, first, tomorrow, zone)
    first, after = {
        "day": (day, tomorrow),
        "week": (
            day - timedelta(days=day.weekday()),
            day + timedelta(days=7 - day.weekday()),
        ),
        "month": (day.replace(day=1), (day.replace(day=1) + timedelta(days=32)).replace(day=1)),
        "year": (date(day.year, 1, 1), date(day.year + 1, 1, 1)),
    }[kind]
    return _period(kind, first, after, zone)


def _period(kind: str, first: date, after: date, zone: ZoneInfo) -> Period:
    since, until = (schedule.repeated_moment(one, time(), zone) for one in (first, after))
    return Period(kind, first, after - timedelta(days=1), since, until)


def figures(
    *, since: datetime, until: datetime, zone: int | None = None, at: datetime
) -> list[Figure]:
    """All measures of patrol in the order of the specification."""
    seen = visibility(since=since, until=until, zone=zone, at=at)
    others = [
        figure(code, since=since, until=until, zone=zone, at=at) for code in sorted(_definitions())
    ]
    return [*seen, _survey(since, until, zone, at), *others]


def figure(
    code: str, *, since: datetime, until: datetime, zone: int | None = None, at: datetime
) -> Figure:
    """One measure of a span, of one zone or of all; `NotFound` if there is no such measure."""
    if code == "V-1s":
        return _survey(since, until, zone, at)
    if code in SIGNALS:
        seen = visibility(since=since, until=until, zone=zone, at=at)
        return next(one for one in seen if one.code == code)
    found = _definition(code).find(since, until, at)
    return _figure(code, found, since, until, zone, at)


def counted(
    code: str,
    *,
    since: datetime,
    until: datetime,
    zone: int | None = None,
    first: int = 0,
    most: int = 100,
    at: datetime,
) -> CountedPage:
    """Some of the records that a figure counts, and how many there are: exactly its n."""
    if code in SIGNALS:
        return presences(code, since=since, until=until, zone=zone, first=first, most=most)
    if code == "V-1s":
        return CountedPage((), 0)
    rows = _definition(code).find(since, until, at).rows
    kept = [row for row in rows if zone is None or row.zone == zone]
    return CountedPage(tuple(kept[first : first + most]), len(kept))


def figure_by_zone(code: str, *, since: datetime, until: datetime, at: datetime) -> list[Figure]:
    """The same measure of each zone; their n add up to the whole one's."""
    if code in SIGNALS:
        whole = figure(code, since=since, until=until, at=at)
        return [
            replace(whole, zone=zone, n=known, numerator=seen, denominator=known, missing=dark)
            for zone, known, seen, dark in presence_by_zone(code, since=since, until=until)
        ]
    if code == "V-1s":
        return []
    found = _definition(code).find(since, until, at)
    zones = {row.zone for row in found.rows} | set(found.missing)
    return [
        _figure(code, found, since, until, zone, at)
        for zone in sorted(zones, key=lambda z: (z is None, z))
    ]


def _survey(since: datetime, until: datetime, zone: int | None, at: datetime) -> Figure:
    """V-1s: nobody asks residents yet, and it says so."""
    return Figure(
        code="V-1s",
        name=SURVEY,
        formula=Text(
            "答“本周在这里见过警察”的问卷 ÷ 收回的问卷",
            "answers “saw police here this week” ÷ answers",
        ),
        counted=Text("居民问卷", "answers of residents"),
        unit=PER_CENT,
        no_source=NO_SURVEY,
        since=since,
        until=until,
        zone=zone,
        computed_at=at,
    )


def _definition(code: str) -> Definition:
    known = _definitions()
    if code not in known:
        raise NotFound(subject=f"measure {code[:20]}")
    return known[code]


def _definitions() -> dict[str, Definition]:
    """Those of duty and those that rooms above have plugged in."""
    return DEFINITIONS | {code: one for more in measures for code, one in more.items()}


def _figure(
    code: str,
    found: duty_types.Found,
    since: datetime,
    until: datetime,
    zone: int | None,
    at: datetime,
) -> Figure:
    what, rows = _definition(code), found.rows
    missing: Sequence[int] = list(found.missing.values())
    if zone is not None:
        rows, missing = [row for row in rows if row.zone == zone], [found.missing[zone]]
    targets = {"V-6/paired": 1.0, "V-7": duty_rule(at).community_share}
    return Figure(
        code=code,
        name=what.name,
        formula=what.formula,
        counted=what.counted,
        unit=what.unit,
        is_total=what.is_total,
        n=len(rows),
        numerator=sum(row.part for row in rows),
        denominator=sum(row.whole for row in rows),
        missing=sum(missing),
        missing_is=what.missing_is,
        target=targets.get(code),
        since=since,
        until=until,
        zone=zone,
        computed_at=at,
    )
