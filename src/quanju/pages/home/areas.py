"""What stands in each of the six areas."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from quanju.domains.dispatch.permissions import may_see_desk
from quanju.domains.dispatch.queries.board import today_counts
from quanju.domains.dispatch.queries.counts import counts_by_class, counts_by_day, repeat_calls
from quanju.domains.dispatch.queries.handling import handling_rate
from quanju.domains.dispatch.queries.tables import incident_types
from quanju.domains.dispatch.types import Measure
from quanju.domains.duty.queries import measures
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.roles import LEGAL, STATION
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.queries import cover
from quanju.domains.patrol.queries import units as units_queries
from quanju.domains.patrol.types.measures import Figure
from quanju.domains.people.queries import organisations
from quanju.domains.people.types import Actor
from quanju.pages.shared.spans import Period, own_station, shelf
from quanju.pages.shared.times import clock_text

AREAS = {
    "reform": Text("队伍改革", "Team reform"),
    "patrol": Text("巡逻防控", "Patrol and response"),
    "investigation": Text("侦查打击", "Investigation"),
    "enforcement": Text("规范执法", "Standard enforcement"),
    "collaboration": Text("警务协同", "Collaboration"),
    "grass_roots": Text("基层基础", "Grass-roots work"),
}
LATER = {
    "investigation": Text(
        "研判、反诈和串并案件的数据还没有来源，由后续模块提供。",
        "Analysis, fraud and case series have no source yet; later modules bring them.",
    ),
    "grass_roots": Text(
        "基础任务、走访和派出所清单的数据还没有来源，由后续模块提供。",
        "Base tasks, visits and the stations' list have no source yet; later modules bring them.",
    ),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """A number with its n and the page that shows what it counts."""

    name: Text
    value: str | None
    unit: Text | str = ""
    n: int | None = None
    note: Text | str = ""
    href: str = ""


def records_of(measure: Measure, actor: Actor, period: Period) -> str:
    """The list of what a measure counts for those who may open all of it, else its numbers."""
    try:
        listed = reverse("dispatch_desk:incidents")
    except NoReverseMatch:
        listed = ""
    # A list of another length would belie the number: others see a part of what it counts.
    if listed and actor.role in (LEGAL | STATION) and measure.code not in ("RT-5",):
        return f"{listed}?{measure.records.replace('+', '%2B')}"
    return f"{reverse('home:figures')}?{urlencode({'code': measure.code, 'period': period.code})}"


@dataclass(frozen=True, slots=True)
class RingRow:
    """One ring: from the order, and beside it from the call."""

    name: Text
    by_order: Measure
    by_call: Measure
    order_href: str
    call_href: str


def rings(found: Sequence[Measure], actor: Actor, period: Period) -> list[RingRow]:
    by_code = {one.code: one for one in found}
    rows = []
    for order in (one for one in found if one.code.startswith("RT-3/")):
        call = by_code[order.code.replace("RT-3/", "RT-3b/")]
        hrefs = [records_of(one, actor, period) for one in (order, call)]
        rows.append(RingRow(order.name, order, call, *hrefs))
    return rows


def response_tiles(found: Sequence[Measure], actor: Actor, period: Period) -> list[Tile]:
    """RT-1, 2, 5, 6, 7 and 10."""
    return [
        Tile(
            name=Text(f"{one.name.zh}（{one.code}）", f"{one.name.en} ({one.code})"),
            value=None if one.value is None else f"{one.value:.1f}",
            unit=one.unit,
            n=one.n,
            note=_middle(one),
            href=records_of(one, actor, period),
        )
        for one in found
        if not one.code.startswith("RT-3")
    ]


VISIBLE = {"today": "day", "week": "days7", "month": "days30", "year": "days365"}
"""The same spans on the patrol board, which shows what each number counts."""


def visible_tiles(period: Period, at: datetime) -> list[Tile]:
    """V-1, V-2, V-3, V-5 and V-7 of the period; each opens the records it counts."""
    from_at, until_at = period.span(at)

    def compute() -> list[Figure]:
        until = min(until_at, at)
        found = [
            measures.figure(code, since=from_at, until=until, at=at)
            for code in ("V-1", "V-3", "V-5", "V-7")
        ]
        handled = handling_rate(since=from_at, until=until, at=at)
        return [found[0], handled, *found[1:]]

    query = urlencode({"period": VISIBLE[period.code], "day": local_day(at).isoformat()})
    return [
        Tile(
            name=Text(f"{one.name.zh}（{one.code}）", f"{one.name.en} ({one.code})"),
            value=f"{one.value:.1f}" if one.value is not None else None,
            unit=one.unit,
            n=one.n,
            note=Text(f"缺 {one.missing}", f"{one.missing} missing") if one.missing else "",
            href=f"{reverse('patrol_board:measure', args=[one.code])}?{query}",
        )
        for one in shelf.get(("visible", from_at, until_at), compute)
    ]


def _middle(one: Measure) -> Text | str:
    spread = ""
    if one.code == "RT-10":
        spread = str(Text(f"缺 {one.missing}", f"{one.missing} missing"))
    elif one.p50 is not None and one.p90 is not None and one.is_enough:
        spread = f"p50 {clock_text(one.p50)} · p90 {clock_text(one.p90)}"
    if one.by_radio:
        told = Text(f"电台代报 {one.by_radio}", f"{one.by_radio} told by radio")
        spread = " · ".join(filter(None, (spread, str(told))))
    if one.from_paper:
        cards = Text(f"纸卡 {one.from_paper} 件不计", f"{one.from_paper} from paper, left out")
        spread = " · ".join(filter(None, (spread, str(cards))))
    if one.arranged:
        kept = Text(f"预约 {one.arranged} 件不计", f"{one.arranged} scheduled, left out")
        spread = " · ".join(filter(None, (spread, str(kept))))
    if one.code != "RT-1" or not one.missing:
        return spread
    left_out = Text("{n} 件没有振铃时刻，不计", "{n} without a ring moment, left out")
    return " · ".join(filter(None, (spread, str(left_out.filled(n=one.missing)))))


def today_tiles(actor: Actor, at: datetime) -> list[Tile]:
    """What stands now, of the branch; for a station's command room what is its station's."""
    station = own_station(actor)
    counts = today_counts(at=at, station=station)
    desk = reverse("dispatch_desk:desk" if may_see_desk(actor) else "home:now")
    units = units_queries.units_on_duty()
    if station is not None:
        units = [unit for unit in units if unit.station_id == station]
    busy = cover.busy_units([unit.pk for unit in units])
    free = [
        u for u in units if u.pk not in busy and u.status in {"available", "staging", "patrolling"}
    ]
    return [
        Tile(Text("今日警情", "Incidents today"), str(counts["today"]), href=_figures("today")),
        Tile(Text("在办", "Open"), str(counts["open"]), href=desk),
        Tile(Text("未派警", "Not dispatched"), str(counts["waiting"]), href=desk),
        Tile(Text("待反馈", "Feedback due"), str(counts["feedback"]), href=desk),
        Tile(
            Text("可用 / 在勤警力", "Units free / on duty"),
            f"{len(free)} / {len(units)}",
            href=desk,
        ),
    ]


def _figures(period: str) -> str:
    return f"{reverse('home:figures')}?{urlencode({'code': 'count', 'period': period})}"


def reform_tiles(at: datetime) -> list[Tile]:
    """Stations that stand as two teams and one room, and posts that are held."""
    lines = organisations.tree(at=at)
    stations, complete, parts = 0, 0, set[str]()
    whole = {"command_room", "community_team", "case_team"}
    for line in [*lines, None]:
        if line is None or line.kind == "station" or line.depth <= 1:
            complete += bool(parts) and whole <= parts
            parts = set()
        if line is not None:
            stations += line.kind == "station"
            parts.add(line.kind)
    posts, held = sum(one.posts for one in lines), sum(one.held for one in lines)
    return [
        Tile(
            Text("两队一室的派出所", "Stations with two teams and one room"),
            f"{complete} / {stations}",
        ),
        Tile(
            Text("岗位有人任职（人次）", "Appointments held"),
            str(held),
            note=Text(f"岗位 {posts}", f"{posts} posts"),
        ),
    ]


def classes(period: Period, at: datetime, station: int | None) -> list[tuple[Text, int]]:
    """Incidents by class, the most first."""
    from_at, until_at = period.span(at)
    counts = shelf.get(
        ("classes", from_at, until_at, station),
        lambda: counts_by_class(from_at=from_at, until_at=until_at, station=station),
    )
    names = {one.class_code: one.class_name for one in incident_types(at)}
    rows = [(names.get(code, Text(code, code)), n) for code, n in counts.items()]
    return sorted(rows, key=lambda row: -row[1])


def days(period: Period, at: datetime, station: int | None) -> list[tuple[datetime, int]]:
    """Incidents a day; a single day is shown among the 14 before it."""
    from_at, until_at = period.span(at)
    if period.days == 1:
        from_at = replace(period, days=14).span(at)[0]
    return shelf.get(
        ("days", from_at, until_at, station),
        lambda: counts_by_day(from_at=from_at, until_at=until_at, station=station),
    )


def repeats(period: Period, at: datetime, station: int | None) -> Measure:
    from_at, until_at = period.span(at)
    return shelf.get(
        ("repeats", from_at, until_at, station),
        lambda: repeat_calls(from_at=from_at, until_at=until_at, station=station),
    )


def headline(period: Period, at: datetime, station: int | None) -> list[Tile]:
    """GEN-06: what the branch wants to be measured by, honest about what has no source."""
    again = repeats(period, at, station)
    from_at, until_at = period.span(at)
    count = sum(n for day, n in days(period, at, station) if from_at <= day <= until_at)
    return [
        Tile(
            Text("基础牢：基础工作完成", "Base work done"),
            None,
            note=Text("还没有来源", "no source yet"),
        ),
        Tile(
            Text("出事少：警情数", "Incidents"),
            f"{count:,}",
            note=Text(
                "没有居民数，不能算每千人；不设指标",
                "no number of residents, so none per 1,000; never a target",
            ),
            href=_figures(period.code),
        ),
        Tile(
            Text("治安好：24 小时内同址同类再报", "Same place and class again within 24 h"),
            None if again.value is None else f"{again.value:.1f}",
            unit="%",
            n=again.n,
            href=f"{reverse('home:figures')}?{urlencode({'code': 'RT-9', 'period': period.code})}",
        ),
        Tile(
            Text("人民满意：居民满意度", "Resident satisfaction"),
            None,
            note=Text("只取答复的问卷；还没有问卷", "from answered surveys only; none yet"),
        ),
    ]
