"""Allowed moves of a visit (specification 3.13) and of the offer to take one over."""

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.workflow import Workflow

VISIT = Workflow(
    name="visit",
    moves={
        "booked": {"arrive": "arrived", "leave": "left"},
        "arrived": {"sort": "sorted", "leave": "left"},
        "sorted": {
            "sort": "sorted",
            "queue": "waiting",
            "call": "called",
            "move": "waiting",
            "leave": "left",
        },
        "waiting": {
            "sort": "sorted",
            "call": "called",
            "move": "waiting",
            "miss": "no_show",
            "leave": "left",
        },
        "called": {
            "call": "called",
            "serve": "served",
            "move": "waiting",
            "miss": "no_show",
            "leave": "left",
        },
        "served": {"move": "waiting", "leave": "left"},
        "no_show": {"return": "waiting"},
        "left": {},
    },
    state_labels={
        "booked": Text("已预约", "booked"),
        "arrived": Text("到达", "arrived"),
        "sorted": Text("已分类", "sorted"),
        "waiting": Text("等候", "waiting"),
        "called": Text("已叫号", "called"),
        "served": Text("办理中", "being served"),
        "no_show": Text("过号", "no show"),
        "left": Text("已离开", "left"),
    },
    verb_labels={
        "arrive": Text("到了", "is here"),
        "sort": Text("分类", "sort"),
        "queue": Text("排队", "queue"),
        "call": Text("叫号", "call"),
        "serve": Text("开始办理", "begin to serve"),
        "move": Text("转到另一区", "move to another area"),
        "miss": Text("过号", "no show"),
        "return": Text("重新排队", "back in the queue"),
        "leave": Text("离开", "leaves"),
    },
)

AT_A_PLACE = ("called", "served")
"""A window or room holds one such visit at a time."""
BEFORE_A_CALL = ("arrived", "sorted", "waiting")
"""The visitor may still change their mind."""
NOT_MET = ("booked", "arrived", "left")
"""Nobody needs to be responsible yet, or any more."""
HERE = ("arrived", "sorted", "waiting", "called", "served")
"""Visitors who are in the hall, or expected back in it."""

HANDOVER = Workflow(
    name="handover",
    moves={
        "offered": {"accept": "accepted", "decline": "declined", "withdraw": "withdrawn"},
        "accepted": {},
        "declined": {},
        "withdrawn": {},
    },
    state_labels={
        "offered": Text("待接收", "offered"),
        "accepted": Text("已接收", "accepted"),
        "declined": Text("未接收", "declined"),
        "withdrawn": Text("已收回", "withdrawn"),
    },
    verb_labels={
        "accept": Text("接收", "accept"),
        "decline": Text("退回", "decline"),
        "withdraw": Text("收回", "withdraw"),
    },
)

REPORT = Workflow(
    name="report",
    moves={
        "later": {"enter": "taking"},
        "taking": {"give_receipt": "receipted", "close": "closed"},
        "receipted": {"close": "closed"},
        "closed": {},
    },
    state_labels={
        "later": Text("先处警，待登记", "dealt with first, to be entered"),
        "taking": Text("登记中", "being taken"),
        "receipted": Text("已出回执", "receipt given"),
        "closed": Text("接报办结", "reception closed"),
    },
    verb_labels={
        "enter": Text("补登记", "enter it"),
        "give_receipt": Text("出回执", "give the receipt"),
        "close": Text("办结", "close"),
    },
)

COMPLAINT = Workflow(
    name="complaint",
    moves={
        "registered": {"take_on": "examining"},
        "examining": {"answer": "answered"},
        "answered": {"accept": "accepted", "ask_review": "review_asked"},
        "accepted": {},
        "review_asked": {"review": "reviewed"},
        "reviewed": {},
    },
    state_labels={
        "registered": Text("已登记", "registered"),
        "examining": Text("调查中", "being examined"),
        "answered": Text("已答复", "answered"),
        "accepted": Text("本人认可", "accepted by who complained"),
        "review_asked": Text("要求复查", "review asked for"),
        "reviewed": Text("已复查", "reviewed"),
    },
    verb_labels={
        "take_on": Text("受理", "take it on"),
        "answer": Text("答复", "answer"),
        "accept": Text("认可答复", "accept the answer"),
        "ask_review": Text("要求复查", "ask for a review"),
        "review": Text("复查答复", "answer after a review"),
    },
)
PETITION = Workflow(
    name="petition",
    moves={"registered": {"hand_over": "handed_over"}, "handed_over": {}},
    state_labels={
        "registered": Text("已登记", "registered"),
        "handed_over": Text("已转送", "handed over"),
    },
    verb_labels={"hand_over": Text("转送", "hand over")},
)
QUESTION = Workflow(
    name="question",
    moves={"registered": {"answer": "answered"}, "answered": {}},
    state_labels={
        "registered": Text("已收到", "received"),
        "answered": Text("已答复", "answered"),
    },
    verb_labels={"answer": Text("答复", "answer")},
)

RECORD_REQUEST = Workflow(
    name="record_request",
    moves={
        "asked": {"take_on": "in_hand"},
        "in_hand": {"answer": "answered", "refuse": "refused"},
        "answered": {},
        "refused": {},
    },
    state_labels={
        "asked": Text("已提出", "asked"),
        "in_hand": Text("办理中", "in hand"),
        "answered": Text("已答复", "answered"),
        "refused": Text("未同意", "refused"),
    },
    verb_labels={
        "take_on": Text("核对身份后受理", "take it on, identity checked"),
        "answer": Text("答复", "answer"),
        "refuse": Text("不同意", "refuse"),
    },
)

FOLLOW_UP = Workflow(
    name="follow_up",
    moves={
        "due": {
            "miss": "due",
            "give_up": "unreached",
            "decline": "declined",
            "reach": "reached",
            "reach_unhappy": "unhappy",
            "drop": "dropped",
        },
        "unhappy": {"settle": "settled"},
        "reached": {},
        "declined": {},
        "unreached": {},
        "dropped": {},
        "settled": {},
    },
    state_labels={
        "due": Text("待回访", "to be asked"),
        "unhappy": Text("不满意，待处理", "unhappy, to be settled"),
        "reached": Text("已回访", "asked"),
        "declined": Text("不愿接受回访", "would not answer"),
        "unreached": Text("没有联系上", "not reached"),
        "dropped": Text("不再回访", "not asked any more"),
        "settled": Text("不满意，已处理", "unhappy, settled"),
    },
    verb_labels={
        "miss": Text("没联系上，下次再打", "not reached, try again"),
        "give_up": Text("多次联系不上", "not reached so often"),
        "decline": Text("对方不愿接受", "they would rather not"),
        "reach": Text("记下回访结果", "note the answer"),
        "reach_unhappy": Text("记下不满意", "note that they are unhappy"),
        "drop": Text("转为受限，不再回访", "restricted now, not asked"),
        "settle": Text("处理完毕", "settle it"),
    },
)
