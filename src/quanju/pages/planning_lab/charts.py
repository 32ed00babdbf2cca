"""Charts of before and after as SVG: the same drawing on the page and on paper.

Colours stand as attributes for the PDF; on the page the classes of `planning_lab.css` win. A chart
never speaks by colour alone: before is hollow or dashed, after is filled, figures stand beside.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import shapely
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from quanju.domains.geo.shapes import read_geometry
from quanju.domains.kernel.types import Text
from quanju.domains.planning.types import Feature
from quanju.pages.planning_lab.parts import rings_within

WIDTH = 368
BEFORE, AFTER = Text("之前", "before"), Text("之后", "after")
SHADES = (
    "#1d63d8",
    "#6f9fe8",
    "#b9cff2",
    "#cadbf5",
    "#d6e3f7",
    "#dfe9f9",
    "#e6eefa",
    "#ecf2fb",
    "#f1f5fc",
)
"""Of the rings from the smallest on; a table has nine at most."""
LONGER = "#d9dee6"
FONTS = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, DejaVu Sans"
INK, QUIET, LINE, BLUE, GREY = "#152131", "#56657a", "#c9d1dc", "#1d63d8", "#8794a6"


def rings(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> SafeString:
    """Shares of calls by ring as two bars above each other."""
    parts = []
    for row, (name, one) in enumerate(((BEFORE, before), (AFTER, after))):
        if one is None:
            continue
        y, x = 12 + row * 34, 44.0
        parts.append(_text(0, y + 15, name, "label"))
        shares = [share for _, share in rings_within(one)]
        pieces = [max(0.0, b - a) for a, b in pairwise((0.0, *shares, 1.0))]
        for (kind, colour), share in zip(_shades(len(shares)), pieces, strict=True):
            wide = share * (WIDTH - 44)
            parts.append(_rect(x, y, wide, 22, kind, colour))
            if wide > 34:
                dark = "on-dark" if kind == "ring-0" else "on-light"
                parts.append(_text(x + wide / 2, y + 15, f"{100 * share:.0f}%", dark, "middle"))
            x += wide
    names = _ring_names([limit_s / 60 for limit_s, _ in rings_within(after)])
    for place, ((kind, colour), name) in enumerate(
        zip(_shades(len(names) - 1), names, strict=True)
    ):
        left = 44 + place * (WIDTH - 44) / len(names)
        parts += [_rect(left, 84, 9, 9, kind, colour)]
        parts += [_text(left + 13, 92, name, "small")]
    return _svg(100, Text("各圈警情份额", "share of calls by ring"), parts)


def _shades(rings: int) -> list[tuple[str, str]]:
    """Class and colour of each piece, what lies beyond the rings last."""
    own = [(f"ring-{n}", SHADES[n]) for n in range(rings)]
    return [*own, ("ring-longer", LONGER)]


def _ring_names(minutes: Sequence[float]) -> list[Text]:
    first = Text(f"{minutes[0]:g} 分钟内", f"≤ {minutes[0]:g} min")
    others = [Text(f"{a:g}–{b:g} 分钟", f"{a:g}–{b:g} min") for a, b in pairwise(minutes)]
    return [first, *others, Text("更久", "longer")]


def curves(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> SafeString | str:
    """Share of calls reached by minutes of driving, today dashed and after as a line."""
    if "curve" not in after:
        return ""
    left, top, wide, high = 34, 8, WIDTH - 44, 150
    steps = len(after["curve"]) - 1
    parts = []
    for share in (0, 25, 50, 75, 100):
        y = top + high * (1 - share / 100)
        parts += [
            _line(left, y, left + wide, y, "axis"),
            _text(left - 6, y + 4, share, "small", "end"),
        ]
    longest = steps / 2
    marks = [limit_s / 60 for limit_s, _ in rings_within(after)]
    for minute in sorted({*(mark for mark in marks if mark < longest), longest}):
        x = left + wide * (minute * 2 / steps)
        parts += [
            _line(x, top, x, top + high, "axis"),
            _text(x, top + high + 15, f"{minute:g}", "small", "middle"),
        ]
    parts.append(_text(left + wide, top + high + 28, Text("分钟", "minutes"), "small", "end"))
    for one, kind, dash in ((before, "today", "4 4"), (after, "after", "none")):
        if one is None:
            continue
        places = " ".join(
            f"{left + wide * n / steps:.1f},{top + high * (1 - share):.1f}"
            for n, share in enumerate(one["curve"])
        )
        parts.append(
            format_html(
                '<polyline class="curve-{}" points="{}" fill="none" stroke="{}" '
                'stroke-width="2" stroke-dasharray="{}"/>',
                kind,
                places,
                BLUE if kind == "after" else QUIET,
                dash,
            )
        )
    parts += _legend(left, top + high + 28)
    return _svg(top + high + 34, Text("累计到达曲线", "calls reached by time"), parts)


Pair = tuple[Any, float | None, float | None, str]
"""Words, today, after, the figure as it is shown."""


def pairs(rows: Sequence[Pair], label: Text) -> SafeString | str:
    """A row each with a hollow dot for today and a filled one for after, on one scale from zero;
    the upright line is the mean after."""
    known = [v for _, a, b, _ in rows for v in (a, b) if v is not None]
    if not known:
        return ""
    left, right, step = 128, 58, 22
    wide, most = WIDTH - left - right, max(*known, 1e-9)
    afters = [b for _, _, b, _ in rows if b is not None]
    parts = []
    if afters:
        x = left + wide * sum(afters) / len(afters) / most
        parts.append(_line(x, 2, x, step * len(rows) + 2, "mean", "3 3"))
    for row, (words, before, after, shown) in enumerate(rows):
        y = 13 + row * step
        xs = [None if v is None else left + wide * v / most for v in (before, after)]
        parts += [_text(0, y + 4, _short(words), "label"), _line(left, y, left + wide, y, "axis")]
        if xs[0] is not None and xs[1] is not None:
            parts.append(_line(xs[0], y, xs[1], y, "change", wide=3))
        if xs[0] is not None:
            parts.append(_dot(xs[0], y, "today", is_filled=False))
        if xs[1] is not None:
            parts.append(_dot(xs[1], y, "after", is_filled=True))
        parts.append(_text(WIDTH, y + 4, shown, "figure", "end"))
    high = step * len(rows)
    return _svg(high + 24, label, [*parts, *_legend(left, high + 18)])


Change = tuple[Any, float, float, str]
"""Words, relative difference and half its interval, the figure as it is shown."""


def changes(rows: Sequence[Change], label: Text) -> SafeString | str:
    """Differences with their 95 % interval around the line of no change."""
    if not rows:
        return ""
    left, right, step = 112, 118, 26
    wide = WIDTH - left - right
    most = max(*(abs(mean) + half for _, mean, half, _ in rows), 0.01)
    middle = left + wide / 2
    parts = [_line(middle, 2, middle, step * len(rows) + 4, "zero")]
    for row, (words, mean, half, shown) in enumerate(rows):
        y = 15 + row * step
        x, reach = middle + wide / 2 * mean / most, wide / 2 * half / most
        is_sure = abs(mean) > half
        parts += [
            _text(0, y + 4, _short(words, 10), "label"),
            _line(x - reach, y, x + reach, y, "interval", wide=2),
            _line(x - reach, y - 4, x - reach, y + 4, "interval"),
            _line(x + reach, y - 4, x + reach, y + 4, "interval"),
            _dot(x, y, "after" if is_sure else "today", is_filled=is_sure),
            _text(WIDTH, y + 4, shown, "figure", "end"),
        ]
    note = Text("空心：差别不超出偶然", "hollow: no more than chance")
    parts.append(_text(0, step * len(rows) + 20, note, "small"))
    return _svg(step * len(rows) + 26, label, parts)


def district(zones: Sequence[Feature], points: Sequence[Feature]) -> SafeString:
    """Zones with their numbers and the staging points, for paper: north is up."""
    shapes = [(one["properties"]["number"], read_geometry(one["geometry"])) for one in zones]
    spots = [one["geometry"]["coordinates"] for one in points]
    west, south, east, north = shapely.union_all([shape for _, shape in shapes]).bounds
    flat = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 8) / max((east - west) * flat, 1e-9)
    high = (north - south) * scale + 8

    def at(lon: float, lat: float) -> tuple[float, float]:
        return 4 + (lon - west) * flat * scale, 4 + (north - lat) * scale

    parts = []
    for _, shape in shapes:
        rings = [
            ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)
        ]
        path = " ".join(
            "M" + " L".join("{:.1f} {:.1f}".format(*at(x, y)) for x, y in ring.coords) + "Z"
            for ring in rings
        )
        drawn = (
            '<path d="{}" fill="#eef3fb" stroke="#1d63d8" stroke-width="1" fill-rule="evenodd"/>'
        )
        parts.append(format_html(drawn, path))
    for spot in spots:
        x, y = at(spot[0], spot[1])
        parts.append(_rect(x - 2, y - 2, 4, 4, "point", INK))
    for number, shape in shapes:
        inner = shape.representative_point()
        x, y = at(inner.x, inner.y)
        parts.append(_text(x, y + 4, number, "label", "middle"))
    return _svg(high, Text("巡区与屯警点", "zones and points"), parts)


def _legend(left: float, y: float) -> list[SafeString]:
    return [
        _dot(left + 4, y - 4, "today", is_filled=False),
        _text(left + 14, y, BEFORE, "small"),
        _dot(left + 68, y - 4, "after", is_filled=True),
        _text(left + 78, y, AFTER, "small"),
    ]


def _short(words: Any, most: int = 9) -> str:
    """Cut to the room that the label has; an ideograph is as wide as two letters."""
    text, used = "", 0
    for sign in str(words):
        used += 2 if ord(sign) > 0x2E7F else 1
        if used > 2 * most:
            return text + "…"
        text += sign
    return text


def _svg(high: float, label: Text, parts: Sequence[SafeString]) -> SafeString:
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {} {}" role="img" '
        'font-family="{}" aria-label="{}">{}</svg>',
        WIDTH,
        high,
        FONTS,
        label,
        format_html_join("", "{}", ((one,) for one in parts)),
    )


def _rect(x: float, y: float, wide: float, high: float, kind: str, fill: str) -> SafeString:
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" fill="{}"/>',
        kind,
        *_told(x, y, wide),
        high,
        fill,
    )


def _line(
    x1: float, y1: float, x2: float, y2: float, kind: str, dash: str = "none", wide: float = 1
) -> SafeString:
    stroke = {"axis": LINE, "change": SHADES[1], "interval": INK}.get(kind, GREY)
    return format_html(
        '<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="{}" '
        'stroke-dasharray="{}"/>',
        kind,
        *_told(x1, y1, x2, y2),
        stroke,
        wide,
        dash,
    )


def _dot(x: float, y: float, kind: str, *, is_filled: bool) -> SafeString:
    return format_html(
        '<circle class="dot-{}" cx="{}" cy="{}" r="4.5" fill="{}" stroke="{}" stroke-width="1.6"/>',
        kind,
        *_told(x, y),
        BLUE if is_filled else "#ffffff",
        BLUE if is_filled else QUIET,
    )


def _text(x: float, y: float, words: Any, kind: str, anchor: str = "start") -> SafeString:
    size = 10 if kind == "small" else 11
    fill = {"on-dark": "#ffffff", "small": QUIET}.get(kind, INK)
    return format_html(
        '<text class="{}" x="{}" y="{}" font-size="{}" fill="{}" text-anchor="{}">{}</text>',
        kind,
        *_told(x, y),
        size,
        fill,
        anchor,
        words,
    )


def _told(*numbers: float) -> list[str]:
    return [f"{number:.1f}" for number in numbers]
