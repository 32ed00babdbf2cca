"""Allowed moves of an appointment."""

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.workflow import Workflow

APPOINTMENT = Workflow(
    name="appointment",
    moves={
        "proposed": {
            "approve": "approved",
            "reject": "rejected",
            "withdraw": "withdrawn",
            "expire": "expired",
        },
        # `end` sets the end of the span; an appointment that has not begun is revoked.
        "approved": {"end": "approved", "revoke": "revoked"},
        "rejected": {},
        "withdrawn": {},
        "expired": {},
        "revoked": {},
    },
    state_labels={
        "proposed": Text("待批准", "proposed"),
        "approved": Text("已批准", "approved"),
        "rejected": Text("已退回", "rejected"),
        "withdrawn": Text("已撤回", "withdrawn"),
        "expired": Text("已过期", "expired"),
        "revoked": Text("已撤销", "revoked"),
    },
    verb_labels={
        "approve": Text("批准", "approve"),
        "reject": Text("退回", "reject"),
        "withdraw": Text("撤回", "withdraw"),
        "expire": Text("过期", "expire"),
        "end": Text("结束任期", "end"),
        "revoke": Text("撤销", "revoke"),
    },
)
