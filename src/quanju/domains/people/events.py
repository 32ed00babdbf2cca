"""Names of the entries that people write."""

from quanju.domains.journal.types import Audience, Event, Matter, heard
from quanju.domains.kernel.types import Text

# One's own account and post; nobody follows another person's.
heard("people", Audience())

SIGNED_IN = Event("people.signed_in", Text("登录", "signed in"), "login")
SIGN_IN_FAILED = Event("people.sign_in_failed", Text("登录失败", "sign-in failed"), "login_failed")
SIGNED_OUT = Event("people.signed_out", Text("退出登录", "signed out"), "login")
POST_SWITCHED = Event("people.post_switched", Text("切换岗位", "switched post"), "login")

ORGANISATION_ADDED = Event("people.organisation_added", Text("新增组织", "organisation added"))
ORGANISATION_RENAMED = Event("people.organisation_renamed", Text("组织改名", "renamed"))
POST_ADDED = Event("people.post_added", Text("新增岗位", "post added"), "permission_change")
PERSON_ADDED = Event("people.person_added", Text("新增账号", "account added"), "collect")
PERSON_DEACTIVATED = Event(
    "people.person_deactivated", Text("停用账号", "account deactivated"), "permission_change"
)
PERSON_REACTIVATED = Event(
    "people.person_reactivated", Text("恢复账号", "account reactivated"), "permission_change"
)
PASSWORD_GIVEN = Event(
    "people.password_given", Text("发放一次性密码", "one-time password given"), "permission_change"
)
PASSWORD_CHANGED = Event("people.password_changed", Text("修改密码", "password changed"))
SECOND_FACTOR_SET = Event("people.second_factor_set", Text("设置第二因素", "second factor set up"))
SECOND_FACTOR_REMOVED = Event(
    "people.second_factor_removed", Text("移除第二因素", "second factor removed")
)
RECOVERY_CODES_RENEWED = Event(
    "people.recovery_codes_renewed", Text("更换恢复码", "recovery codes renewed")
)
SECOND_FACTOR_RESET = Event(
    "people.second_factor_reset", Text("重置第二因素", "second factor reset"), "permission_change"
)
APPOINTMENT_APPROVED = Event(
    "people.appointment_approved", Text("批准任职", "appointment approved"), "permission_change"
)
APPOINTMENT_ENDED = Event(
    "people.appointment_ended", Text("结束任职", "appointment ended"), "permission_change"
)
WENT_ON_DUTY = Event("people.went_on_duty", Text("上岗", "went on duty"))
WENT_OFF_DUTY = Event("people.went_off_duty", Text("下岗", "went off duty"))
LANGUAGE_SET = Event("people.language_set", Text("设置语言", "language set"))
VIEW_SAVED = Event("people.view_saved", Text("保存列表视图", "view of a list saved"))
VIEW_FORGOTTEN = Event("people.view_forgotten", Text("删除列表视图", "view of a list removed"))
THEME_SET = Event("people.theme_set", Text("设置明暗", "theme set"))

ORGANISATIONS_LOADED = Event(
    "people.organisations_loaded", Text("装入组织", "organisations loaded")
)
POSTS_LOADED = Event("people.posts_loaded", Text("装入岗位", "posts loaded"), "permission_change")
PEOPLE_LOADED = Event("people.people_loaded", Text("装入账号", "accounts loaded"), "collect")

# Written before approvals had a room of their own; older entries are read by these words.
Event("people.reset_asked", Text("申请重置第二因素", "reset asked for"), "permission_change")
Event("people.reset_decided", Text("决定重置申请", "reset decided"), "permission_change")
Event("people.appointment_proposed", Text("提出任职", "appointment proposed"), "permission_change")
Event("people.appointment_rejected", Text("退回任职", "appointment rejected"), "permission_change")
Event(
    "people.appointment_withdrawn", Text("撤回任职", "appointment withdrawn"), "permission_change"
)

Matter("appointment", Text("任职", "appointment"))
