"""Allowed moves of a paper, never changed but superseded or withdrawn; and of its copies."""

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.workflow import Workflow

PAPER = Workflow(
    name="paper",
    moves={
        "numbered": {"typeset": "issued", "withdraw": "withdrawn"},
        "issued": {"supersede": "superseded", "withdraw": "withdrawn"},
        "superseded": {},
        "withdrawn": {},
    },
    state_labels={
        "numbered": Text("已编号，正在成文", "numbered, being set"),
        "issued": Text("有效", "in force"),
        "superseded": Text("已被替代", "superseded"),
        "withdrawn": Text("已作废", "withdrawn"),
    },
    verb_labels={
        "typeset": Text("成文", "set"),
        "supersede": Text("替代", "supersede"),
        "withdraw": Text("作废", "withdraw"),
    },
)

COPY = Workflow(
    name="paper_copy",
    moves={
        "proposed": {"release": "released", "set_aside": "set_aside"},
        "released": {},
        "set_aside": {},
    },
    state_labels={
        "proposed": Text("待另一人核对", "waits for a second person"),
        "released": Text("可提供", "may leave"),
        "set_aside": Text("未准", "set aside"),
    },
    verb_labels={
        "release": Text("准予提供", "release"),
        "set_aside": Text("不予提供", "set aside"),
    },
)
