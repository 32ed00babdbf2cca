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

FINDING = Workflow(
    name="finding",
    moves={
        "raised": {"notify": "notified"},
        "notified": {"answer": "answered", "escalate": "escalated"},
        "answered": {"accept": "correcting", "send_back": "notified", "check": "checked"},
        "correcting": {"correct": "correcting", "check": "checked", "escalate": "escalated"},
        "checked": {"close": "closed", "reopen": "correcting"},
        "escalated": {"notify": "notified"},
        "closed": {},
    },
    state_labels={
        "raised": Text("已列出", "raised"),
        "notified": Text("等答复", "waits for the answer"),
        "answered": Text("已答复，待看", "answered, to be looked at"),
        "correcting": Text("整改中", "being corrected"),
        "checked": Text("已核查", "checked"),
        "escalated": Text("逾期升级", "gone up a level"),
        "closed": Text("已结", "closed"),
    },
    verb_labels={
        "notify": Text("通知单位", "notify the unit"),
        "answer": Text("答复", "answer"),
        "accept": Text("认可答复，限期整改", "accept the answer: correct it"),
        "send_back": Text("退回重答", "send it back"),
        "correct": Text("报整改结果", "tell what was corrected"),
        "check": Text("核查通过", "checked, it holds"),
        "reopen": Text("核查不过，继续整改", "not enough, go on"),
        "close": Text("结案", "close it"),
        "escalate": Text("升一级", "up one level"),
    },
)
CLOCKED = ("notified", "correcting")
"""A clock of the unit runs: it is to answer, or to correct."""
FINDING_OPEN = ("raised", "notified", "answered", "correcting", "checked", "escalated")

OPINION = Workflow(
    name="opinion",
    moves={"asked": {"give": "given"}, "given": {}},
    state_labels={
        "asked": Text("待审核", "waits for its opinion"),
        "given": Text("已出意见", "opinion given"),
    },
    verb_labels={"give": Text("出具审核意见", "give the opinion")},
)

INSPECTION = Workflow(
    name="inspection",
    moves={
        "planned": {"draw": "running", "cancel": "cancelled"},
        "running": {"inspect": "running", "close": "closed", "cancel": "cancelled"},
        "closed": {},
        "cancelled": {},
    },
    state_labels={
        "planned": Text("范围已定，待抽样", "population fixed, to be drawn"),
        "running": Text("检查中", "being looked at"),
        "closed": Text("已结", "closed"),
        "cancelled": Text("已停止", "stopped"),
    },
    verb_labels={
        "draw": Text("抽样", "draw the sample"),
        "inspect": Text("记录检查结果", "note the result"),
        "close": Text("结束检查", "close it"),
        "cancel": Text("停止检查", "stop it"),
    },
)

RECORDING = Workflow(
    name="recording",
    moves={
        "indexed": {"confirm": "good", "contradict": "bad", "delete": "deleted"},
        "good": {"confirm": "good", "contradict": "bad", "delete": "deleted"},
        "bad": {"confirm": "good", "contradict": "bad", "delete": "deleted"},
        "deleted": {},
    },
    state_labels={
        "indexed": Text("未核对", "not compared yet"),
        "good": Text("哈希一致", "hash as it was"),
        "bad": Text("哈希不符", "hash differs"),
        "deleted": Text("到期已删除", "deleted after its time"),
    },
    verb_labels={
        "confirm": Text("核对一致", "it is as it was"),
        "contradict": Text("核对不符", "it differs"),
        "delete": Text("删除", "delete"),
    },
)
