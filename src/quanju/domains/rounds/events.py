"""Names of the entries of rounds; they begin with `patrol.` as they did before (docs/decisions)."""

from quanju.domains.journal.types import Event, Matter
from quanju.domains.kernel.types import Text

ROUND_PLANNED = Event("patrol.round_planned", Text("计划巡逻", "round planned"))
ROUND_MOVED = Event("patrol.round_moved", Text("巡逻进展", "round moved on"))
CHECKPOINT_DONE = Event("patrol.checkpoint_done", Text("巡逻点完成", "checkpoint done"))
CAMERA_EVENT_SEEN = Event(
    "patrol.camera_event_seen", Text("视频轮巡发现情况", "video round saw something")
)

Matter("round", Text("巡逻", "round"))
