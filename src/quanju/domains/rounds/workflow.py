"""Allowed moves of a round and of its checkpoints."""

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.workflow import Workflow

ROUND = Workflow(
    name="round",
    moves={
        "planned": {"start": "started", "cancel": "cancelled"},
        "started": {"pause": "paused", "complete": "completed", "cut_short": "cut_short"},
        "paused": {"resume": "started", "cut_short": "cut_short"},
        "completed": {},
        "cut_short": {},
        "cancelled": {},
    },
    state_labels={
        "planned": Text("已计划", "planned"),
        "started": Text("进行中", "under way"),
        "paused": Text("暂停（处警）", "paused for a call"),
        "completed": Text("已完成", "completed"),
        "cut_short": Text("提前结束", "cut short"),
        "cancelled": Text("已取消", "cancelled"),
    },
    verb_labels={
        "start": Text("开始", "start"),
        "pause": Text("暂停", "pause"),
        "resume": Text("继续", "resume"),
        "complete": Text("完成", "complete"),
        "cut_short": Text("提前结束", "cut short"),
        "cancel": Text("取消", "cancel"),
    },
)

UNDER_WAY = ("started", "paused")
"""A unit, or a person at the cameras, is on one such round at a time."""

LIVE_ROUNDS = ("planned", *UNDER_WAY)
"""Rounds that take up the time of who goes them."""

CHECKPOINT = Workflow(
    name="checkpoint",
    moves={"due": {"visit": "visited", "skip": "skipped"}, "visited": {}, "skipped": {}},
    state_labels={
        "due": Text("待巡", "due"),
        "visited": Text("已巡", "visited"),
        "skipped": Text("跳过", "skipped"),
    },
    verb_labels={"visit": Text("巡到", "visit"), "skip": Text("跳过", "skip")},
)
