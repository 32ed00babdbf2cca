"""Allowed moves of an appointment and of a request to reset a second factor."""

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.workflow import Workflow

_DECISION_LABELS = {
    "approve": Text("批准", "approve"),
    "reject": Text("退回", "reject"),
    "withdraw": Text("撤回", "withdraw"),
}

APPOINTMENT = Workflow(
    name="appointment",
    moves={
        "proposed": {"approve": "approved", "reject": "rejected", "withdraw": "withdrawn"},
        # `end` sets the end of the span; an appointment that has not begun is revoked.
        "approved": {"end": "approved", "revoke": "revoked"},
        "rejected": {},
        "withdrawn": {},
        "revoked": {},
    },
    state_labels={
        "proposed": Text("待批准", "proposed"),
        "approved": Text("已批准", "approved"),
        "rejected": Text("已退回", "rejected"),
        "withdrawn": Text("已撤回", "withdrawn"),
        "revoked": Text("已撤销", "revoked"),
    },
    verb_labels={
        **_DECISION_LABELS,
        "end": Text("结束任期", "end"),
        "revoke": Text("撤销", "revoke"),
    },
)

SECOND_FACTOR_RESET = Workflow(
    name="second_factor_reset",
    moves={
        "proposed": {"approve": "approved", "reject": "rejected", "withdraw": "withdrawn"},
        "approved": {},
        "rejected": {},
        "withdrawn": {},
    },
    state_labels={
        "proposed": Text("待批准", "proposed"),
        "approved": Text("已重置", "reset"),
        "rejected": Text("已退回", "rejected"),
        "withdrawn": Text("已撤回", "withdrawn"),
    },
    verb_labels=_DECISION_LABELS,
)
