"""Allowed moves of studies and plans (specification 3.16)."""

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.workflow import Workflow

STUDY = Workflow(
    name="study",
    moves={
        "queued": {"start": "running", "cancel": "cancelled"},
        "running": {
            "finish": "done",
            "fail": "failed",
            "cancel": "cancelled",
            "queue_again": "queued",
        },
        "done": {},
        "failed": {},
        "cancelled": {},
    },
    state_labels={
        "queued": Text("排队", "queued"),
        "running": Text("计算中", "running"),
        "done": Text("已完成", "done"),
        "failed": Text("未完成", "failed"),
        "cancelled": Text("已取消", "cancelled"),
    },
    verb_labels={
        "start": Text("开始", "start"),
        "finish": Text("完成", "finish"),
        "fail": Text("失败", "fail"),
        "cancel": Text("取消", "cancel"),
        "queue_again": Text("重新排队", "queue again"),
    },
)

PLAN = Workflow(
    name="plan",
    moves={
        "draft": {"change": "draft", "propose": "proposed", "withdraw": "withdrawn"},
        "proposed": {
            "approve": "approved",
            "reject": "rejected",
            "withdraw": "withdrawn",
            "expire": "expired",
        },
        "approved": {"start": "in_force", "withdraw": "withdrawn"},
        "in_force": {"supersede": "superseded"},
        "superseded": {},
        "rejected": {},
        "withdrawn": {},
        "expired": {},
    },
    state_labels={
        "draft": Text("草案", "draft"),
        "proposed": Text("待批准", "proposed"),
        "approved": Text("待生效", "approved, waiting"),
        "in_force": Text("生效中", "in force"),
        "superseded": Text("已被替代", "superseded"),
        "rejected": Text("已退回", "rejected"),
        "withdrawn": Text("已撤回", "withdrawn"),
        "expired": Text("已过期", "expired"),
    },
    verb_labels={
        "change": Text("修改", "change"),
        "propose": Text("提请批准", "propose"),
        "approve": Text("批准", "approve"),
        "reject": Text("退回", "reject"),
        "withdraw": Text("撤回", "withdraw"),
        "expire": Text("过期", "expire"),
        "start": Text("生效", "put in force"),
        "supersede": Text("替代", "supersede"),
    },
)
