"""What the views of this desk share: the map, figures as rows, minutes as words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from quanju.domains.geo.queries.roads import current_map
from quanju.domains.geo.types import MapInfo, NoMapLoaded
from quanju.domains.kernel.types import Text
from quanju.domains.planning.types import MODELS, STATION_WISHES, Looks
from quanju.pages.planning_lab.forms import FORMS

MOST_ZONES_TOLD = 4
"""Zones whose own work is told beside the figures of all."""


def map_of(at: datetime) -> MapInfo | None:
    """The map in use, or None before one is loaded: the page then shows the lists alone."""
    try:
        return current_map(at)
    except NoMapLoaded:
        return None


def minutes(seconds: float | None) -> str:
    """4:05; a dash where no road leads."""
    return "—" if seconds is None else f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def percent(share: float | None) -> str:
    return "—" if share is None else f"{100 * share:.1f}%"


def points_more(after: float | None, before: float | None) -> Text:
    """The difference in percentage points, with a sign that does not depend on colour."""
    if after is None or before is None:
        return Text("—", "—")
    more = 100 * (after - before)
    sign = "▲ +" if more > 0.05 else "▼ −" if more < -0.05 else "= "
    return Text(f"{sign}{abs(more):.1f} 个百分点", f"{sign}{abs(more):.1f} points")


def rings_within(figures: Mapping[str, Any]) -> list[tuple[float, float]]:
    """Seconds of each ring that the figures were reckoned by, and the share of calls within it."""
    return sorted((float(limit), float(share)) for limit, share in figures["within"].items())


def reach_rows(
    before: Mapping[str, Any] | None, after: Mapping[str, Any]
) -> list[tuple[Text, str, str, Text]]:
    """Shares within each ring, median and ninth tenth: before, after, difference."""
    rows = []
    for limit_s, now in rings_within(after):
        then = dict(rings_within(before)).get(limit_s) if before else None
        name = Text(f"{limit_s / 60:g} 分钟内到达", f"within {limit_s / 60:g} min")
        rows.append((name, percent(then), percent(now), points_more(now, then)))
    for key, name in (
        ("p50_s", Text("行车时间中位数", "median drive")),
        ("p90_s", Text("行车时间九成位", "drive, 9 of 10")),
    ):
        then = before[key] if before else None
        now = after[key]
        more = Text("—", "—")
        if then is not None and now is not None:
            sign = "▲ +" if now > then + 0.5 else "▼ −" if now < then - 0.5 else "= "
            more = Text(f"{sign}{abs(now - then):.0f} 秒", f"{sign}{abs(now - then):.0f} s")
        rows.append((name, minutes(then), minutes(now), more))
    return rows


def worth_said(worth: Mapping[str, Any] | None) -> Text | None:
    """Whether moving points is worth it, in a sentence with its figures."""
    if not worth:
        return None
    n, better = worth["weeks"], worth["better_weeks"]
    if worth["of"] == "seconds":
        gain, noise = f"{worth['gain']:.1f}", f"{worth['noise']:.1f}"
        zh = f"换点后平均每次行车少 {gain} 秒；现有点位下，去年各周之间本来就相差 ±{noise} 秒"
        en = (
            f"The new points save {gain} s of a mean drive; with today's, last year's weeks differ "
            f"by ±{noise} s"
        )
    else:
        gain, noise = f"{100 * worth['gain']:.1f}", f"{100 * worth['noise']:.1f}"
        zh = f"换点后按时到达多 {gain} 个百分点；现有点位下，去年各周之间本来就相差 ±{noise} 个"
        en = (
            f"The new points reach {gain} points more in time; with today's, last year's weeks "
            f"differ by ±{noise} points"
        )
    ends = (
        ("，收益小于这个波动，几乎不值得搬", ": the gain lies under that, hardly worth moving")
        if worth["is_hardly"]
        else ("，收益大于这个波动", ": the gain is more than that")
    )
    weeks = f"（{n} 周里 {better} 周更好）。", f" ({better} of {n} weeks are better)."
    return Text(zh + ends[0] + weeks[0], en + ends[1] + weeks[1])


def look_rows(before: Looks | None, after: Looks | None) -> list[tuple[Text, str, str, Text]]:
    """What a planner asks of a division: before, after, difference; no rows without figures."""
    if after is None:
        return []
    rows = []
    for name, title in (
        ("deviation", Text("工作量最大偏差", "farthest from even work")),
        ("on_roads_share", Text("边界在干路上", "borders on named roads")),
    ):
        then, now = getattr(before, name, None), getattr(after, name)
        rows.append((title, percent(then), percent(now), points_more(now, then)))
    for name, title, digits in (
        ("compactness_mean", Text("紧凑度，平均", "roundness, mean"), 2),
        ("compactness_min", Text("紧凑度，最低", "roundness, least"), 2),
        ("necks", Text("细颈", "necks"), 0),
    ):
        then, now = getattr(before, name, None), getattr(after, name)
        shown = "—" if then is None else f"{then:.{digits}f}"
        rows.append((title, shown, f"{now:.{digits}f}", _more(now, then, digits)))
    return rows + _work_rows(before, after)


def _work_rows(before: Looks | None, after: Looks) -> list[tuple[Text, str, str, Text]]:
    """The zones that a step gives other work; none where most have, as after drawing all anew."""
    if before is None:
        return []
    changed = [n for n, now in after.work.items() if abs(now - before.work.get(n, now)) >= 0.0005]
    if len(changed) > MOST_ZONES_TOLD:
        return []
    return [
        (
            Text(f"{n} 号与平均之差", f"zone {n} against the mean"),
            f"{100 * before.work[n]:+.1f}%",
            f"{100 * after.work[n]:+.1f}%",
            points_more(after.work[n], before.work[n]),
        )
        for n in changed
    ]


def _more(after: float, before: float | None, digits: int) -> Text:
    if before is None:
        return Text("—", "—")
    more = round(after - before, digits + 1)
    sign = "▲ +" if more > 0 else "▼ −" if more < 0 else "= "
    said = f"{sign}{abs(more):.{digits + bool(digits)}f}"
    return Text(said, said)


def collection(
    features: list[dict[str, Any]], name: str, loads: Mapping[int, float] | None = None
) -> dict[str, Any]:
    """A layer as GeoJSON with the properties that the map draws by; `loads` tint the zones."""
    most = max((loads or {}).values(), default=0.0) or 1.0
    kind = name.removesuffix("s").replace("point", "staging_point")
    return {
        "type": "FeatureCollection",
        "name": {"zones": "patrol_zone", "points": "staging_point"}[name],
        "features": [
            {
                **one,
                "properties": {
                    **one["properties"],
                    "id": f"{kind}:{one['properties']['number']}",
                    "subject": f"{kind}:{one['properties']['number']}",
                    **(
                        {"load": round(loads.get(one["properties"]["number"], 0.0) / most, 2)}
                        if loads
                        else {}
                    ),
                },
            }
            for one in features
        ],
    }


def named_rows(features: list[dict[str, Any]]) -> list[tuple[int, Text]]:
    """Number and name of each zone or point."""
    found = []
    for one in features:
        facts = one["properties"]
        zh = str(facts.get("name_zh") or facts["number"])
        found.append((int(facts["number"]), Text(zh, str(facts.get("name_en") or zh))))
    return found


def wishes_of(kind: str, options: Mapping[str, Any]) -> list[tuple[Any, str]]:
    """What was asked, by the words of the form; wishes that were left alone are left out."""
    found = []
    for name, field in FORMS[kind].base_fields.items():
        value = options.get(name)
        if value in (None, "", "no", [], {}, False) or name == "title":
            continue
        found.append((field.label, _shown(name, value)))
    return found


def _shown(name: str, value: Any) -> str:
    if value is True:
        return "✓"
    if name == "model":
        return str(MODELS[value])
    if name == "stations":
        return str(STATION_WISHES[value])
    if name == "cars":
        return " ".join(f"{point}{more:+d}" for point, more in value.items())
    if isinstance(value, list):
        return " · ".join(
            ", ".join(f"{part:g}" for part in one) if isinstance(one, list) else str(one)
            for one in value
        )
    return f"{value:g}" if isinstance(value, float) else str(value)
