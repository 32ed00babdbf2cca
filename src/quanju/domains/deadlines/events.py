"""Names of the entries of deadlines."""

from quanju.domains.journal.types import Audience, Event, heard
from quanju.domains.kernel.roles import STATION
from quanju.domains.kernel.types import Text

# A clock belongs to its matter, whose room tells its own; here the station it names, and persons.
heard("deadlines", Audience(at_station=STATION))

CLOCK_STARTED = Event("deadlines.clock_started", Text("起算时限", "clock started"))
CLOCK_SUSPENDED = Event("deadlines.clock_suspended", Text("中止计算", "clock suspended"))
CLOCK_RESUMED = Event("deadlines.clock_resumed", Text("恢复计算", "clock resumed"))
CLOCK_EXTENDED = Event("deadlines.clock_extended", Text("延长时限", "clock extended"))
CIRCUMSTANCE_FOUND = Event("deadlines.circumstance_found", Text("改按情形", "circumstance found"))
CLOCK_SATISFIED = Event("deadlines.clock_satisfied", Text("按时限办结", "clock satisfied"))
CLOCK_DROPPED = Event("deadlines.clock_dropped", Text("撤销时限", "clock dropped"))
CLOCK_NEARLY_DUE = Event("deadlines.clock_nearly_due", Text("时限将到", "clock nearly due"))
CLOCK_LAPSED = Event("deadlines.clock_lapsed", Text("时限已过", "clock ran out"))
MATTER_PUT_OFF = Event("deadlines.matter_put_off", Text("稍后再办", "put off"))
MATTER_TAKEN_BACK = Event("deadlines.matter_taken_back", Text("提前取回", "taken back"))
CLOCKS_RECKONED = Event("deadlines.clocks_reckoned", Text("时限重算", "clocks reckoned anew"))
