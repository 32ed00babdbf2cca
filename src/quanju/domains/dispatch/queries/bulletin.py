"""The numbers of a bulletin: how many, of what, where by station and zone, when, how quickly."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count

from quanju.domains.dispatch.models import Bulletin, Incident
from quanju.domains.dispatch.models.shifts import BULLETIN_SPANS
from quanju.domains.dispatch.permissions import may_read_measures
from quanju.domains.dispatch.queries.counts import counts_by_class
from quanju.domains.dispatch.queries.measures import measures
from quanju.domains.dispatch.rules import INCIDENT_CLASSES
from quanju.domains.kernel.days import local_time, start_of_day
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.people.queries.organisations import names_by_key
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

WEEK = timedelta(days=7)
DAYS = {"day": 1, "week": 7}
NO_STATION, NO_ZONE = Text("不属任何所", "No station"), Text("巡区外", "Outside all zones")


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what is counted, its number, and that of a week before."""

    name: Text
    value: str
    before: str


@dataclass(frozen=True, slots=True)
class BulletinView:
    """A bulletin as a page, a file and a paper tell it: sections of lines."""

    pk: int
    span: str
    day: date
    made_at: datetime
    sections: tuple[tuple[Text, tuple[Line, ...]], ...]

    @property
    def subject(self) -> str:
        return f"bulletin:{self.pk}"

    @property
    def label(self) -> Text:
        return BULLETIN_SPANS[self.span]

    @property
    def last_day(self) -> date:
        return self.day + timedelta(days=DAYS[self.span] - 1)


def numbers_of(span: str, day: date) -> dict[str, Any]:
    """What stands in a bulletin of these days, beside the same days a week before."""
    now, before = (_counted(span, start) for start in (day, day - WEEK))
    return {name: [now[name], before[name]] for name in now}


def _counted(span: str, day: date) -> dict[str, Any]:
    since, until = start_of_day(day), start_of_day(day + timedelta(days=DAYS[span]))
    rows = Incident.objects.filter(created_at__gte=since, created_at__lt=until)
    rows = rows.exclude(state="merged").order_by()
    hours = Counter(local_time(at).hour for at in rows.values_list("created_at", flat=True))
    return {
        "total": rows.count(),
        "by_class": counts_by_class(from_at=since, until_at=until),
        "by_station": _by(rows, "station"),
        "by_zone": _by(rows, "zone"),
        "by_hour": [hours[hour] for hour in range(24)],
        "measures": [
            {"code": m.code, "zh": m.name.zh, "en": m.name.en, "n": m.n, "value": m.value}
            for m in measures(from_at=since, until_at=until)
        ],
    }


def _by(rows: Any, column: str) -> dict[str, int]:
    counts = rows.values_list(column).annotate(n=Count("pk"))
    return {str(key if key is not None else ""): n for key, n in counts}


def bulletins(actor: Actor, *, limit: int = 30) -> list[Bulletin]:
    """The newest first; numbers are read by nearly everybody of the branch."""
    may_read_measures(actor).or_refuse()
    return list(Bulletin.objects.order_by("-day", "span").defer("content")[:limit])


def bulletin(pk: int, actor: Actor, *, at: datetime) -> BulletinView:
    """One bulletin with the names of what it counts."""
    may_read_measures(actor).or_refuse()
    row = Bulletin.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound(subject=f"bulletin:{pk}")
    return BulletinView(row.pk, row.span, row.day, row.made_at, _sections(row.content, at))


def _sections(content: Mapping[str, Any], at: datetime) -> tuple[Any, ...]:
    classes = {one.code: one.name for one in in_force(INCIDENT_CLASSES, at=at).content.classes}
    stations = names_by_key(int(key) for side in content["by_station"] for key in side if key)
    zones = {key for side in content["by_zone"] for key in side if key}
    total = Line(Text("警情总数", "Incidents"), *map(str, content["total"]))
    by_station = {key: stations.get(int(key)) if key else NO_STATION
                  for side in content["by_station"] for key in side}  # fmt: skip
    by_zone = {key: Text("{n} 巡区", "Zone {n}").filled(n=key) for key in sorted(zones, key=int)}
    if any("" in side for side in content["by_zone"]):
        by_zone[""] = NO_ZONE
    hours = tuple(
        Line(Text(f"{hour:02}:00", f"{hour:02}:00"), str(now), str(before))
        for hour, (now, before) in enumerate(zip(*content["by_hour"], strict=True))
    )
    return (
        (Text("总数", "In all"), (total,)),
        (Text("按类别", "By class"), _lines(content["by_class"], classes)),
        (Text("按所队", "By station"), _lines(content["by_station"], by_station)),
        (Text("按巡区", "By zone"), _lines(content["by_zone"], by_zone)),
        (Text("按小时", "By hour"), hours),
        (Text("响应", "Response"), _measured(*content["measures"])),
    )


def _lines(sides: list[Mapping[str, int]], names: Mapping[str, Any]) -> tuple[Line, ...]:
    now, before = sides
    keys = [key for key in names if key in now or key in before]
    keys += sorted((now.keys() | before.keys()) - names.keys())
    return tuple(
        Line(names.get(key) or Text(key, key), str(now.get(key, 0)), str(before.get(key, 0)))
        for key in keys
    )


def _measured(now: list[Mapping[str, Any]], before: list[Mapping[str, Any]]) -> tuple[Line, ...]:
    known = {one["code"]: one for one in before}
    return tuple(
        Line(Text(f"{m['code']} {m['zh']}", f"{m['code']} {m['en']}"), _value(m),
             _value(known.get(m["code"])))
        for m in now
    )  # fmt: skip


def _value(measure: Mapping[str, Any] | None) -> str:
    """A share of few tells more of chance than of the shift: below ten only their number."""
    if measure is None:
        return "–"
    if measure["n"] < 10 or measure["value"] is None:
        return f"n={measure['n']}"
    return f"{measure['value']:.1f} % (n={measure['n']})"
