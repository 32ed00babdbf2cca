"""Names of dispatch's entries."""

from quanju.domains.journal.types import Audience, Event, Matter, heard
from quanju.domains.kernel.roles import DESK, LEADERS, STATION
from quanju.domains.kernel.types import Text

# The desk hears everything, a command room what is its station's, a crew what names it. Leaders
# read numbers (specification 2.3): their figures follow, without anybody's identifiers.
heard(
    "dispatch",
    Audience(
        roles=DESK,
        at_station=STATION,
        counting=LEADERS,
    ),
)

CALL_ANSWERED = Event("dispatch.call_answered", Text("接警", "call answered"), "collect")
LINE_RINGING = Event("dispatch.line_ringing", Text("来电振铃", "line ringing"), "collect")
LINE_CLAIMED = Event("dispatch.line_claimed", Text("话机摘机", "receiver picked up"))
LINE_ENDED = Event("dispatch.line_ended", Text("挂机", "line ended"))
LINE_ABANDONED = Event("dispatch.line_abandoned", Text("未接挂断", "hung up unanswered"))
LINE_TAKEN = Event("dispatch.line_taken", Text("接听来电", "line taken at a desk"))
CALL_LOST = Event("dispatch.call_lost", Text("来电断线或静默", "call lost"))
CALLED_BACK = Event("dispatch.call_called_back", Text("回拨", "called back"))
LOST_CALL_SETTLED = Event("dispatch.call_back_settled", Text("回拨结果", "call back settled"))
CALLER_SEEN = Event("dispatch.caller_seen", Text("查看来电号码", "caller's number seen"), "consult")
RECORDING_OPENED = Event(
    "dispatch.recording_opened", Text("调听录音", "recording opened"), "consult"
)
BRIDGE_ADDED = Event(
    "dispatch.bridge_added", Text("接入电话系统", "telephone system added"), "permission_change"
)
BRIDGE_WITHDRAWN = Event(
    "dispatch.bridge_withdrawn",
    Text("收回电话系统密钥", "telephone system withdrawn"),
    "permission_change",
)
BRIDGE_HEARD = Event("dispatch.bridge_heard", Text("电话系统恢复", "telephone system heard again"))
CALL_LINKED = Event("dispatch.call_linked", Text("来电并入警情", "call linked"))
CALL_HANDED_OVER = Event("dispatch.call_handed_over", Text("移交", "call handed over"), "disclose")
CALLER_INFORMED = Event("dispatch.caller_informed", Text("答复", "caller informed"))
NUISANCE_MARKED = Event("dispatch.nuisance_marked", Text("标记骚扰", "marked as nuisance"))
CALL_CLOSED = Event("dispatch.call_closed", Text("通话结束", "call closed"))
INCIDENT_CREATED = Event("dispatch.incident_created", Text("立警", "incident created"), "collect")
CARDS_PRINTED = Event("dispatch.cards_printed", Text("打印纸卡", "paper cards printed"), "print")
CARD_ENTERED = Event("dispatch.card_entered", Text("补录纸卡", "paper card entered"), "collect")
CARD_VOIDED = Event("dispatch.card_voided", Text("作废纸卡", "paper card voided"))
INCIDENT_MET = Event("dispatch.incident_met", Text("遇到情况", "came across"))
GRADE_RAISED = Event("dispatch.grade_raised", Text("定级上调", "grade raised"))
GRADE_LOWERED = Event("dispatch.grade_lowered", Text("定级下调", "grade lowered"))
ALARM_RAISED = Event("dispatch.alarm_raised", Text("升级响应", "alarm raised"))
ALARM_LOWERED = Event("dispatch.alarm_lowered", Text("撤回响应级别", "alarm put back"))
INCIDENT_RECLASSIFIED = Event("dispatch.incident_reclassified", Text("改类", "reclassified"))
INCIDENT_MOVED = Event("dispatch.incident_moved", Text("改地点", "place changed"))
INCIDENT_MERGED = Event("dispatch.incident_merged", Text("并案", "merged"), "combine")
MERGE_UNDONE = Event("dispatch.merge_undone", Text("取消并案", "merge undone"))
INCIDENT_SPLIT = Event("dispatch.incident_split", Text("拆分", "split"))
INCIDENT_CANCELLED = Event("dispatch.incident_cancelled", Text("撤销", "cancelled"))
INCIDENT_REOPENED = Event("dispatch.incident_reopened", Text("重开", "reopened"))
ORDER_SENT = Event("dispatch.order_sent", Text("派警", "order sent"))
ORDER_SHOWN = Event("dispatch.order_shown", Text("手机已显示", "shown on the phone"))
ORDER_ACKNOWLEDGED = Event("dispatch.order_acknowledged", Text("签收", "acknowledged"))
ORDER_REFUSED = Event("dispatch.order_refused", Text("拒派", "order refused"))
UNIT_WITHDRAWN = Event("dispatch.unit_withdrawn", Text("撤回警力", "unit withdrawn"))
UNIT_DEPARTED = Event("dispatch.unit_departed", Text("出发", "departed"))
UNIT_ARRIVED = Event("dispatch.unit_arrived", Text("到场", "arrived"))
SCENE_CONTROLLED = Event("dispatch.scene_controlled", Text("现场控制", "scene controlled"))
UNIT_TRANSPORTING = Event("dispatch.unit_transporting", Text("押送", "transporting"))
UNIT_CLEARED = Event("dispatch.unit_cleared", Text("处置完毕", "cleared"))
RADIO_TAKEN_BACK = Event("dispatch.radio_taken_back", Text("撤回代报", "radio entry taken back"))
UNIT_RELEASED = Event("dispatch.unit_released", Text("归队", "unit released"))
FEEDBACK_GIVEN = Event("dispatch.feedback_given", Text("反馈", "feedback given"))
FEEDBACK_ACCEPTED = Event("dispatch.feedback_accepted", Text("办结", "accepted and closed"))
FEEDBACK_RETURNED = Event("dispatch.feedback_returned", Text("退回反馈", "feedback returned"))
CASE_REPORT_LINKED = Event("dispatch.case_report_linked", Text("关联接报案", "case report linked"))
NOTE_ADDED = Event("dispatch.note_added", Text("记录", "note added"))
NOTE_STRUCK = Event("dispatch.note_struck", Text("划去记录", "note struck out"))
PHOTO_ADDED = Event("dispatch.photo_added", Text("现场照片", "photo added"), "collect")
BACKUP_CALLED = Event("dispatch.backup_called", Text("请求增援", "backup called"))
PRE_ALERTED = Event("dispatch.pre_alerted", Text("预先通知车组", "crew told ahead"))
PRE_ALERT_SHOWN = Event("dispatch.pre_alert_shown", Text("手机已显示预先通知", "told ahead: shown"))
PRE_ALERT_ENDED = Event("dispatch.pre_alert_ended", Text("预先通知撤回", "told ahead: withdrawn"))
MESSAGE_SENT = Event("dispatch.message_sent", Text("发消息", "message sent"))
MESSAGE_SHOWN = Event("dispatch.message_shown", Text("手机已显示消息", "message on the phone"))
MESSAGE_READ = Event("dispatch.message_read", Text("消息已读", "message read"))
MESSAGE_BY_RADIO = Event("dispatch.message_by_radio", Text("消息改用电台", "message by radio"))
MESSAGE_ENDED = Event("dispatch.message_ended", Text("消息结束", "message ended"))
SERVICE_WANTED = Event("dispatch.service_wanted", Text("预案要求外援", "service named by the plan"))
SERVICE_ASKED = Event("dispatch.service_asked", Text("请求外援", "service asked"), "disclose")
SERVICE_TOLD = Event("dispatch.service_told", Text("外援动态", "told of a service"))
HANDOVER_OFFERED = Event(
    "dispatch.handover_offered", Text("提出移交", "handover offered"), "disclose"
)
HANDOVER_ENDED = Event("dispatch.handover_ended", Text("移交结果", "handover answered"))
EIDO_RECEIVED = Event(
    "dispatch.eido_received", Text("收到外单位警情", "received by exchange"), "collect"
)
EIDO_GIVEN = Event("dispatch.eido_given", Text("提供警情文档", "given by exchange"), "disclose")
UNIT_RESERVED = Event("dispatch.unit_reserved", Text("预留警力", "unit reserved"))
RESERVATION_RELEASED = Event("dispatch.reservation_released", Text("取消预留", "reservation ended"))
ALERT_RAISED = Event("dispatch.alert_raised", Text("提醒", "alert raised"))
ALERT_CLOSED = Event("dispatch.alert_closed", Text("提醒解除", "alert closed"))
DESK_QUIETENED = Event("dispatch.desk_quietened", Text("席位静音", "desk made quiet"))
DESK_SOUNDS = Event("dispatch.desk_sounds", Text("席位恢复声音", "desk sounds again"))
DESK_TAKEN = Event("dispatch.desk_taken", Text("坐席", "desk taken"))
DESK_LEFT = Event("dispatch.desk_left", Text("离席", "desk left"))
DESK_GONE = Event("dispatch.desk_gone", Text("登录结束，席位无人", "desk left by its session"))
DESK_TAKEN_OVER = Event("dispatch.desk_taken_over", Text("接管席位", "desk taken over"))
INCIDENT_TAKEN = Event("dispatch.incident_taken", Text("接手警情", "taken at a desk"))
TRANSFER_ASKED = Event("dispatch.transfer_asked", Text("请他席接手", "transfer asked"))
TRANSFER_ACCEPTED = Event("dispatch.transfer_accepted", Text("已接手", "transfer accepted"))
TRANSFER_TAKEN_BACK = Event("dispatch.transfer_taken_back", Text("撤回转交", "transfer taken back"))
INCIDENT_REASSIGNED = Event("dispatch.incident_reassigned", Text("改派席位", "put to another desk"))
STATION_CALLED = Event("dispatch.station_called", Text("转派所队", "sent to a station"))
STATION_SIGNED = Event("dispatch.station_signed", Text("所队签收", "station signed for it"))
STATION_CALL_TAKEN_BACK = Event(
    "dispatch.station_call_taken_back", Text("收回转派", "taken back from a station")
)
SHIFT_HANDED_OVER = Event("dispatch.shift_handed_over", Text("交班签字", "shift handed over"))
SHIFT_TAKEN_OVER = Event("dispatch.shift_taken_over", Text("接班签字", "shift taken over"))
BULLETIN_MADE = Event("dispatch.bulletin_made", Text("生成警情通报", "bulletin made"))
SCREEN_OPENED = Event("dispatch.screen_opened", Text("开大屏", "wall screen opened"))
SCREEN_WITHDRAWN = Event("dispatch.screen_withdrawn", Text("收回大屏", "wall screen withdrawn"))
INCIDENT_SCHEDULED = Event("dispatch.incident_scheduled", Text("预约警情", "incident scheduled"))
SCHEDULED_CHANGED = Event("dispatch.scheduled_changed", Text("预约变更", "schedule changed"))
SCHEDULED_DUE = Event("dispatch.scheduled_due", Text("预约将到", "scheduled incident is near"))
SCHEDULED_BEGUN = Event("dispatch.scheduled_begun", Text("预约到时立警", "schedule begun"))
SCHEDULED_WITHDRAWN = Event("dispatch.scheduled_withdrawn", Text("取消预约", "schedule withdrawn"))
EXERCISE_STARTED = Event("dispatch.exercise_started", Text("演练开始", "exercise begun"))
EXERCISE_SERVED = Event("dispatch.exercise_served", Text("演练系统就绪", "exercise served"))
EXERCISE_ENDED = Event("dispatch.exercise_ended", Text("演练结束", "exercise ended"))
EXERCISE_STAGE_SET = Event(
    "dispatch.exercise_stage_set", Text("演练沿用实战系统的设置", "stage of the exercise set")
)
HISTORY_LOADED = Event("dispatch.history_loaded", Text("装入历史警情", "history loaded"), "collect")

# Written before approvals had a room of their own; older entries are read by these words.
Event("dispatch.act_proposed", Text("提请确认", "put up for a second person"))
Event("dispatch.act_declined", Text("未予确认", "declined by the second person"))

Matter("incident", Text("警情", "incident"), joins=True)
Matter("handover", Text("交接班", "shift hand-over"))
Matter("scheduled", Text("预约警情", "scheduled incident"))
Matter("exercise", Text("演练", "exercise"))
Matter("bulletin", Text("警情通报", "bulletin"))
Matter("call", Text("来电", "call"), joins=True)
Matter("pre_alert", Text("预先通知", "told ahead"))
Matter("duty_message", Text("消息", "message"))
Matter("service_request", Text("外援请求", "service request"))
Matter("incident_handover", Text("移交", "handover"))
Matter("paper_card", Text("纸卡", "paper card"))
