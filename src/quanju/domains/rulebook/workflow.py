"""Allowed moves of a rule table (specification 3.16)."""

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.workflow import Workflow

RULE_TABLE = Workflow(
    name="rule_table",
    moves={
        "proposed": {
            "approve": "approved",
            "reject": "rejected",
            "withdraw": "withdrawn",
            "expire": "expired",
        },
        "approved": {"supersede": "superseded", "roll_back": "rolled_back"},
        "rejected": {},
        "withdrawn": {},
        "expired": {},
        "superseded": {},
        "rolled_back": {},
    },
    state_labels={
        "proposed": Text("待批准", "proposed"),
        "approved": Text("已批准", "approved"),
        "rejected": Text("已退回", "rejected"),
        "withdrawn": Text("已撤回", "withdrawn"),
        "expired": Text("已过期", "expired"),
        "superseded": Text("已被替代", "superseded"),
        "rolled_back": Text("已回退", "rolled back"),
    },
    verb_labels={
        "approve": Text("批准", "approve"),
        "reject": Text("退回", "reject"),
        "withdraw": Text("撤回", "withdraw"),
        "expire": Text("过期", "expire"),
        "supersede": Text("替代", "supersede"),
        "roll_back": Text("回退", "roll back"),
    },
)
