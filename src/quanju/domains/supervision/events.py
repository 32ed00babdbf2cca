"""Names of supervision's entries. They hold numbers, checks and levels; never words of a matter."""

from quanju.domains.journal.types import Audience, Event, Matter, heard
from quanju.domains.kernel.roles import ARCHIVISTS, CASES, LEADERS, LEGAL, RECEPTION, STATION
from quanju.domains.kernel.types import Text

# A hit is no reproach before a person has looked: nobody else hears of it.
heard("supervision", Audience(roles=LEGAL, counting=LEADERS, is_named=False))

HIT_FOUND = Event("supervision.hit_found", Text("规则命中", "flagged by a rule"), "combine")
HIT_DISMISSED = Event("supervision.hit_dismissed", Text("命中无问题", "flag dismissed"))

# The unit that it is found at hears, and whoever supervises.
_OF_A_FINDING = Audience(
    roles=LEGAL, at_station=STATION | CASES | RECEPTION, counting=LEADERS, is_named=True
)


def _of_a_finding(verb: str, zh: str, en: str) -> Event:
    return Event(f"supervision.finding_{verb}", Text(zh, en), audience=_OF_A_FINDING)


FINDING_RAISED = _of_a_finding("raised", "列为问题", "finding raised")
FINDING_MOVED = {
    "notify": _of_a_finding("notified", "通知被监督单位", "unit notified"),
    "answer": _of_a_finding("answered", "单位答复", "unit answered"),
    "accept": _of_a_finding("accepted", "认可答复，限期整改", "answer accepted"),
    "send_back": _of_a_finding("sent_back", "退回重答", "answer sent back"),
    "correct": _of_a_finding("corrected", "报整改结果", "correction told"),
    "check": _of_a_finding("checked", "核查通过", "correction checked"),
    "reopen": _of_a_finding("reopened", "核查不过", "correction not enough"),
    "close": _of_a_finding("closed", "问题结案", "finding closed"),
    "escalate": _of_a_finding("escalated", "逾期升一级", "overdue, up one level"),
}
"""By the verb that is recorded."""

OPINION_ASKED = Event(
    "supervision.opinion_asked",
    Text("送法制事先审核", "legal opinion asked"),
    audience=_OF_A_FINDING,
)
OPINION_GIVEN = Event(
    "supervision.opinion_given", Text("法制审核意见", "legal opinion given"), audience=_OF_A_FINDING
)


def _of_an_inspection(verb: str, zh: str, en: str) -> Event:
    return Event(f"supervision.inspection_{verb}", Text(zh, en))


INSPECTION_PLANNED = _of_an_inspection("planned", "制定检查计划，固定范围", "inspection planned")
INSPECTION_MOVED = {
    "draw": _of_an_inspection("drawn", "抽样", "sample drawn"),
    "inspect": _of_an_inspection("inspected", "记录检查结果", "matter looked at"),
    "close": _of_an_inspection("closed", "检查结束", "inspection closed"),
    "cancel": _of_an_inspection("cancelled", "检查停止", "inspection stopped"),
}
"""By the verb that is recorded; legal supervision hears, leaders in numbers: no unit is warned."""

# The office that recorded hears of its own, and who keeps and checks.
_OF_A_RECORDING = Audience(
    roles=LEGAL | ARCHIVISTS, at_station=STATION | CASES | RECEPTION, is_named=True
)


def _of_a_recording(verb: str, zh: str, en: str, kind: str = "alter") -> Event:
    return Event(f"supervision.recording_{verb}", Text(zh, en), kind, _OF_A_RECORDING)


RECORDING_INDEXED = _of_a_recording("indexed", "登记录音录像", "recording indexed", "collect")
RECORDING_COMPARED = _of_a_recording("compared", "核对录音录像", "recording compared")
RECORDING_HELD = _of_a_recording("held", "保全录音录像", "recording put on hold")
RECORDING_RELEASED = _of_a_recording("released", "解除保全", "recording released from hold")
RECORDING_KEPT = _of_a_recording("kept", "延长保存", "recording kept longer")
RECORDING_DELETED = _of_a_recording("deleted", "到期删除录音录像", "recording deleted", "erase")

Matter("recording", Text("录音录像", "recording"))
Matter("finding", Text("监督问题", "finding"), joins=True)
Matter("hit", Text("规则命中", "flag of a rule"))
Matter("inspection", Text("检查计划", "inspection plan"))
