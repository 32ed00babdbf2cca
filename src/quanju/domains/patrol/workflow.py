"""Allowed moves of a unit's own state (specification 3.3).

What a unit does on a job belongs to its assignment (house rule 12), so `assigned`,
`acknowledged`, `en_route`, `on_scene`, `transporting` and `reporting` are states of the
assignment, and a board shows them in place of these.
"""

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.workflow import Workflow

_ON_DUTY = {
    "set_available": "available",
    "set_staging": "staging",
    "set_patrolling": "patrolling",
    "set_break": "break",
    "set_out_of_service": "out_of_service",
    "panic": "emergency",
    "sign_off": "off_duty",
}


def _on_duty(state: str) -> dict[str, str]:
    """All moves of a unit on duty, but not the one to the state it is in."""
    return {v: s for v, s in _ON_DUTY.items() if s != state} | {"change_crew": state}


UNIT = Workflow(
    name="unit",
    moves={
        "off_duty": {"sign_on": "available"},
        "available": _on_duty("available"),
        "staging": _on_duty("staging"),
        "patrolling": _on_duty("patrolling"),
        "break": _on_duty("break"),
        "out_of_service": _on_duty("out_of_service"),
        "emergency": {"end_emergency": "available"},
    },
    state_labels={
        "off_duty": Text("下勤", "off duty"),
        "available": Text("空闲", "available"),
        "staging": Text("屯警", "staging"),
        "patrolling": Text("巡逻", "patrolling"),
        "break": Text("休息", "on a break"),
        "out_of_service": Text("停用", "out of service"),
        "emergency": Text("紧急求助", "emergency"),
    },
    verb_labels={
        "sign_on": Text("上勤", "sign on"),
        "sign_off": Text("下勤", "sign off"),
        "change_crew": Text("调整人员", "change the crew"),
        "set_available": Text("空闲", "be available"),
        "set_staging": Text("屯警", "stage"),
        "set_patrolling": Text("巡逻", "patrol"),
        "set_break": Text("休息", "take a break"),
        "set_out_of_service": Text("停用", "go out of service"),
        "panic": Text("紧急求助", "call for help"),
        "end_emergency": Text("解除紧急", "end the emergency"),
    },
)

DISPATCHABLE = frozenset({"available", "staging", "patrolling"})

SHIFT = Workflow(
    name="planned_shift",
    moves={
        "planned": {
            "confirm": "confirmed",
            "check_in": "checked_in",
            "excuse": "excused",
            "mark_missed": "missed",
            "cancel": "cancelled",
            "change_members": "planned",
            "relocate": "planned",
        },
        "confirmed": {
            "check_in": "checked_in",
            "excuse": "excused",
            "mark_missed": "missed",
            "cancel": "cancelled",
            "change_members": "planned",
            "relocate": "planned",
        },
        "checked_in": {
            "leave_for_call": "away_on_call",
            "hand_over": "handed_over",
            "check_out": "checked_out",
        },
        "away_on_call": {
            "return_to_point": "checked_in",
            "hand_over": "handed_over",
            "check_out": "checked_out",
        },
        "handed_over": {"check_out": "checked_out"},
        "missed": {"check_in": "checked_in", "excuse": "excused"},
        "checked_out": {},
        "excused": {},
        "cancelled": {},
    },
    state_labels={
        "planned": Text("已排班", "planned"),
        "confirmed": Text("已确认", "confirmed"),
        "checked_in": Text("在位", "at the point"),
        "away_on_call": Text("离位处警", "away on a call"),
        "handed_over": Text("已交班", "handed over"),
        "checked_out": Text("已下岗", "checked out"),
        "missed": Text("未到位", "missed"),
        "excused": Text("已准假", "excused"),
        "cancelled": Text("已取消", "cancelled"),
    },
    verb_labels={
        "confirm": Text("确认", "confirm"),
        "check_in": Text("到位签到", "check in"),
        "leave_for_call": Text("离位处警", "leave for a call"),
        "return_to_point": Text("返回点位", "return to the point"),
        "hand_over": Text("交班", "hand over"),
        "check_out": Text("下岗", "check out"),
        "mark_missed": Text("记未到位", "mark as missed"),
        "excuse": Text("准假", "excuse"),
        "cancel": Text("取消", "cancel"),
        "change_members": Text("调整人员", "change the people"),
        "relocate": Text("调到别处", "relocate"),
    },
)
"""A staging shift (specification 3.9); duty in a zone without a point has no check-in."""

GONE = frozenset({"excused", "cancelled", "missed"})
"""Shifts in these states put nobody anywhere."""

POINT_VERBS = frozenset(
    {"check_in", "leave_for_call", "return_to_point", "hand_over", "check_out", "mark_missed"}
)
"""Verbs that need a staging point."""

ROUND = Workflow(
    name="round",
    moves={
        "planned": {"start": "started", "cancel": "cancelled"},
        "started": {"pause": "paused", "complete": "completed", "cut_short": "cut_short"},
        "paused": {"resume": "started", "cut_short": "cut_short"},
        "completed": {},
        "cut_short": {},
        "cancelled": {},
    },
    state_labels={
        "planned": Text("已计划", "planned"),
        "started": Text("进行中", "under way"),
        "paused": Text("暂停（处警）", "paused for a call"),
        "completed": Text("已完成", "completed"),
        "cut_short": Text("提前结束", "cut short"),
        "cancelled": Text("已取消", "cancelled"),
    },
    verb_labels={
        "start": Text("开始", "start"),
        "pause": Text("暂停", "pause"),
        "resume": Text("继续", "resume"),
        "complete": Text("完成", "complete"),
        "cut_short": Text("提前结束", "cut short"),
        "cancel": Text("取消", "cancel"),
    },
)

UNDER_WAY = ("started", "paused")
"""A unit, or a person at the cameras, is on one such round at a time."""

LIVE_ROUNDS = ("planned", *UNDER_WAY)
"""Rounds that take up the time of who goes them."""

CHECKPOINT = Workflow(
    name="checkpoint",
    moves={"due": {"visit": "visited", "skip": "skipped"}, "visited": {}, "skipped": {}},
    state_labels={
        "due": Text("待巡", "due"),
        "visited": Text("已巡", "visited"),
        "skipped": Text("跳过", "skipped"),
    },
    verb_labels={"visit": Text("巡到", "visit"), "skip": Text("跳过", "skip")},
)
