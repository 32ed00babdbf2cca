"""Pure decisions of planning: what may be asked of a study, and how calls become cells."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import h3
import numpy as np
from numpy.typing import NDArray

from quanju.domains.kernel.types import Refused, Text
from quanju.domains.planning.types import (
    BUILT_OF,
    CANDIDATES,
    MODELS,
    STATION_WISHES,
    Inputs,
)

YEAR = timedelta(days=365)
"""How far back calls are looked at."""
LEAST_DAYS = 28
LEAST_CALLS = 5
"""A cell with fewer calls is merged into a larger one: nothing may point at a single house."""
FINEST, COARSEST = 10, 7
MOST_ADDED = 20
CALLS_SHARE = 0.6
"""Of a zone's work that calls are, where nobody wishes otherwise; the rest is metres of road."""
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class NotAStudy(Refused):
    """What was asked cannot be studied; says which line is wrong."""

    code = "NOT_A_STUDY"
    text = Text("不能开始研究：{why}", "The study cannot begin: {why}")
    status = 422


@dataclass(frozen=True, eq=False)
class Cells:
    """Calls by place and by hour: float64[n] middle of the calls in degrees, int64[n] calls.

    `of`: int64[calls] the cell of each call, -1 for those left out.
    `week`: int64[168] calls of all cells by hour of the week. `left_out`: calls in no cell of
    five, even of the coarsest size; they are counted, not placed.
    """

    lon: Floats
    lat: Floats
    count: Ints
    of: Ints
    week: Ints
    left_out: int


def cells_of(lon: Floats, lat: Floats, hour_of_week: Ints) -> Cells:
    """Merge calls into hexagons, fine where there are many calls, coarse where few."""
    week = np.bincount(hour_of_week, minlength=168).astype(np.int64)
    rest, of = np.arange(len(lon)), np.full(len(lon), -1)
    found: list[tuple[float, float, int]] = []
    for size in range(FINEST, COARSEST - 1, -1):
        held: dict[str, list[int]] = {}
        for call in rest.tolist():
            held.setdefault(h3.latlng_to_cell(lat[call], lon[call], size), []).append(call)
        left: list[int] = []
        for _, calls in sorted(held.items()):
            if len(calls) < LEAST_CALLS:
                left += calls
                continue
            of[calls] = len(found)
            found.append((float(lon[calls].mean()), float(lat[calls].mean()), len(calls)))
        rest = np.array(sorted(left), dtype=np.int64)
    table = np.array(found, dtype=np.float64).reshape(-1, 3)
    return Cells(
        lon=table[:, 0].round(5),
        lat=table[:, 1].round(5),
        count=table[:, 2].astype(np.int64),
        of=of,
        week=week,
        left_out=len(rest),
    )


def points_wished(given: Mapping[str, Any]) -> Inputs:
    model = given.get("model", "p_median")
    if model not in MODELS:
        raise NotAStudy(why=Text(f"没有模型 {model!s:.20}", f"there is no model {model!s:.20}"))
    candidates = given.get("candidates") or "both"
    if candidates not in CANDIDATES:
        raise NotAStudy(
            why=Text(
                f"没有这种候选地点：{candidates!s:.20}",
                f"there are no candidates {candidates!s:.20}",
            )
        )
    count = _number(given, "count", Text("点数", "the number of points"), 27, 1, 200)
    fixed = _numbers(given, "fixed")
    if len(fixed) > count:
        raise NotAStudy(
            why=Text(
                f"固定了 {len(fixed)} 个点，却只要 {count:.0f} 个",
                f"{len(fixed)} points are fixed, but only {count:.0f} are wanted",
            )
        )
    return {
        "model": model,
        "count": int(count),
        "limit_min": _number(given, "limit_min", Text("时限（分钟）", "the limit"), 3, 0.5, 60),
        "busy": _number(given, "busy", Text("忙碌率", "busy"), 0.3, 0, 0.95),
        "fixed": fixed,
        "added": _places(given, "added"),
        "candidates": candidates,
        "each_zone": bool(given.get("each_zone", False)),
        "zones_of": int(given["zones_of"]) if given.get("zones_of") else None,
        "seconds": _number(given, "seconds", Text("计算秒数", "seconds"), 20, 1, 600),
        "seed": _seed(given),
    }


def zones_wished(given: Mapping[str, Any]) -> Inputs:
    stations = given.get("stations") or "no"
    if stations not in STATION_WISHES:
        raise NotAStudy(why=Text(f"没有这种选择：{stations!s:.20}", f"no choice {stations!s:.20}"))
    if stations == "keep" and given.get("from_today"):
        raise NotAStudy(
            why=Text(
                "不跨所界时各所单独划区，不能同时从现有巡区出发",
                "where station borders are kept each station is drawn afresh, not from today",
            )
        )
    built_of = given.get("built_of") or "hexagons"
    if built_of not in BUILT_OF:
        raise NotAStudy(why=Text(f"没有这种选择：{built_of!s:.20}", f"no choice {built_of!s:.20}"))
    if built_of == "blocks" and stations == "keep":
        raise NotAStudy(
            why=Text(
                "不跨所界时请用六边形划区",
                "where station borders are kept zones are drawn of hexagons",
            )
        )
    return {
        "built_of": built_of,
        "along_roads": bool(given.get("along_roads", False)),
        "along_barriers": bool(given.get("along_barriers", False)),
        "stations": stations,
        "count": int(_number(given, "count", Text("巡区数", "the number of zones"), 17, 1, 200)),
        "calls_share": _number(given, "calls_share", Text("警情权重", "calls"), CALLS_SHARE, 0, 1),
        "from_today": bool(given.get("from_today", False)),
        "moving": _number(given, "moving", Text("变动代价", "price of moving"), 100, 0, 1e6),
        "resolution": int(_number(given, "resolution", Text("单元大小", "cell size"), 9, 7, 10)),
        "seed": _seed(given),
    }


def what_if_wished(given: Mapping[str, Any]) -> Inputs:
    cars = {}
    for point, more in dict(given.get("cars", {})).items():
        wanted = {"cars": more}
        cars[str(int(point))] = int(
            _number(wanted, "cars", Text("增减车辆", "cars more or fewer"), 0, -20, 20)
        )
    return {
        "cars": {point: more for point, more in cars.items() if more},
        "closed": _places(given, "closed"),
        "without": _numbers(given, "without"),
        "slower": _number(given, "slower", Text("行车时间倍数", "slower"), 1, 0.5, 5),
        "more_calls": _number(given, "more_calls", Text("警情倍数", "more calls"), 1, 0.1, 10),
        "plan": int(given["plan"]) if given.get("plan") else None,
        "days": int(_number(given, "days", Text("天数", "days"), 365, 1, 366)),
        "replications": int(_number(given, "replications", Text("遍数", "runs"), 5, 2, 50)),
        "seed": _seed(given),
    }


def _seed(given: Mapping[str, Any]) -> int:
    return int(_number(given, "seed", Text("种子", "the seed"), 1, 0, 2**31 - 1))


def _number(
    given: Mapping[str, Any], name: str, words: Text, otherwise: float, least: float, most: float
) -> float:
    value = given.get(name, otherwise)
    try:
        number = float(otherwise if value in (None, "") else value)
    except (TypeError, ValueError):
        number = float("nan")
    if not least <= number <= most:
        raise NotAStudy(
            why=Text(
                f"{words.zh}应在 {least:g} 与 {most:g} 之间，现为 {value!s:.20}",
                f"{words.en} must be from {least:g} to {most:g}, not {value!s:.20}",
            )
        )
    return number


def _numbers(given: Mapping[str, Any], name: str) -> list[int]:
    try:
        return sorted({int(one) for one in given.get(name, ())})
    except (TypeError, ValueError) as error:
        raise NotAStudy(
            why=Text(f"{name} 应为点位编号", f"{name} must be numbers of points")
        ) from error


def _places(given: Mapping[str, Any], name: str) -> list[list[float]]:
    found = []
    for place in given.get(name, ()):
        try:
            lon, lat = (float(part) for part in place)
        except (TypeError, ValueError) as error:
            raise NotAStudy(
                why=Text(
                    f"地点应写成“经度,纬度”，读到 {place!s:.40}",
                    f"a place reads “longitude,latitude”, not {place!s:.40}",
                )
            ) from error
        found.append([lon, lat])
    if len(found) > MOST_ADDED:
        raise NotAStudy(
            why=Text(f"最多 {MOST_ADDED} 个地点", f"at most {MOST_ADDED} places, please")
        )
    return found
