"""Allowed moves of a step of a plan's checklist, and of a public warning."""

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.workflow import Workflow

STEP = Workflow(
    name="plan_step",
    moves={
        "open": {"tick": "done", "skip": "skipped"},
        "done": {"reopen": "open"},
        "skipped": {"reopen": "open"},
    },
    state_labels={
        "open": Text("未做", "open"),
        "done": Text("已做", "done"),
        "skipped": Text("不需要", "not needed"),
    },
    verb_labels={
        "tick": Text("做了", "done"),
        "skip": Text("不需要", "not needed"),
        "reopen": Text("重新打开", "open again"),
    },
)

WARNING = Workflow(
    name="public_warning",
    moves={
        "draft": {"propose": "proposed", "drop": "dropped"},
        "proposed": {"release": "released", "set_aside": "draft"},
        "released": {"end": "ended"},
        "ended": {},
        "dropped": {},
    },
    state_labels={
        "draft": Text("草稿", "draft"),
        "proposed": Text("等第二人批准", "waits for a second person"),
        "released": Text("已发布", "released"),
        "ended": Text("已解除", "ended"),
        "dropped": Text("不发", "dropped"),
    },
    verb_labels={
        "propose": Text("提请发布", "propose to release"),
        "release": Text("发布", "release"),
        "set_aside": Text("退回草稿", "back to draft"),
        "end": Text("解除", "end"),
        "drop": Text("不发", "drop"),
    },
)
