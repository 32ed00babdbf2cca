"""Names of reception's entries. They hold a number and a service, never who came."""

from quanju.domains.journal.types import Audience, Event, heard
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
VISIT_LATE = Event("reception.visit_late", Text("来访超时", "visit past its limit"))
TICKET_TAKEN = Event("reception.ticket_taken", Text("自助取号", "ticket taken"), "collect")
TICKET_CHANGED = Event("reception.ticket_changed", Text("改约时间或地点", "ticket changed"))
PLACE_BOOKED = Event("reception.place_booked", Text("预订房间", "place booked"))
BOOKING_CANCELLED = Event("reception.booking_cancelled", Text("取消预订", "booking cancelled"))
