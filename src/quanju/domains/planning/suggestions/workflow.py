"""Allowed moves of a suggestion."""

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.workflow import Workflow

SUGGESTION = Workflow(
    name="suggestion",
    moves={
        "offered": {
            "accept": "accepted",
            "reject": "rejected",
            "expire": "expired",
            "supersede": "superseded",
        },
        "accepted": {},
        "rejected": {},
        "expired": {},
        "superseded": {},
    },
    state_labels={
        "offered": Text("待决定", "to be decided"),
        "accepted": Text("已采纳", "accepted"),
        "rejected": Text("未采纳", "rejected"),
        "expired": Text("已过时", "expired"),
        "superseded": Text("已被新建议替代", "superseded"),
    },
    verb_labels={
        "accept": Text("采纳", "accept"),
        "reject": Text("不采纳", "reject"),
        "expire": Text("过时", "expire"),
        "supersede": Text("替代", "supersede"),
    },
)

TOLD = ("offered", "accepted", "rejected")
"""A suggestion in these states is not made again for its week."""
