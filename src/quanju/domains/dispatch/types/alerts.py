"""What an alert is about, and what somebody should do about it."""

from dataclasses import dataclass
from datetime import datetime

from quanju.domains.kernel.types import Text

ALERT_KINDS = {
    "not_dispatched": Text("超时未派警", "not dispatched in time"),
    "not_acknowledged": Text("指令未签收", "order not acknowledged"),
    "re_offer": Text("建议改派", "offer to another unit"),
    "feedback_overdue": Text("反馈超时", "feedback overdue"),
    "first_feedback": Text("到场后未作首次反馈", "no first feedback from the scene"),
    "silent_unit": Text("警力久无动态", "unit without status"),
    "backup": Text("请求增援", "backup requested"),
    "no_answer": Text("无人出警", "nobody is going"),
    "station_not_signed": Text("所队未签收", "station has not signed for it"),
    "call_back_due": Text("断线来电未回拨", "lost call not called back"),
    "bridge_silent": Text(
        "电话系统没有消息，听不到振铃", "telephone system silent: no ringing is heard"
    ),
    "desk_left": Text(
        "登录已结束，席位无人，警情已转出",
        "signed off by itself: nobody sits there, its incidents moved",
    ),
    "camera_event": Text("视频轮巡发现情况", "a video round saw something"),
    "service_silent": Text("没有消息", "has not been heard of"),
    "handover_silent": Text("移交没有答复", "has not answered a handover"),
}


ALERT_VERBS = {
    "not_dispatched": Text("派警", "dispatch"),
    "not_acknowledged": Text("再呼", "call again"),
    "re_offer": Text("改派", "send another"),
    "feedback_overdue": Text("催反馈", "ask for feedback"),
    "first_feedback": Text("问现场", "ask the scene"),
    "silent_unit": Text("呼叫", "call"),
    "backup": Text("增援", "send backup"),
    "no_answer": Text("派警", "dispatch"),
    "station_not_signed": Text("催签收", "ring the station"),
    "call_back_due": Text("回拨", "call back"),
    "bridge_silent": Text("查电话系统", "look at the telephones"),
    "desk_left": Text("看席位", "see the desks"),
    "camera_event": Text("核实", "verify"),
    "service_silent": Text("再问", "ask again"),
    "handover_silent": Text("再问", "ask again"),
}
"""What somebody should do about it."""

FOR_ALL_AT_ONCE = frozenset({"backup"})
"""These go to every desk in the instant they are raised: a crew asks for help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertView:
    """Something somebody must look at now; `unit` is whom it is about, `grade` its incident's."""

    pk: int
    kind: str
    subject: str
    incident: str
    raised_at: datetime
    closed_at: datetime | None
    unit: str = ""
    grade: int | None = None
    pressed_at: datetime | None = None
    """When a crew asked for it, if its phone had to keep that for a while."""
    tells_at: datetime | None = None
    """When it is told at desks other than its incident's, if that is still to come."""

    @property
    def label(self) -> Text:
        return ALERT_KINDS[self.kind]

    @property
    def verb(self) -> Text:
        return ALERT_VERBS[self.kind]

    @property
    def round(self) -> int | None:
        """The round it is about, if it is about one."""
        kind, _, number = self.subject.partition(":")
        return int(number) if kind == "round" else None
