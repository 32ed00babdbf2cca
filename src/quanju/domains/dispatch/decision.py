"""The recommendation as a pure decision: the same inputs give the same list."""

import hashlib
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from quanju.domains.dispatch.choosing import choose, still_needed, with_reasons
from quanju.domains.dispatch.plans import Need
from quanju.domains.dispatch.types import Candidate, LeftOut, Recommendation
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types.standing import FORCE_TYPES, OUTSIDE_FORCES


class UnitFacts(NamedTuple):
    """What is known of a unit at the moment of deciding."""

    unit_id: int
    call_sign: str
    force_type: str
    crew_size: int
    agency: str
    status: str
    home_zone: int | None
    lon: float | None
    lat: float | None
    position_age_s: float | None
    seconds: float | None
    best_s: float | None = None
    is_partly: bool = False
    busy_zh: str = ""
    busy_en: str = ""
    last_in_zone: int | None = None
    cover_zh: str = ""
    cover_en: str = ""


DISPATCHABLE = ("available", "staging", "patrolling")


def inputs_of(
    *,
    units: Sequence[UnitFacts],
    needs: Sequence[Need],
    preference_s: float,
    stale_s: float,
    is_enforcement: bool,
    place: tuple[float, float] | None,
    roads: str,
    rules: Sequence[str],
    area: Sequence[tuple[float, float]] = (),
    place_kind: str = "exact",
    going: Sequence[tuple[str, int]] = (),
) -> dict[str, Any]:
    """Everything a decision is made from, as plain JSON, to be kept in its receipt."""
    return {
        "units": [unit._asdict() for unit in sorted(units, key=lambda u: u.call_sign)],
        "needs": [[list(need.forces), need.least_crew] for need in needs],
        "going": [list(unit) for unit in going],
        "preference_s": preference_s,
        "stale_s": stale_s,
        "is_enforcement": is_enforcement,
        "place": list(place) if place else None,
        # Receipts of an exact place read as they always did.
        **({"area": [list(point) for point in area]} if area else {}),
        **({"place_kind": place_kind} if place_kind != "exact" else {}),
        "roads": roads,
        "rules": list(rules),
    }


def decide(inputs: Mapping[str, Any]) -> Recommendation:
    """Rank who can go, say who cannot and why, and propose a set that meets the needs."""
    facts = [UnitFacts(**unit) for unit in inputs["units"]]
    needs = [Need(tuple(forces), least) for forces, least in inputs["needs"]]
    wanted = frozenset(force for need in needs for force in need.forces)
    left_out, free = [], []
    for unit in facts:
        if why := _unsuitable(unit, inputs, needs, wanted):
            left_out.append(LeftOut(unit.unit_id, unit.call_sign, *why))
        else:
            free.append(unit)
    free.sort(key=lambda u: (u.is_partly, u.seconds or 0.0, u.best_s or 0.0, u.call_sign))
    candidates = _candidates(free)
    # Without any place nobody is nearer than another: a person chooses.
    missing = still_needed(needs, inputs.get("going", ())) if inputs["place"] is not None else []
    choice = choose(candidates, missing, inputs["preference_s"])
    return Recommendation(
        candidates=tuple(with_reasons(candidates, choice)),
        left_out=tuple(sorted(left_out, key=lambda out: (out.code, out.call_sign))),
        proposed=tuple(candidates[number].unit_id for number, _ in choice.chosen),
        unmet=choice.unmet,
        rules=tuple(inputs["rules"]),
        roads=inputs["roads"],
        inputs=dict(inputs),
        remark=_remark(inputs),
    )


_REMARKS = {
    "around": Text(
        "地点是大致的：到场时间按范围内最近到最远，排序按最远",
        "The place is rough: times run from its nearest to its farthest, ranked by the farthest",
    ),
    "either": Text(
        "地点是两处之一：到场时间从较近到较远的一处，排序按较远",
        "One of two places: times run from the nearer to the farther one, ranked by the farther",
    ),
    "unknown": Text(
        "地点不明：到场时间按所属巡区（辖区）内最近到最远，排序按最远",
        "The place is unknown: times run from the nearest to the farthest of its zone or area",
    ),
}
_NO_PLACE = Text(
    "地点不明，也不知在哪个巡区：列出全部可派警力，不计到场时间，不作建议",
    "Neither place nor zone is known: every free unit is listed, without times and no proposal",
)


def _remark(inputs: Mapping[str, Any]) -> Text | None:
    """How a place that is not exact was reckoned with."""
    return _REMARKS.get(inputs.get("place_kind", "exact")) if inputs["place"] else _NO_PLACE


def _unsuitable(
    unit: UnitFacts, inputs: Mapping[str, Any], needs: Sequence[Need], wanted: AbstractSet[str]
) -> tuple[str, Text] | None:
    """Why a unit is not offered, the plainest reason first; `wanted`: forces of any need."""
    if unit.busy_zh:
        return "BUSY", Text(unit.busy_zh, unit.busy_en)
    if unit.status == "break":
        return "ON_A_BREAK", _STATUS["break"]
    if unit.status not in DISPATCHABLE:
        return "NOT_AVAILABLE", _STATUS.get(unit.status, Text(unit.status, unit.status))
    if unit.force_type == "volunteer" and inputs["is_enforcement"]:
        return "NO_POWERS", Text("义警不参与执法类警情", "volunteers take no part in enforcement")
    if wanted and unit.force_type not in wanted:
        return "NOT_IN_PLAN", Text("出警方案未列该警力", "its force is not in the response plan")
    if unit.position_age_s is None or unit.lon is None:
        return "NO_POSITION", Text("没有位置", "no position")
    if unit.position_age_s > inputs["stale_s"]:
        age = round(unit.position_age_s)
        return "STALE", Text(f"位置已是 {age} 秒前", f"its position is {age} s old")
    if unit.seconds is None and inputs["place"]:
        return "CUT_OFF", Text("没有可走的路", "no road leads from there")
    least = min((n.least_crew for n in needs if unit.force_type in n.forces), default=1)
    if unit.crew_size < least:
        return "CREW_TOO_SMALL", Text(
            f"{unit.crew_size} 人，少于 {least} 人",
            f"a crew of {unit.crew_size}, fewer than {least}",
        )
    return None


_STATUS = {
    "off_duty": Text("已下勤", "off duty"),
    "break": Text("休息中", "on a break"),
    "out_of_service": Text("停用", "out of service"),
    "emergency": Text("正在紧急求助", "calling for help itself"),
}


def _candidates(free: Sequence[UnitFacts]) -> list[Candidate]:
    """The free units in their order, each with why it stands there."""
    candidates, seen = [], set[str]()
    for rank, unit in enumerate(free):
        candidates.append(_candidate(unit, rank, is_first=unit.force_type not in seen))
        seen.add(unit.force_type)
    return candidates


def _candidate(unit: UnitFacts, rank: int, *, is_first: bool) -> Candidate:
    """`is_first` of its force."""
    assert unit.position_age_s is not None
    assert unit.lon is not None
    assert unit.lat is not None
    reasons = []
    if unit.seconds is None:
        pass  # nobody is the soonest at a place that nobody knows
    elif unit.is_partly:
        reasons.append(Text("有的可能地点到不了", "cut off from some of where it may be"))
    elif rank == 0:
        reasons.append(Text("最快到达", "soonest there"))
    elif is_first:
        force = FORCE_TYPES[unit.force_type]
        reasons.append(Text(f"最近的{force.zh}", f"the nearest of {force.en}"))
    if unit.force_type in OUTSIDE_FORCES:
        reasons.append(Text("外单位，由其自行接受", "another agency: it accepts by its own act"))
    return Candidate(
        unit_id=unit.unit_id,
        call_sign=unit.call_sign,
        force_type=unit.force_type,
        crew_size=unit.crew_size,
        agency=unit.agency,
        status=unit.status,
        seconds=unit.seconds,
        position_age_s=unit.position_age_s,
        lon=unit.lon,
        lat=unit.lat,
        home_zone=unit.home_zone,
        reasons=tuple(reasons),
        cover=Text(unit.cover_zh, unit.cover_en) if unit.cover_zh else None,
        opens_gap=unit.last_in_zone is not None,
        best_s=unit.best_s,
    )


def digest_of(content: str) -> str:
    """SHA-256 of a receipt's stored text."""
    return hashlib.sha256(content.encode()).hexdigest()
