"""Names of the entries of duty; they begin with `patrol.` as they did before (docs/decisions)."""

from quanju.domains.journal.types import Event, Matter
from quanju.domains.kernel.types import Text

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
FEED_ADDED = Event("patrol.feed_added", Text("开通日历订阅", "calendar link made"))
FEED_REVOKED = Event("patrol.feed_revoked", Text("撤销日历订阅", "calendar link revoked"))

Matter("planned_shift", Text("班次", "shift"))
Matter("occasion", Text("勤务", "occasion"))
