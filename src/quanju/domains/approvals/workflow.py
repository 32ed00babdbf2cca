"""Allowed moves of a proposal. `expire` is the clock's, or follows when its matter has gone."""

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.workflow import Workflow

PROPOSAL = Workflow(
    name="proposal",
    moves={
        "proposed": {
            "approve": "approved",
            "refuse": "refused",
            "withdraw": "withdrawn",
            "expire": "expired",
        },
        "approved": {},
        "refused": {},
        "withdrawn": {},
        "expired": {},
    },
    state_labels={
        "proposed": Text("待批准", "waiting"),
        "approved": Text("已批准", "approved"),
        "refused": Text("已退回", "refused"),
        "withdrawn": Text("已撤回", "withdrawn"),
        "expired": Text("已过期", "expired"),
    },
    verb_labels={
        "approve": Text("批准", "approve"),
        "refuse": Text("退回", "refuse"),
        "withdraw": Text("撤回", "withdraw"),
        "expire": Text("过期", "expire"),
    },
)
