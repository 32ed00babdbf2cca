"""Allowed moves of a group, of a member and of an item (specification 3.6).

Beyond its table: a group that was opened and had nothing to do may fall idle and be proposed to
close, too (`opened`), else it could never end; a draft is not merged but rejected; an item that was
done badly is sent back (`redo`), and who has accepted one may still decline it. What is past its
term is deleted by two (2.4, 6.4).
"""

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.workflow import Workflow

GROUP = Workflow(
    name="group",
    moves={
        "draft": {"open": "opened", "reject": "rejected"},
        "opened": {
            "begin": "active",
            "fall_idle": "idle",
            "propose_close": "closing_review",
            "merge": "merged",
        },
        "active": {"fall_idle": "idle", "propose_close": "closing_review", "merge": "merged"},
        "idle": {"wake": "active", "propose_close": "closing_review", "merge": "merged"},
        "closing_review": {"return": "active", "accept": "closed", "merge": "merged"},
        "closed": {"archive": "archived"},
        "archived": {"delete": "deleted"},
        "rejected": {"delete": "deleted"},
        "merged": {"delete": "deleted"},
        "deleted": {},
    },
    state_labels={
        "draft": Text("待批准", "waits for approval"),
        "opened": Text("已建群", "opened"),
        "active": Text("协同中", "at work"),
        "idle": Text("停滞", "idle"),
        "closing_review": Text("结群审核", "closing review"),
        "closed": Text("已结群", "closed"),
        "archived": Text("已归档", "archived"),
        "rejected": Text("未批准", "rejected"),
        "merged": Text("已并群", "merged"),
        "deleted": Text("已销毁", "deleted"),
    },
    verb_labels={
        "open": Text("建群", "open"),
        "reject": Text("不批准", "reject"),
        "begin": Text("开始办", "begin"),
        "fall_idle": Text("停滞", "fall idle"),
        "wake": Text("继续办", "go on"),
        "propose_close": Text("提请结群", "propose to close"),
        "return": Text("退回", "return"),
        "accept": Text("同意结群", "accept"),
        "archive": Text("归档", "archive"),
        "merge": Text("并群", "merge"),
        "delete": Text("销毁", "delete"),
    },
)
RUNNING = ("opened", "active", "idle", "closing_review")
"""Somebody works, or is asked to."""
AT_WORK = ("opened", "active", "idle")
"""What is said and asked goes on."""

MEMBER = Workflow(
    name="member",
    moves={
        "invited": {"join": "joined", "leave": "left", "remove": "removed", "expire": "expired"},
        "joined": {"leave": "left", "remove": "removed", "expire": "expired"},
        "left": {},
        "removed": {},
        "expired": {},
    },
    state_labels={
        "invited": Text("已邀请", "invited"),
        "joined": Text("已到位", "joined"),
        "left": Text("已退出", "left"),
        "removed": Text("已移出", "removed"),
        "expired": Text("到期", "expired"),
    },
    verb_labels={
        "join": Text("到位", "join"),
        "leave": Text("退出", "leave"),
        "remove": Text("移出", "remove"),
        "expire": Text("到期", "expire"),
    },
)
PRESENT = ("invited", "joined")
"""Who may read the group."""

ITEM = Workflow(
    name="item",
    moves={
        "asked": {"accept": "accepted", "decline": "declined", "hand_on": "handed_on"},
        "accepted": {"finish": "done", "decline": "declined", "hand_on": "handed_on"},
        "done": {"confirm": "confirmed", "redo": "accepted"},
        "confirmed": {},
        "declined": {},
        "handed_on": {},
    },
    state_labels={
        "asked": Text("待接", "asked"),
        "accepted": Text("办理中", "accepted"),
        "done": Text("待确认", "done"),
        "confirmed": Text("已确认", "confirmed"),
        "declined": Text("未接", "declined"),
        "handed_on": Text("已转交", "handed on"),
    },
    verb_labels={
        "accept": Text("接下", "accept"),
        "decline": Text("不接", "decline"),
        "finish": Text("办结", "finish"),
        "confirm": Text("确认", "confirm"),
        "redo": Text("退回重办", "send back"),
        "hand_on": Text("转交", "hand on"),
    },
)
ITEM_OPEN = ("asked", "accepted", "done")
"""A group with such an item does not close."""
