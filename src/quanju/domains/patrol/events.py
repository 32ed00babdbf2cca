"""Names of patrol's entries. Positions are samples and have none (docs/decisions)."""

from quanju.domains.journal.types import Audience, Event, heard
from quanju.domains.kernel.roles import DESK, LEADERS, STATION
from quanju.domains.kernel.types import Text

# As dispatch's: the desk, the command room of the station, whoever is named; leaders count.
heard(
    "patrol",
    Audience(
        roles=DESK,
        at_station=STATION,
        counting=LEADERS,
    ),
)

UNIT_SIGNED_ON = Event("patrol.unit_signed_on", Text("上勤", "unit signed on"))
UNIT_SIGNED_OFF = Event("patrol.unit_signed_off", Text("下勤", "unit signed off"))
CREW_CHANGED = Event("patrol.crew_changed", Text("人员变动", "crew changed"))
ACTIVITY_SET = Event("patrol.activity_set", Text("变更勤务状态", "activity set"))
PANIC_CALLED = Event("patrol.panic_called", Text("紧急求助", "call for help"))
HELP_SEEN = Event("patrol.emergency_seen", Text("已看到求助", "call for help seen"))
EMERGENCY_ENDED = Event("patrol.emergency_ended", Text("解除紧急", "emergency ended"))
ZONE_UNCOVERED = Event("patrol.zone_uncovered", Text("巡区无警力", "zone without a unit"))
ZONE_COVERED = Event("patrol.zone_covered", Text("巡区恢复警力", "zone covered again"))
POSITIONS_THINNED = Event(
    "patrol.positions_thinned", Text("轨迹压缩", "positions thinned"), "erase"
)
ZONES_LOADED = Event("patrol.zones_loaded", Text("装入巡区", "zones loaded"), "config_change")
POINTS_LOADED = Event(
    "patrol.staging_points_loaded", Text("装入屯警点", "staging points loaded"), "config_change"
)
LAYERS_RENEWED = Event(
    "patrol.layers_renewed", Text("启用巡区方案", "zones and points renewed"), "config_change"
)
UNITS_LOADED = Event("patrol.units_loaded", Text("装入警力", "units loaded"), "config_change")
LIGHT_SWITCHED = Event("patrol.light_switched", Text("开关警灯", "light switched"))
SERVICE_LOGGED = Event("patrol.service_logged", Text("记录服务群众", "service to people logged"))
