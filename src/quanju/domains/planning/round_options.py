"""The wishes of a proposal of rounds, checked and complete."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from quanju.domains.kernel import words
from quanju.domains.kernel.types import Text
from quanju.domains.planning.rules import MOST_ADDED, NotAStudy
from quanju.domains.planning.types import Inputs

SHORTEST, LONGEST = timedelta(minutes=30), timedelta(hours=12)
MOST_CREWS = 12
MOST_VARIANTS = 6
MODES = ("car", "foot")


def round_options(given: Mapping[str, Any], at: datetime) -> Inputs:
    """`from_at`, `until_at`, `crews` [{unit, mode}]; `dropped` and `required` keys of places,
    `added` places [{name, lon, lat, stay_min, worth}], `most_places`, `variants`,
    `seed`.

    `NotAStudy` says what is wrong.
    """
    begins, ends = given["from_at"], given["until_at"]
    if not SHORTEST <= ends - begins <= LONGEST:
        raise _no("巡逻时段应为 30 分钟到 12 小时", "rounds last from 30 minutes to 12 hours")
    if ends <= at:
        raise _no("这个时段已经过去", "those hours are over")
    chosen = [_crew(one) for one in given.get("crews", ())]
    crews = list({one["unit"]: one for one in chosen}.values())
    if not 1 <= len(crews) <= MOST_CREWS:
        raise _no(
            f"请选择 1 到 {MOST_CREWS} 个班组，现在选了 {len(crews)} 个",
            f"choose 1 to {MOST_CREWS} crews; {len(crews)} are chosen",
        )
    dropped = _keys(given.get("dropped", ()))
    return {
        "from_at": begins.isoformat(),
        "until_at": ends.isoformat(),
        "crews": sorted(crews, key=lambda one: int(one["unit"])),
        "dropped": dropped,
        "required": [key for key in _keys(given.get("required", ())) if key not in dropped],
        "added": _added(given.get("added", ())),
        "most_places": _whole(given.get("most_places", 60), 1, 60, "地点数", "places"),
        "variants": _whole(given.get("variants", 4), 1, MOST_VARIANTS, "方案数", "variants"),
        "seed": _whole(given.get("seed", 1), 0, 2**31 - 1, "种子", "the seed"),
    }


def _no(zh: str, en: str) -> NotAStudy:
    return NotAStudy(why=Text(zh, en))


def _crew(one: Mapping[str, Any]) -> dict[str, Any]:
    if one.get("mode") not in MODES:
        raise _no("请选择车巡或步巡", "choose by car or on foot")
    return {"unit": int(one["unit"]), "mode": one["mode"]}


def _keys(given: Sequence[str]) -> list[str]:
    return sorted({key[:40] for key in given})


def _added(given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if len(given) > MOST_ADDED:
        raise _no(f"最多 {MOST_ADDED} 个地点", f"at most {MOST_ADDED} places, please")
    return [
        {
            "name": words.line(str(one["name"]), Text("地点", "the place"), longest=60),
            "lon": float(one["lon"]),
            "lat": float(one["lat"]),
            "stay_min": _whole(one.get("stay_min", 8), 1, 120, "停留分钟", "minutes to stay"),
        }
        for one in given
    ]


def _whole(value: Any, least: int, most: int, zh: str, en: str) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = least - 1
    if not least <= number <= most:
        raise _no(
            f"{zh}应为 {least} 到 {most} 的整数，现为 {value!s:.20}",
            f"{en} must be a whole number from {least} to {most}, not {value!s:.20}",
        )
    return number
