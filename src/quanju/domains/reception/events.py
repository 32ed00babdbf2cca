"""Names of reception's entries. They hold a number and a service, never who came."""

from quanju.domains.journal.types import Audience, Event, Matter, heard
from quanju.domains.kernel.roles import LEADERS, LEGAL, LOBBY, RECEPTION, STATION
from quanju.domains.kernel.types import Text

# The hall's own people hear that a number moved on; what it came for is in no identifier.
heard(
    "reception",
    Audience(roles=LOBBY | RECEPTION | LEGAL, counting=LEADERS | STATION, is_named=True),
)

VISITOR_GREETED = Event("reception.visitor_greeted", Text("接待来访", "visitor greeted"), "collect")
VISIT_SORTED = Event("reception.visit_sorted", Text("来访分类", "visit sorted"))
VISIT_CALLED = Event("reception.visit_called", Text("叫号", "number called"))
VISIT_MOVED = Event("reception.visit_moved", Text("来访进展", "visit moved on"))
OWNER_NAMED = Event("reception.owner_named", Text("责任人变更", "owner named"))
VISIT_OFFERED = Event("reception.visit_offered", Text("提请接收", "visit offered"))
VISIT_DECLINED = Event("reception.visit_declined", Text("未接收", "visit declined"))
OFFER_WITHDRAWN = Event("reception.offer_withdrawn", Text("收回交接", "offer withdrawn"))
TICKET_EXPLAINED = Event(
    "reception.ticket_explained", Text("说明没有接报案", "ticket without a report explained")
)
VISIT_LATE = Event("reception.visit_late", Text("来访超时", "visit past its limit"))
TICKET_TAKEN = Event("reception.ticket_taken", Text("自助取号", "ticket taken"), "collect")
TICKET_CHANGED = Event("reception.ticket_changed", Text("改约时间或地点", "ticket changed"))
VISIT_BOOKED = Event("reception.visit_booked", Text("网上预约", "visit booked"), "collect")
VISITOR_CAME = Event("reception.visitor_came", Text("预约的人到了", "who booked is here"))
PLACE_BOOKED = Event("reception.place_booked", Text("预订房间", "place booked"))
BOOKING_CANCELLED = Event("reception.booking_cancelled", Text("取消预订", "booking cancelled"))

# What somebody wrote at home, before an officer has seen them; its words are in no entry.
PRE_REPORT_WRITTEN = Event(
    "reception.pre_report_written", Text("网上预报案", "pre-report written"), "collect"
)
PRE_REPORT_DELETED = Event(
    "reception.pre_report_deleted", Text("删除预报案", "pre-report deleted"), "erase"
)

# A complaint is heard by legal supervision alone; of other letters whoever has them in hand hears.
_OF_A_COMPLAINT = Audience(roles=LEGAL)
_OF_A_LETTER = Audience(is_named=True)


def _of_a_letter(verb: str, zh: str, en: str, kind: str = "alter") -> dict[bool, Event]:
    """The event by whether it is of a complaint."""
    return {
        True: Event(f"reception.complaint_{verb}", Text(f"投诉{zh}", en), kind, _OF_A_COMPLAINT),
        False: Event(f"reception.letter_{verb}", Text(f"来件{zh}", en), kind, _OF_A_LETTER),
    }


LETTER_SENT = _of_a_letter("sent", "登记", "registered", "collect")
LETTER_TAKEN_ON = _of_a_letter("taken_on", "受理", "taken on")
LETTER_ANSWERED = _of_a_letter("answered", "答复", "answered", "disclose")
LETTER_HANDED_OVER = _of_a_letter("handed_over", "转送", "handed over", "disclose")
LETTER_ACCEPTED = _of_a_letter("accepted", "认可答复", "answer accepted")
REVIEW_ASKED = _of_a_letter("review_asked", "要求复查", "review asked for", "collect")
LETTER_REVIEWED = _of_a_letter("reviewed", "复查答复", "reviewed", "disclose")
CONTACT_FORGOTTEN = _of_a_letter(
    "contact_forgotten", "联系方式到期删除", "contact deleted", "erase"
)
LETTER_DELETED = _of_a_letter("deleted", "到期删除", "deleted after its time", "erase")
VISIT_COMMENTED = Event(
    "reception.visit_commented", Text("评价来访", "visit commented on"), "collect"
)

# A report is its owner's, its station's and legal supervision's; a number is counted by leaders.
_OF_A_REPORT = Audience(
    roles=LEGAL, at_station=RECEPTION | STATION, counting=LEADERS, is_named=True
)


def _of_a_report(name: str, zh: str, en: str, kind: str = "alter") -> Event:
    return Event(f"reception.{name}", Text(zh, en), kind, _OF_A_REPORT)


REPORT_BEGUN = _of_a_report("report_begun", "先处警，后登记", "report to be entered", "collect")
REPORT_TAKEN = _of_a_report("report_taken", "登记接报案", "report taken", "collect")
REPORT_WRITTEN = _of_a_report("report_written", "补充接报案", "report written on", "collect")
REPORT_LINKED = _of_a_report("report_linked", "关联警情", "incident linked")
EVIDENCE_TAKEN = _of_a_report("evidence_taken", "接受证据", "evidence taken", "collect")
RECEIPT_GIVEN = _of_a_report("receipt_given", "出具回执", "receipt given", "disclose")
STEP_SKIPPED = _of_a_report("step_skipped", "免除步骤", "step left out")
REPORT_OFFERED = _of_a_report("report_offered", "提请移送", "transfer offered")
REPORT_MOVED = _of_a_report("report_moved", "移送接收", "transfer accepted")
REPORT_DECLINED = _of_a_report("report_declined", "移送退回", "transfer declined")
REPORT_SITED = _of_a_report("report_sited", "法制指定管辖", "site decided")
KIND_LOWERED = _of_a_report("kind_lowered", "改轻种类", "class lowered")
REPORT_RESTRICTED = _of_a_report("report_restricted", "标为受限事项", "report restricted")
REPORT_TAKEN_OVER = _of_a_report("report_taken_over", "接手接报案", "report taken over", "consult")
REPORTER_FORGOTTEN = _of_a_report(
    "reporter_forgotten", "报案人信息到期删除", "reporter's data deleted", "erase"
)
RECORD_ASKED = _of_a_report("record_asked", "申请查阅或更正", "record asked for", "collect")
RECORD_REQUEST_TAKEN_ON = _of_a_report("record_request_taken_on", "受理查阅更正", "taken on")
RECORD_REQUEST_ANSWERED = _of_a_report(
    "record_request_answered", "答复查阅更正", "request answered", "disclose"
)
RECORD_REQUEST_REFUSED = _of_a_report("record_request_refused", "不同意查阅更正", "request refused")
TELLING_CHOSEN = _of_a_report(
    "telling_chosen", "报案人选择提醒方式", "reporter chose to be told", "collect"
)
TELLING_FORGOTTEN = _of_a_report(
    "telling_forgotten", "删除提醒方式", "reporter is told no more", "erase"
)
FOLLOW_UP_ASKED = _of_a_report("follow_up_asked", "回访报案人", "asked afterwards", "collect")
FOLLOW_UP_SETTLED = _of_a_report("follow_up_settled", "处理回访不满意", "unhappy answer settled")
FOLLOW_UP_DROPPED = _of_a_report("follow_up_dropped", "不再回访", "follow-up dropped")
REPORT_CLOSED = _of_a_report("report_closed", "接报办结", "reception closed")

Matter("letter", Text("群众来件", "letter of a resident"))
Matter("report", Text("接报案", "report"))
