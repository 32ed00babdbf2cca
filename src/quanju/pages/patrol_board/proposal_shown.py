"""An answered proposal as rows, figures and map layers."""

from datetime import datetime, timedelta
from typing import Any

from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types.standing import PLACE_KINDS
from quanju.domains.planning.types import AcceptedView, StudyView
from quanju.domains.rounds.types import ROUND_MODES

COLOURS = (
    "#5b9dff",
    "#f2b84b",
    "#3fb68b",
    "#d78bff",
    "#ff8f6b",
    "#4cc9d6",
    "#e6769f",
    "#a7b84a",
    "#9aa8ff",
    "#d6a77a",
    "#6fd07f",
    "#c0c7d2",
)
"""One for each crew that can be asked for, light enough for dark figures on them; the style sheet
has them as `crew-0` and so on."""

KINDS = PLACE_KINDS | {
    "occasion": Text("加勤日历", "calendar"),
    "calls": Text("警情较多", "many calls"),
    "added": Text("自选地点", "added by hand"),
}
WHY_SHORT = {
    "unreachable": Text("到不了", "unreachable"),
    "window": Text("已过时段", "hours over"),
    "shift": Text("回来太晚", "back too late"),
    "no_time": Text("时间已满", "no time left"),
    "not_tried": Text("计算时间用完", "not tried in time"),
    "not_worth": Text("绕路不值", "not worth it"),
}


def asked_for(view: StudyView) -> dict[str, Any]:
    """The evening and the crews that were asked for."""
    options = view.inputs["options"]
    return {
        "from_at": datetime.fromisoformat(options["from_at"]),
        "until_at": datetime.fromisoformat(options["until_at"]),
        "seed": options["seed"],
        "crew_count": len(options["crews"]),
    }


def shown(view: StudyView, variant: int | None, accepted: AcceptedView | None) -> dict[str, Any]:
    """Everything the page says about one variant of an answer."""
    result, inputs = view.result, view.inputs
    assert result is not None
    number = accepted.variant if accepted else result["chosen"] if variant is None else variant
    number = min(max(number, 0), len(result["variants"]) - 1)
    one = result["variants"][number]
    start = datetime.fromisoformat(inputs["options"]["from_at"])
    return {
        "number": number,
        "variants": [_tab(n, v, result) for n, v in enumerate(result["variants"])],
        "variant": one,
        "rounds": [_round(tour, result, inputs, start) for tour in one["rounds"]],
        "idle": _idle(one, inputs),
        "travel": round(one["travel_min"]),
        "stops": sum(len(tour["stops"]) for tour in one["rounds"]),
        "unlike_mean": _percent(_mean(one["unlike"])),
        "unlike_least": _percent(min(one["unlike"], default=None)),
        "nights": list(zip(result["nights"], map(_percent, one["unlike"]), strict=True)),
        "unpredictability": _percent(result["unpredictability"]),
        "left_out": [
            {
                **_place(result["offered"][out["place"]]),
                "why": Text(*out["why"]),
                "short": WHY_SHORT[out["code"]],
            }
            for out in result["left_out"]
        ],
        "places": [
            {
                **_place(place),
                "is_required": place["is_required"],
                "is_dropped": place["is_dropped"],
            }
            for place in inputs["places"]
            if place["kind"] != "added"
        ],
        "added": [
            f"{one['name']} {one['lon']:.6f},{one['lat']:.6f} {one['stay_min']}"
            for one in inputs["options"]["added"]
        ],
        "calls": inputs["calls"],
        "result": result,
    }


def _tab(number: int, one: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": number,
        "travel": round(one["travel_min"]),
        "unlike": _percent(_mean(one["unlike"])),
        "is_advised": number == result["chosen"],
    }


def _round(
    tour: dict[str, Any], result: dict[str, Any], inputs: dict[str, Any], start: datetime
) -> dict[str, Any]:
    crew = inputs["crews"][tour["crew"]]
    return {
        "crew": tour["crew"],
        "call_sign": crew["call_sign"],
        "mode": ROUND_MODES[crew["mode"]],
        "hue": tour["crew"] % len(COLOURS),
        "sets_out": _moment(start, tour["sets_out_min"]),
        "returns": _moment(start, tour["returns_min"]),
        "travel": round(tour["travel_min"]),
        "stops": [
            {
                **_place(result["offered"][stop["place"]]),
                "number": n,
                "begins": _moment(start, stop["begins_min"]),
                "leaves": _moment(start, stop["leaves_min"]),
                "travel": round(stop["travel_min"]),
            }
            for n, stop in enumerate(tour["stops"])
        ],
    }


def _idle(one: dict[str, Any], inputs: dict[str, Any]) -> list[str]:
    going = {tour["crew"] for tour in one["rounds"]}
    return [crew["call_sign"] for n, crew in enumerate(inputs["crews"]) if n not in going]


def _place(place: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": place["key"],
        "name": Text(*place["name"]),
        "kind": KINDS.get(place["kind"], KINDS["added"]),
        "worth": round(place["worth"]),
        "stay_min": round(place["stay_min"]),
        "calls": place["calls"],
    }


def _moment(start: datetime, minutes: float) -> datetime:
    return start + timedelta(minutes=round(minutes))


def _mean(shares: list[float]) -> float | None:
    return sum(shares) / len(shares) if shares else None


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{100 * share:.0f}%"


def layer_of(view: StudyView, variant: int, layer: str) -> dict[str, Any]:
    """The ways, or the stops in their order, as GeoJSON."""
    result, inputs = view.result, view.inputs
    assert result is not None
    draw = _ways if layer == "ways" else _stops
    features = draw(result["variants"][variant]["rounds"], result, inputs)
    return {"type": "FeatureCollection", "features": features}


def _ways(
    rounds: list[dict[str, Any]], result: dict[str, Any], inputs: dict[str, Any]
) -> list[dict[str, Any]]:
    return [
        {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": tour["way"]},
            "properties": {
                "kind": "main",
                "colour": COLOURS[tour["crew"] % len(COLOURS)],
                "call_sign": inputs["crews"][tour["crew"]]["call_sign"],
            },
        }
        for tour in rounds
    ]


def _stops(
    rounds: list[dict[str, Any]], result: dict[str, Any], inputs: dict[str, Any]
) -> list[dict[str, Any]]:
    found = []
    for tour in rounds:
        for number, stop in enumerate(tour["stops"], 1):
            place = result["offered"][stop["place"]]
            found.append(
                {
                    "type": "Feature",
                    "geometry": {"type": "Point", "coordinates": [place["lon"], place["lat"]]},
                    "properties": {
                        "stop": str(number),
                        "subject": f"stop:{tour['crew']}-{number}",
                        "colour": COLOURS[tour["crew"] % len(COLOURS)],
                    },
                }
            )
    return found
