"""The rooms of a thread as lanes: a word for the head, three letters for a narrow one."""

from dataclasses import dataclass

from quanju.domains.journal.types import EntryView
from quanju.domains.kernel.types import Text


@dataclass(frozen=True, slots=True)
class Lane:
    """A room, or a part of one, that had the matter in hand."""

    key: str
    name: Text
    short: str
    events: tuple[str, ...]


LANES = (
    Lane(
        "call",
        Text("接警", "Call"),
        "CAL",
        ("dispatch.call_", "dispatch.caller_", "dispatch.nuisance", "dispatch.incident_created"),
    ),
    Lane("response", Text("处警", "Response"), "RSP", ("dispatch.",)),
    Lane("patrol", Text("巡防", "Patrol"), "PTL", ("patrol.", "duty.", "rounds.")),
    Lane("planning", Text("规划", "Planning"), "PLN", ("planning.",)),
    Lane("rules", Text("规则", "Rules"), "RUL", ("rulebook.",)),
    Lane("people", Text("人事", "People"), "PPL", ("people.",)),
    Lane("decision", Text("审批", "Decision"), "DEC", ("approvals.",)),
    Lane("clock", Text("时限", "Limits"), "LIM", ("deadlines.",)),
    Lane("paper", Text("文书", "Papers"), "PAP", ("documents.",)),
    Lane("other", Text("其他", "Other"), "OTH", ("",)),
)


def lane_of(entry: EntryView) -> Lane:
    """The first lane whose events it belongs to; the last one takes every other."""
    return next(lane for lane in LANES if entry.event.startswith(lane.events))
