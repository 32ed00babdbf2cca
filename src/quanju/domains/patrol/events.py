"""Names of patrol's entries. Positions are samples and have none (docs/decisions)."""

from quanju.domains.journal.types import Audience, Event, heard
from quanju.domains.kernel.types import Text

# As dispatch's: the desk, the command room of the station, whoever is named; leaders count.
heard(
    "patrol",
    Audience(
        roles=frozenset({"dispatcher"}),
        at_station=frozenset({"station_command"}),
        counting=frozenset({"branch_leader"}),
    ),
)

UNIT_SIGNED_ON = Event("patrol.unit_signed_on", Text("上勤", "unit signed on"))
UNIT_SIGNED_OFF = Event("patrol.unit_signed_off", Text("下勤", "unit signed off"))
CREW_CHANGED = Event("patrol.crew_changed", Text("人员变动", "crew changed"))
ACTIVITY_SET = Event("patrol.activity_set", Text("变更勤务状态", "activity set"))
PANIC_CALLED = Event("patrol.panic_called", Text("紧急求助", "call for help"))
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

DUTY_LOADED = Event("patrol.duty_loaded", Text("装入过去的勤务", "past duty loaded"), "collect")
SHIFT_PLANNED = Event("patrol.shift_planned", Text("排班", "shift planned"))
SHIFT_MOVED = Event("patrol.shift_moved", Text("班次变更", "shift moved on"))
SHIFT_RELOCATED = Event("patrol.shift_relocated", Text("班次调到别处", "shift relocated"))
SHIFT_MEMBERS_CHANGED = Event(
    "patrol.shift_members_changed", Text("班次人员变动", "people of a shift changed")
)
SHIFT_MISSED = Event("patrol.shift_missed", Text("屯警未到位", "staging shift missed"))
POINT_UNCOVERED = Event("patrol.point_uncovered", Text("屯警点空位", "staging point uncovered"))
POINT_COVERED = Event("patrol.point_covered", Text("屯警点补位", "staging point covered"))
SECONDED = Event("patrol.person_seconded", Text("警力下沉", "person seconded"))
SECONDMENT_ENDED = Event("patrol.secondment_ended", Text("下沉结束", "secondment ended"))
ROUND_PLANNED = Event("patrol.round_planned", Text("计划巡逻", "round planned"))
ROUND_MOVED = Event("patrol.round_moved", Text("巡逻进展", "round moved on"))
CHECKPOINT_DONE = Event("patrol.checkpoint_done", Text("巡逻点完成", "checkpoint done"))
CAMERA_EVENT_SEEN = Event(
    "patrol.camera_event_seen", Text("视频轮巡发现情况", "video round saw something")
)
OCCASION_ADDED = Event("patrol.occasion_added", Text("新增加勤", "occasion added"))
OCCASION_ENDED = Event("patrol.occasion_ended", Text("加勤结束", "occasion ended"))
VOLUNTEER_REGISTERED = Event(
    "patrol.volunteer_registered", Text("登记义警", "volunteer registered"), "collect"
)
VOLUNTEER_BRIEFED = Event("patrol.volunteer_briefed", Text("义警培训", "volunteer briefed"))
VOLUNTEER_LOGGED = Event(
    "patrol.volunteer_logged", Text("义警记录勤务", "volunteer logged a shift"), "collect"
)
VOLUNTEER_THANKED = Event("patrol.volunteer_thanked", Text("致谢义警", "volunteer thanked"))
LIGHT_SWITCHED = Event("patrol.light_switched", Text("开关警灯", "light switched"))
SERVICE_LOGGED = Event("patrol.service_logged", Text("记录服务群众", "service to people logged"))
FEED_ADDED = Event("patrol.feed_added", Text("开通日历订阅", "calendar link made"))
FEED_REVOKED = Event("patrol.feed_revoked", Text("撤销日历订阅", "calendar link revoked"))
