"""Allowed moves of a planned shift (specification 3.9)."""

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.workflow import Workflow

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
