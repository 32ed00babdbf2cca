"""Allowed moves of calls, incidents and assignments (specification 3.1 to 3.3)."""

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.workflow import Workflow

# Two moves are not in the specification's table: a caller who is silent once the call is answered
# is lost too (`lose`), and whoever is called back is in somebody's hand again (`call_back`).
CALL = Workflow(
    name="call",
    moves={
        "ringing": {"answer": "answered", "hang_up": "abandoned"},
        "answered": {
            "link": "incident_linked",
            "hand_over": "handed_over",
            "inform": "information_given",
            "mark_nuisance": "nuisance",
            "lose": "abandoned",
        },
        "incident_linked": {"close": "closed"},
        "handed_over": {"close": "closed"},
        "information_given": {"close": "closed"},
        "nuisance": {"close": "closed"},
        "abandoned": {"call_back": "answered", "close": "closed"},
        "closed": {},
    },
    state_labels={
        "ringing": Text("振铃", "ringing"),
        "answered": Text("通话中", "answered"),
        "incident_linked": Text("已关联警情", "linked to an incident"),
        "handed_over": Text("已移交", "handed over"),
        "information_given": Text("已答复", "information given"),
        "nuisance": Text("骚扰", "nuisance"),
        "abandoned": Text("未接通", "abandoned"),
        "closed": Text("已结束", "closed"),
    },
    verb_labels={
        "answer": Text("接听", "answer"),
        "hang_up": Text("挂断", "hang up"),
        "link": Text("关联警情", "link to an incident"),
        "hand_over": Text("移交", "hand over"),
        "inform": Text("答复", "inform"),
        "mark_nuisance": Text("标记骚扰", "mark as nuisance"),
        "lose": Text("静默或断线", "the caller is silent or gone"),
        "call_back": Text("回拨", "call back"),
        "close": Text("结束", "close"),
    },
)

WITHOUT_OUTCOME = ("ringing", "answered", "abandoned")
SETTLED = ("incident_linked", "handed_over", "information_given", "nuisance")
"""A person has said what came of the call; once the line is silent it is closed."""

LOST_CALL = Workflow(
    name="lost call",
    moves={
        "waiting": {
            "call_back": "calling",
            "ring_again": "waiting",
            "answer_again": "rang_again",
        },
        "calling": {
            "enter_incident": "incident",
            "find_danger": "danger",
            "find_nothing": "nothing_needed",
            "not_reach": "not_reached",
        },
        "incident": {},
        "danger": {},
        "nothing_needed": {},
        "not_reached": {},
        "rang_again": {},
    },
    state_labels={
        "waiting": Text("待回拨", "to call back"),
        "calling": Text("回拨中", "being called"),
        "incident": Text("接通，已立警", "reached, an incident"),
        "danger": Text("未接通，疑有危险，已立警", "not reached, in danger: an incident"),
        "nothing_needed": Text("接通，无事", "reached, nothing needed"),
        "not_reached": Text("未接通", "not reached"),
        "rang_again": Text("对方又打来，已接", "rang again and was answered"),
    },
    verb_labels={
        "call_back": Text("回拨", "call back"),
        "ring_again": Text("又来电", "ring again"),
        "answer_again": Text("来电已接", "answered when it rang again"),
        "enter_incident": Text("接通并立警", "reached, enter an incident"),
        "find_danger": Text("未接通但立警", "not reached, enter an incident"),
        "find_nothing": Text("接通，无事", "reached, nothing needed"),
        "not_reach": Text("未接通", "not reached"),
    },
)
LOST_CALL_OPEN = ("waiting", "calling")

# Other services help at an incident of ours. What a plan names is wanted until somebody has asked;
# who is on the way may still turn back.
SERVICE_REQUEST = Workflow(
    name="service request",
    moves={
        "wanted": {"ask": "asked", "call_off": "called_off"},
        "asked": {
            "take": "taken",
            "set_out": "coming",
            "arrive": "there",
            "refuse": "refused",
            "call_off": "called_off",
        },
        "taken": {
            "set_out": "coming",
            "arrive": "there",
            "refuse": "refused",
            "call_off": "called_off",
        },
        "coming": {"arrive": "there", "refuse": "refused", "call_off": "called_off"},
        "there": {"finish": "done"},
        "done": {},
        "refused": {},
        "called_off": {},
    },
    state_labels={
        "wanted": Text("预案要求，待联系", "named by the plan, to be asked"),
        "asked": Text("已请求，等答复", "asked, no answer yet"),
        "taken": Text("已受理", "taken on"),
        "coming": Text("途中", "on the way"),
        "there": Text("已到场", "there"),
        "done": Text("已完成", "done"),
        "refused": Text("不来", "not coming"),
        "called_off": Text("已取消", "called off"),
    },
    verb_labels={
        "ask": Text("请求", "ask"),
        "take": Text("已受理", "taken on"),
        "set_out": Text("来了", "on the way"),
        "arrive": Text("到场", "there"),
        "finish": Text("完成", "done"),
        "refuse": Text("不来", "not coming"),
        "call_off": Text("取消请求", "call off"),
    },
)
SERVICE_OPEN = ("wanted", "asked", "taken", "coming", "there")
SERVICE_AWAITED = ("wanted", "asked", "taken", "coming")
"""Something is still to be heard of it: silence counts."""

# A matter that is another's: ours until the other has accepted it.
HANDOVER = Workflow(
    name="handover",
    moves={
        "offered": {"accept": "accepted", "refuse": "refused", "withdraw": "withdrawn"},
        "accepted": {},
        "refused": {},
        "withdrawn": {},
    },
    state_labels={
        "offered": Text("等对方接收", "waits to be accepted"),
        "accepted": Text("对方已接收", "accepted"),
        "refused": Text("对方不接收", "refused"),
        "withdrawn": Text("已收回", "withdrawn"),
    },
    verb_labels={
        "accept": Text("对方接收", "accepted"),
        "refuse": Text("对方不接收", "refused"),
        "withdraw": Text("收回", "withdraw"),
    },
)

# Only what no unit is under way to is cancelled: units are withdrawn first, and then it waits
# again. Three moves are not in the specification's table: an order to an incident that waits for
# feedback (somebody is needed there again), `stand_down` when those units leave before arriving,
# and `all_units_gone` from the scene, when a split takes all of them along to the other incident.
# A split leaves the first incident where it is; its units may then change that. What has ended
# is opened again first, and what was merged is taken out of the other by `undo_merge`.
_UNDER_WAY = {"order": "dispatched", "merge": "merged"}

INCIDENT = Workflow(
    name="incident",
    moves={
        "new": {**_UNDER_WAY, "cancel": "cancelled", "arrive": "on_scene", "split": "new"},
        "dispatched": {
            **_UNDER_WAY,
            "depart": "en_route",
            "all_units_gone": "new",
            "stand_down": "feedback_due",
            "split": "dispatched",
        },
        "en_route": {
            "order": "en_route",
            "depart": "en_route",
            "arrive": "on_scene",
            "merge": "merged",
            "all_units_gone": "new",
            "stand_down": "feedback_due",
            "split": "en_route",
        },
        "on_scene": {
            "order": "on_scene",
            "depart": "on_scene",
            "arrive": "on_scene",
            "control": "controlled",
            "clear": "feedback_due",
            "merge": "merged",
            "all_units_gone": "new",
            "split": "on_scene",
        },
        "controlled": {
            "order": "controlled",
            "depart": "controlled",
            "arrive": "controlled",
            "clear": "feedback_due",
            "merge": "merged",
            "all_units_gone": "new",
            "split": "controlled",
        },
        "feedback_due": {
            "order": "dispatched",
            "give_feedback": "feedback_due",
            "return_feedback": "feedback_due",
            "accept_feedback": "closed",
            "merge": "merged",
            "split": "feedback_due",
        },
        "closed": {"reopen": "reopened"},
        "cancelled": {"reopen": "reopened"},
        "reopened": {
            **_UNDER_WAY,
            "cancel": "cancelled",
            "arrive": "on_scene",
            "give_feedback": "feedback_due",
            "split": "reopened",
        },
        "merged": {"undo_merge": "reopened"},
    },
    state_labels={
        "new": Text("未派警", "not dispatched"),
        "dispatched": Text("已派警", "dispatched"),
        "en_route": Text("途中", "en route"),
        "on_scene": Text("已到场", "on scene"),
        "controlled": Text("已控制", "controlled"),
        "feedback_due": Text("待反馈", "feedback due"),
        "closed": Text("已办结", "closed"),
        "cancelled": Text("已撤销", "cancelled"),
        "reopened": Text("已重开", "reopened"),
        "merged": Text("已并入", "merged"),
    },
    verb_labels={
        "order": Text("派警", "dispatch"),
        "depart": Text("出发", "depart"),
        "arrive": Text("到场", "arrive"),
        "control": Text("控制现场", "control the scene"),
        "clear": Text("处置完毕", "clear"),
        "all_units_gone": Text("警力全部退出", "all units are gone"),
        "cancel": Text("撤销", "cancel"),
        "give_feedback": Text("反馈", "give feedback"),
        "return_feedback": Text("退回反馈", "return the feedback"),
        "accept_feedback": Text("办结", "accept and close"),
        "reopen": Text("重开", "reopen"),
        "merge": Text("并入", "merge"),
        "undo_merge": Text("取消并案", "undo the merge"),
        "split": Text("拆分", "split"),
        "stand_down": Text("恢复待反馈", "feedback is due again"),
    },
)

ASSIGNMENT = Workflow(
    name="assignment",
    moves={
        "assigned": {
            "acknowledge": "acknowledged",
            "refuse": "refused",
            "withdraw": "withdrawn",
        },
        "acknowledged": {"depart": "en_route", "refuse": "refused", "withdraw": "withdrawn"},
        "en_route": {"arrive": "on_scene", "withdraw": "withdrawn"},
        "on_scene": {
            "control": "on_scene",
            "transport": "transporting",
            "clear": "reporting",
        },
        "transporting": {"clear": "reporting"},
        "reporting": {"done": "released"},
        "released": {},
        "refused": {},
        "withdrawn": {},
    },
    state_labels={
        "assigned": Text("待签收", "assigned"),
        "acknowledged": Text("已签收", "acknowledged"),
        "en_route": Text("途中", "en route"),
        "on_scene": Text("已到场", "on scene"),
        "transporting": Text("押送途中", "transporting"),
        "reporting": Text("填报中", "reporting"),
        "released": Text("已归队", "released"),
        "refused": Text("已拒派", "refused"),
        "withdrawn": Text("已撤回", "withdrawn"),
    },
    verb_labels={
        "acknowledge": Text("签收", "acknowledge"),
        "refuse": Text("拒派", "refuse"),
        "withdraw": Text("撤回", "withdraw"),
        "depart": Text("出发", "depart"),
        "arrive": Text("到场", "arrive"),
        "control": Text("控制现场", "control the scene"),
        "transport": Text("押送", "transport"),
        "clear": Text("处置完毕", "clear"),
        "done": Text("归队", "return to duty"),
    },
)

ACTIVE_ASSIGNMENT = (
    "assigned",
    "acknowledged",
    "en_route",
    "on_scene",
    "transporting",
    "reporting",
)
AT_WORK = ("assigned", "acknowledged", "en_route", "on_scene", "transporting")
OPEN_INCIDENT = (
    "new",
    "dispatched",
    "en_route",
    "on_scene",
    "controlled",
    "feedback_due",
    "reopened",
)

TRANSFER = Workflow(
    name="transfer to another desk",
    moves={
        "asked": {"accept": "accepted", "take_back": "taken_back", "lapse": "lapsed"},
        "accepted": {},
        "taken_back": {},
        "lapsed": {},
    },
    state_labels={
        "asked": Text("待接", "asked"),
        "accepted": Text("已接", "accepted"),
        "taken_back": Text("已撤回", "taken back"),
        "lapsed": Text("已失效", "lapsed"),
    },
    verb_labels={
        "accept": Text("接下", "accept"),
        "take_back": Text("撤回", "take back"),
        "lapse": Text("失效", "lapse"),
    },
)
"""It lapses with its incident, or when a supervisor has put that elsewhere."""

STATION_CALL = Workflow(
    name="call of a station",
    moves={
        "sent": {"sign": "signed", "take_back": "taken_back", "lapse": "lapsed"},
        "signed": {"take_back": "taken_back", "lapse": "lapsed"},
        "taken_back": {},
        "lapsed": {},
    },
    state_labels={
        "sent": Text("待签收", "sent"),
        "signed": Text("已签收", "signed for"),
        "taken_back": Text("已收回", "taken back"),
        "lapsed": Text("已结束", "ended"),
    },
    verb_labels={
        "sign": Text("签收", "sign for it"),
        "take_back": Text("收回", "take back"),
        "lapse": Text("结束", "end"),
    },
)

SCHEDULED = Workflow(
    name="scheduled incident",
    moves={
        "planned": {
            "change": "planned",
            "come_due": "due",
            "begin": "begun",
            "withdraw": "withdrawn",
        },
        "due": {"change": "planned", "begin": "begun", "withdraw": "withdrawn"},
        "begun": {},
        "withdrawn": {},
    },
    state_labels={
        "planned": Text("已预约", "scheduled"),
        "due": Text("将到", "near"),
        "begun": Text("已立警", "begun"),
        "withdrawn": Text("已取消", "withdrawn"),
    },
    verb_labels={
        "change": Text("改预约", "change"),
        "come_due": Text("提示将到", "say that it is near"),
        "begin": Text("现在立警", "begin now"),
        "withdraw": Text("取消预约", "withdraw"),
    },
)
