"""Telling one drawn call as a row: words, moments, reasons."""

from datetime import UTC, datetime
from typing import NamedTuple

from quanju.demo.history.types import FATES, BranchFacts, HistoryCall

MISSING_STAMP = 0.009
CHANNELS = ("phone", "walk_in", "online", "patrol")
CHANNEL_SHARES = (0.93, 0.03, 0.02, 0.02)
ANONYMOUS = 0.12
ENDINGS = {
    "criminal": ("case_opened", "case_opened", "case_opened", "brought_to_station"),
    "public_order": ("case_opened", "mediated", "settled_by_parties", "nothing_found"),
    "traffic": ("settled_by_parties", "handled_on_scene", "handled_on_scene", "handed_over"),
    "dispute": ("mediated", "mediated", "mediated", "handled_on_scene", "told_how"),
    "help": ("help_given", "help_given", "help_given", "nothing_found", "handed_over"),
    "other": ("handled_on_scene", "nothing_found", "told_how", "handed_over", "false_report"),
}  # fmt: skip
"""How incidents of a class end, each as often as it stands here."""
HANDED_TO = {
    "non_police": ("hotline_12345", "hotline_12345", "utility", "grid"),
    "police_complaint": ("supervision",),
    "parking": ("traffic",),
    "fire_alarm": ("fire_119",),
}
CASE = "case_opened"
MOMENTS = (
    "answered_at", "created_at", "ordered_at", "acknowledged_at", "departed_at", "arrived_at",
    "cleared_at", "fed_back_at",
)  # fmt: skip
LAST = {"closed": 8, "cancelled": 2, "abandoned": 0}
"""How many of the moments a call of this fate has; others were answered only."""
LOSABLE = (3, 4, 5)
"""Receipt, departure and arrival are the stamps that crews forget to press."""
UNTOLD = ("nuisance", "abandoned")


class Line(NamedTuple):
    """A drawn call: numbers into the branch's tables, seconds since 1970, chances 0 to 1."""

    t0: int
    kind: int
    fate: int
    edge: int
    grade: int
    spot: tuple[float, float]
    unit: int
    travel_s: float
    moments: list[float]
    later: int
    chances: list[float]
    is_winter: bool
    number: str
    joined_to: str


def case_report_no(disposition: str, incident: str) -> str:
    """The number that an invented case bears; empty where none was opened."""
    return f"演示案{incident}" if disposition == CASE else ""


def told(branch: BranchFacts, line: Line) -> HistoryCall:
    """The call as a row of the history."""
    fate, kind, later = FATES[line.fate], branch.kinds[line.kind], branch.kinds[line.later]
    is_told, is_sent = fate not in UNTOLD, fate == "closed"
    texts = kind.texts if line.is_winter else kind.summer_texts
    said, where = texts[int(line.chances[0] * len(texts))], branch.spoken[line.edge]
    text = said.zh.format(place=where[0]), said.en.format(place=where[1])
    return HistoryCall(
        fate=fate,
        number=line.number,
        joined_to=line.joined_to,
        channel=_of(CHANNELS, CHANNEL_SHARES, line.chances[2]),
        is_anonymous=line.chances[3] < ANONYMOUS,
        class_code=kind.class_code if is_told else "",
        type_code=kind.code if is_told else "",
        detail_code=said.detail if is_told else "",
        feedback_class_code=later.class_code if is_sent else "",
        feedback_type_code=later.code if is_sent else "",
        grade=line.grade,
        title=kind.name,
        text=text if is_told else ("", ""),
        address=branch.addresses[line.edge],
        lon=round(line.spot[0], 6),
        lat=round(line.spot[1], 6),
        zone=int(branch.zones[line.edge]) or None,
        ring=int(branch.rings[line.edge]) or None,
        station_code=branch.stations[branch.station_of[line.edge]],
        call_sign=branch.call_signs[line.unit] if is_sent else "",
        planned_s=round(line.travel_s, 1) if is_sent else None,
        received_at=datetime.fromtimestamp(line.t0, UTC),
        **_moments(fate, line.moments, line.chances[1]),
        disposition_code=_ending(branch, later.class_code, line.chances[4]) if is_sent else "",
        reason_code=_reason(branch, fate, kind.code, line.chances[4]),
    )


def _moments(fate: str, moments: list[float], chance: float) -> dict[str, datetime | None]:
    last, lost = LAST.get(fate, 1), -1
    if fate == "closed" and chance < MISSING_STAMP:
        lost = LOSABLE[int(chance / MISSING_STAMP * len(LOSABLE))]
    return {
        name: datetime.fromtimestamp(moments[n], UTC) if n < last and n != lost else None
        for n, name in enumerate(MOMENTS)
    }


def _of(names: tuple[str, ...], shares: tuple[float, ...], chance: float) -> str:
    for name, share in zip(names, shares, strict=True):
        chance -= share
        if chance < 0:
            return name
    return names[0]


def _ending(branch: BranchFacts, class_code: str, chance: float) -> str:
    known = branch.reasons["disposition"]
    usual = [code for code in ENDINGS.get(class_code, ()) if code in known] or known
    return usual[int(chance * len(usual))]


def _reason(branch: BranchFacts, fate: str, type_code: str, chance: float) -> str:
    table = {"cancelled": "cancel", "handed_over": "hand_over", "information_given": "topic"}
    known = branch.reasons.get(table.get(fate, ""), ())
    usual = [c for c in HANDED_TO.get(type_code, ()) if c in known] if fate == "handed_over" else []
    codes = usual or known
    return codes[int(chance * len(codes))] if codes else ""
