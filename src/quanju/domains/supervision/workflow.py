"""Allowed moves in supervision: a hit of a rule, and a finding (specification 3.5)."""

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.workflow import Workflow

HIT = Workflow(
    name="hit",
    moves={
        "open": {"dismiss": "dismissed", "raise": "raised"},
        "dismissed": {},
        "raised": {},
    },
    state_labels={
        "open": Text("待人工查看", "waits for a person"),
        "dismissed": Text("看过，没有问题", "looked at, nothing wrong"),
        "raised": Text("已列为问题", "made a finding"),
    },
    verb_labels={
        "dismiss": Text("没有问题", "nothing wrong"),
        "raise": Text("列为问题", "make a finding"),
    },
)
