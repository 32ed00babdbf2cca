"""Who may do what with calls, incidents and orders (specification 2.2, 2.3, 2.4)."""

from collections.abc import Collection

from quanju.domains.approvals.permissions import is_another_person
from quanju.domains.kernel.roles import (
    ADMIN,
    APPROVERS,
    AUDIT,
    BASE,
    COMMAND,
    COMMUNITY,
    CREW,
    DESK,
    LEADERS,
    LEGAL,
    LIAISONS,
    LOBBY,
    PATROL,
    RECEPTION,
    RIDERS,
    SIGNATORIES,
    STATION,
    SUPERVISORS,
)
from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.people.rights import right
from quanju.domains.people.types import Actor

# Which incidents somebody reads is asked by the query set: all, the open ones, one's own.
READS_ALL = LEGAL
READS_OPEN = DESK
READS_STATION = STATION
READS_OWN_ENTRIES = RECEPTION
READS_OWN_JOBS = RIDERS

may_read_incidents = right(COMMAND | RIDERS | RECEPTION | LEGAL, Text("查看警情", "read incidents"))
# A receipt tells where units stood: not for reception (specification 2.3, row “unit”).
may_read_receipts = right(COMMAND | RIDERS | LEGAL, Text("查看派警回执", "read receipts of orders"))
may_see_desk = right(COMMAND, Text("进入指挥席", "enter the dispatch desk"))
# Numbers: everybody of the branch but volunteers, lawyers and residents.
may_read_measures = right(
    COMMAND | CREW | LEADERS | LEGAL | AUDIT | BASE | RECEPTION | LOBBY | ADMIN | APPROVERS,
    Text("查看指标", "read measures"),
)
may_take_calls = right(DESK, Text("接警", "take calls"))
# To crews: the desk to all, a command room to the units of its own station.
may_send_messages = right(COMMAND, Text("给车组发消息", "send messages to crews"))
# Paper for the hours without the system; `quanju paper` prints it, too.
may_print_cards = right(DESK, Text("打印纸质警情卡", "print paper cards"), is_the_services=True)
# The caller's number stays at the desk (CAD-09).
may_see_caller = right(DESK, Text("查看报警电话", "see the caller's number"))
# Once a call has its outcome its number is masked; the table of the telephone narrows who opens it.
may_open_number = right(DESK | LEGAL, Text("打开来电号码", "open a caller's number"))
may_play_recordings = right(DESK | LEGAL, Text("调听来电录音", "play recordings of calls"))
# A telephone system comes in by a key that nobody's account has.
may_manage_bridges = right(ADMIN, Text("管理电话系统的密钥", "manage telephone systems"))
may_create_incident = right(
    DESK | PATROL | COMMUNITY | RECEPTION | LIAISONS, Text("立警", "create incidents")
)
# Which report an incident became is told by who takes reports.
may_link_report = right(RECEPTION, Text("关联接报案", "link case reports to incidents"))
may_cancel = right(DESK, Text("撤销警情", "cancel incidents"))
may_merge = right(DESK, Text("并案", "merge incidents"))
# The second person: the desk or the branch's leadership; that it is another one, approvals say.
may_confirm_act = right(
    DESK | SIGNATORIES, Text("确认撤销和并案", "confirm that incidents are cancelled or merged")
)
# The supervisor of the desk, or legal supervision on a complaint (3.2).
may_split_or_reopen = right(DESK | LEGAL, Text("拆分或重开警情", "split or reopen incidents"))
# Who was there, and the desk; no volunteer: theirs wait for a human check (6.6, case 12).
may_add_photos = right(RIDERS | COMMAND, Text("添加现场照片", "add photos of the scene"))
may_raise_alerts = right(DESK, Text("发出提醒", "raise alerts"), is_the_services=True)
# A desk takes, hands on, accepts; who answers for the shift puts incidents elsewhere.
may_sit_at_desk = right(DESK, Text("坐席", "sit at a desk"))
may_run_shift = right(SUPERVISORS, Text("调整各席位警情", "reassign incidents between desks"))
# What is to begin at a moment; the clock begins it for the desk.
may_schedule = right(DESK, Text("预约警情", "schedule incidents"), is_the_services=True)
# That people practise beside the live desk is said by who answers for the shift.
may_run_exercise = right(SUPERVISORS, Text("组织演练", "run exercises"))
# How an incident went, to the second: who answers for the shift, and for the law (CAD-10).
may_replay = right(SUPERVISORS | LEGAL, Text("回放警情", "replay incidents"))
# A bulletin that leaves the house is put on paper by whoever answers for it.
may_release_bulletin = right(SUPERVISORS | LEADERS, Text("签发警情通报", "release bulletins"))
may_read_bulletin_papers = right(
    COMMAND | LEADERS | LEGAL | AUDIT, Text("查看签发的警情通报", "read released bulletins")
)

_may_change = right(COMMAND, Text("处理警情", "handle incidents"))
_may_act = right(RIDERS | COMMAND, Text("推进指令", "act on orders"))

NOT_ON_THIS_JOB = Verdict.no(
    "DENY_RELATION", Text("您不在这条指令的班组里", "You are not on the crew of this order")
)
NOT_YOUR_STATION = Verdict.no(
    "DENY_RELATION", Text("这条警情不属于本所", "This incident is not your station's")
)


def may_change_incident(actor: Actor, station_id: int | None) -> Verdict:
    """Grade, class, place, notes: the desk; the command room for its own station."""
    if actor.role in STATION and not actor.is_of(station_id):
        return NOT_YOUR_STATION
    return _may_change(actor)


def may_send_order(actor: Actor, station_id: int | None) -> Verdict:
    return may_change_incident(actor, station_id)


def may_act_on_order(actor: Actor, crew: Collection[int], station_id: int | None) -> Verdict:
    """Acknowledge, depart, arrive …: the crew itself, or the desk that hears it by radio."""
    if actor.role in RIDERS and actor.person_id not in crew:
        return NOT_ON_THIS_JOB
    if actor.role in STATION and not actor.is_of(station_id):
        return NOT_YOUR_STATION
    return _may_act(actor)


def may_tell_by_radio(actor: Actor, station_id: int | None) -> Verdict:
    """What a crew told by radio: the desk enters it, the command room for its own station."""
    return may_change_incident(actor, station_id)


def may_sign_for_station(actor: Actor, station_id: int | None) -> Verdict:
    """What was sent to a station is signed for by its own command room."""
    if actor.role not in STATION:
        return NOT_YOUR_STATION
    return may_change_incident(actor, station_id)


def may_withdraw(actor: Actor, station_id: int | None) -> Verdict:
    return may_change_incident(actor, station_id)


def may_accept_feedback(actor: Actor, station_id: int | None, giver: str) -> Verdict:
    """The station's command room or the desk; nobody accepts what they gave."""
    role = may_change_incident(actor, station_id)
    return is_another_person(actor, giver) if role else role
