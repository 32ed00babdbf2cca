"""Names of coordination's entries. They hold numbers and states, never a title or what was said."""

from quanju.domains.journal.types import Audience, Event, Matter, heard
from quanju.domains.kernel.roles import ARCHIVISTS, BASE, LEGAL
from quanju.domains.kernel.types import Text

# Members alone hear what happens in a group, for as long as they are members; and whom it names.
heard("coordination", Audience(followers="group"))
_MOVES = Audience(followers="group", moves_followers=True)


def _of_a_member(name: str, zh: str, en: str) -> Event:
    return Event(f"coordination.{name}", Text(zh, en), audience=_MOVES)


GROUP_DRAFTED = Event("coordination.group_drafted", Text("提请建群", "group proposed"))
GROUP_OPENED = _of_a_member("group_opened", "建协同群", "group opened")
GROUP_REJECTED = Event("coordination.group_rejected", Text("未批准建群", "group rejected"))
GROUP_CHECKED = Event("coordination.group_checked", Text("核过建群", "opening checked"))
GROUP_COMPLETED = Event(
    "coordination.group_completed", Text("补齐开群事实", "opening facts completed")
)
MEMBER_INVITED = _of_a_member("member_invited", "叫入成员", "member called in")
MEMBER_JOINED = _of_a_member("member_joined", "成员到位", "member joined")
MEMBER_LEFT = _of_a_member("member_left", "成员退出", "member left")
MEMBER_REMOVED = _of_a_member("member_removed", "移出成员", "member removed")
MEMBER_EXPIRED = _of_a_member("member_expired", "成员到期", "membership ended")
OWNER_CHANGED = _of_a_member("owner_changed", "负责人交接", "owner changed")

MESSAGE_SENT = Event("coordination.message_sent", Text("发消息", "message sent"), "collect")
MESSAGE_CORRECTED = Event("coordination.message_corrected", Text("更正消息", "message corrected"))
MESSAGE_STRUCK = Event("coordination.message_struck", Text("划去消息", "message struck out"))
ITEM_ASKED = Event("coordination.item_asked", Text("交办事项", "item asked"))
ITEM_MOVED = Event("coordination.item_moved", Text("事项进展", "item moved on"))
PACK_ADDED = Event("coordination.pack_added", Text("加入任务包", "task pack added"))

PLAN_OPENED = _of_a_member("plan_opened", "启动预案", "plan opened")
STEP_MOVED = Event("coordination.step_moved", Text("预案清单", "step of the checklist"))
WARNING_WRITTEN = Event("coordination.warning_written", Text("改预警草稿", "warning written"))
WARNING_MOVED = Event("coordination.warning_moved", Text("预警进展", "warning moved on"))
WARNING_RELEASED = Event(
    "coordination.warning_released", Text("发布公众预警", "public warning released"), "disclose"
)
WARNING_ENDED = Event(
    "coordination.warning_ended", Text("解除公众预警", "public warning ended"), "disclose"
)
WARNING_RECEIVED = Event(
    "coordination.warning_received", Text("外单位收到预警", "warning acknowledged")
)

CLOSE_PROPOSED = Event("coordination.close_proposed", Text("提请结群", "closing proposed"))
CLOSE_DUE = Event("coordination.close_due", Text("无动静，进入结群审核", "silent, review opened"))
CLOSE_RETURNED = Event("coordination.close_returned", Text("退回结群", "closing returned"))
GROUP_CLOSED = Event("coordination.group_closed", Text("结群", "group closed"))
GROUP_ARCHIVED = Event("coordination.group_archived", Text("归档", "group archived"))
GROUPS_TAKEN_OVER = Event(
    "coordination.groups_taken_over", Text("装入历史协同群", "groups of the past loaded")
)
ARCHIVE_SEALED = Event("coordination.archive_sealed", Text("封存归档包", "archive package sealed"))
ARCHIVE_TAKEN = Event(
    "coordination.archive_taken", Text("取出归档包", "archive package taken out"), "disclose"
)
TAKING_ALLOWED = Event(
    "coordination.taking_allowed", Text("批准取出归档包", "taking out allowed"), "disclose"
)
GROUP_DELETED = Event("coordination.group_deleted", Text("销毁协同群", "group deleted"), "erase")
GROUPS_DELETED = Event(
    "coordination.groups_deleted",
    Text("批量销毁协同群", "groups deleted"),
    "erase",
    audience=Audience(roles=LEGAL | ARCHIVISTS),
)
SEAL_FAILED = Event(
    "coordination.seal_failed", Text("归档包没有成", "archive package could not be made")
)
LESSON_NOTED = Event("coordination.lesson_noted", Text("记下改进", "lesson noted"), "collect")
LESSON_MOVED = Event("coordination.lesson_moved", Text("改进进展", "lesson moved on"))
WEEK_CHECKED = Event(
    "coordination.week_checked",
    Text("每周检查协同群", "open groups checked"),
    audience=Audience(roles=BASE | LEGAL),
)
GROUP_MERGED = _of_a_member("group_merged", "并群", "groups merged")
GROUP_IDLE = Event("coordination.group_idle", Text("停滞", "group idle"))
GROUP_WOKEN = Event("coordination.group_woken", Text("继续办", "group goes on"))

Matter("group", Text("协同群", "group"))
Matter("archive", Text("归档包", "archive package"))
Matter("groups", Text("到期的协同群", "groups past their term"))
Matter("warning", Text("公众预警", "public warning"))
