"""Allowed moves of a running clock."""

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.workflow import Workflow

_END = {"satisfy": "satisfied", "drop": "dropped"}

CLOCK = Workflow(
    name="clock",
    moves={
        "running": {
            "suspend": "suspended",
            "extend": "running",
            "find": "running",
            "lapse": "lapsed",
            **_END,
        },
        # A second reason may begin before the first ends: it runs again when none is left.
        "suspended": {
            "suspend": "suspended",
            "extend": "suspended",
            "find": "suspended",
            "resume": "running",
            "resume_one": "suspended",
            **_END,
        },
        # Nothing brings a lapsed clock back but a rule that was corrected.
        "lapsed": {"put_right": "running", **_END},
        "satisfied": {},
        "dropped": {},
    },
    state_labels={
        "running": Text("计时中", "running"),
        "suspended": Text("中止计算", "standing"),
        "lapsed": Text("已超期", "run out"),
        "satisfied": Text("已办结", "done"),
        "dropped": Text("已撤销", "dropped"),
    },
    verb_labels={
        "suspend": Text("中止计算", "suspend"),
        "resume": Text("恢复计算", "resume"),
        "resume_one": Text("恢复计算", "resume"),
        "extend": Text("延长", "extend"),
        "find": Text("改按情形计算", "note a circumstance"),
        "lapse": Text("超期", "run out"),
        "satisfy": Text("办结", "satisfy"),
        "drop": Text("撤销", "drop"),
        "put_right": Text("按更正后的规则重算", "reckon anew"),
    },
)

LIVE = ("running", "suspended")
ENDED = ("satisfied", "dropped")
RECKONED = ("running", "suspended", "lapsed")
"""States whose dates follow a rule that is corrected."""
