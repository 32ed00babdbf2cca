"""Names of cases' entries. They hold a number, a kind, a state; never a party or a word of it."""

from quanju.domains.journal.types import Audience, Event, Matter, heard
from quanju.domains.kernel.roles import CASES, LEADERS, LEGAL, RECEPTION, STATION
from quanju.domains.kernel.types import Text

# The officer hears as one who is named; the station's command room has the case's clocks.
heard(
    "cases",
    Audience(roles=LEGAL, at_station=STATION, counting=LEADERS, is_named=True),
)
# Before it is accepted, nobody's yet: the whole office hears, and reception what became of it.
_BEFORE = Audience(
    roles=LEGAL, at_station=STATION | CASES | RECEPTION, counting=LEADERS, is_named=True
)

CASE_REGISTERED = Event(
    "cases.case_registered", Text("案件登记", "case registered"), "collect", _BEFORE
)
CASE_SENT = Event("cases.case_sent", Text("移交办案部门", "sent to an office"), "alter", _BEFORE)
CASE_DECLINED = Event("cases.case_declined", Text("案件退回", "case declined"), "alter", _BEFORE)
CASE_ACCEPTED = Event("cases.case_accepted", Text("案件受理", "case accepted"), "alter", _BEFORE)
OFFICER_CHANGED = Event("cases.officer_changed", Text("换办案民警", "case officer changed"))
REVIEW_STARTED = Event("cases.review_started", Text("开始审查", "review started"))
CIRCUMSTANCE_NOTED = Event("cases.circumstance_noted", Text("记审查情形", "circumstance noted"))
PARTY_NOTED = Event("cases.party_noted", Text("记当事人", "party noted"), "collect")
CASE_ASSIGNED = Event("cases.case_assigned", Text("指定主办", "case assigned"))
CASE_LOOKED_AT = Event("cases.case_looked_at", Text("复查", "looked at again"))
CASE_RESUMED = Event("cases.case_resumed", Text("恢复办理", "case resumed"))
PAPER_SERVED = Event("cases.paper_served", Text("送达", "paper served"), "disclose")
REMEDY_ASKED = Event("cases.remedy_asked", Text("申请救济", "remedy asked for"), "collect")
REMEDY_MOVED = Event("cases.remedy_moved", Text("检察院来文", "paper of the procuratorate"))
TIME_EXCLUDED = Event("cases.time_excluded", Text("不计入期限", "time does not count"))
TIME_COUNTS_AGAIN = Event("cases.time_counts_again", Text("恢复计算", "time counts again"))
PROPERTY_TAKEN = Event("cases.property_taken", Text("登记财物", "property entered"), "collect")
PROPERTY_MOVED = Event("cases.property_moved", Text("财物移交", "property handed on"))
PROPERTY_CORRECTED = Event(
    "cases.property_corrected", Text("撤销误记的财物", "a wrong entry of property withdrawn")
)
HELPER_ADDED = Event("cases.helper_added", Text("增加协办单位", "a unit helps"))
HELPER_ENDED = Event("cases.helper_ended", Text("协办结束", "a unit helps no longer"))
CAUGHT_NOTED = Event("cases.caught_noted", Text("记抓获时刻", "moment of capture noted"), "collect")
CAUGHT_WITHDRAWN = Event(
    "cases.caught_withdrawn", Text("撤销误记的抓获时刻", "a wrong moment of capture withdrawn")
)
CASE_ARCHIVED = Event("cases.case_archived", Text("案件归档", "case archived"))
CASE_DECIDED = Event("cases.case_decided", Text("案件审批", "case decided"))

Matter("case", Text("案件", "case"), joins=True)
