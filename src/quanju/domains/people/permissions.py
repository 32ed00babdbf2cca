"""Who may read the record and the service, keep accounts, give posts (specification 2.3, 2.4)."""

from collections.abc import Iterable

from quanju.domains.approvals.types import ProposalView
from quanju.domains.kernel.roles import (
    ADMIN,
    AUDIT,
    BRANCH_OFFICES,
    LEADERS,
    OPERATORS,
    STATION,
)
from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.people.rights import OUT_OF_TERM, right
from quanju.domains.people.types import Actor

# The raw record is for auditors (SG-06): leaders get numbers, not the log.
may_read_journal = right(AUDIT, Text("查阅原始记录", "read the journal"))
# How the service itself does: for those who keep it running, and for those who check it.
may_read_operation = right(OPERATORS, Text("查看系统运行", "see how the service does"))
# Have the service try again now what has failed.
may_operate = right(ADMIN, Text("让系统重试", "have the service try again"))

# The list of accounts; a station's command room sees its own station's.
may_read_accounts = right(ADMIN | LEADERS | AUDIT | STATION, Text("查看账号", "see accounts"))
may_manage_accounts = right(ADMIN, Text("管理账号", "manage accounts"))
may_manage_organisations = right(ADMIN, Text("管理机构和岗位", "manage offices and posts"))
# Taking a right away needs no second person.
may_end_appointment = right(ADMIN | LEADERS, Text("终止任职", "end appointments"))
may_decide_reset = right(LEADERS, Text("批准重置第二因素", "have a second factor reset"))

_may_propose = right(ADMIN, Text("提出任职", "propose appointments"))
grants_posts = right(STATION | LEADERS, Text("批准任职", "grant posts"))

NOT_FOR_YOURSELF = Verdict.no(
    "DENY_CONFLICT", Text("不能给自己授予岗位", "Nobody may grant themselves a post")
)
NOT_ABOUT_YOURSELF = Verdict.no(
    "DENY_CONFLICT",
    Text(
        "不能处理自己的账号，请另一位管理员办理", "Not your own account: ask another administrator"
    ),
)
OTHER_STATION = Verdict.no(
    "DENY_RELATION",
    Text("只能查看和确认本所的岗位", "Only the posts of your own station"),
)
BRANCH_DECIDES = Verdict.no(
    "DENY_ROLE",
    Text("这类岗位由分局领导批准", "Posts of this kind are approved by a branch leader"),
)
DEMO_ACCOUNT = Verdict.no(
    "DENY_DEMO_ENTRY",
    Text(
        "演示账号一键进入，没有密码和第二因素",
        "Accounts of the demo are entered with one click; they have no password or second factor",
    ),
)


def holds_post(actor: Actor) -> Verdict:
    """Any post will do."""
    return Verdict.yes() if actor.role else OUT_OF_TERM


def may_change_credentials(*, has_password: bool) -> Verdict:
    """Password and second factor are one's own affair, for accounts that have a password."""
    return Verdict.yes() if has_password else DEMO_ACCOUNT


def may_read_account(actor: Actor, person_id: int, station_ids: Iterable[int | None]) -> Verdict:
    """One's own account, or one of those in the list."""
    if actor.person_id == person_id:
        return Verdict.yes()
    may = may_read_accounts(actor)
    if not may or actor.role not in STATION:
        return may
    return _own_station(actor, station_ids)


def may_manage_account(actor: Actor, person_id: int) -> Verdict:
    """An administrator, and not for their own account."""
    may = may_manage_accounts(actor)
    return NOT_ABOUT_YOURSELF if may and actor.person_id == person_id else may


def may_propose_appointment(actor: Actor, person_id: int | None = None) -> Verdict:
    """An administrator, and never for themselves."""
    may = _may_propose(actor)
    return NOT_FOR_YOURSELF if may and actor.person_id == person_id else may


def may_decide_appointment(actor: Actor, proposal: ProposalView) -> Verdict:
    """A branch leader; a command room for posts of its own station."""
    may = grants_posts(actor)
    if not may or actor.role not in STATION:
        return may
    if proposal.content["role"] in BRANCH_OFFICES:
        return BRANCH_DECIDES
    return _own_station(actor, [proposal.content["station"]])


def may_ask_reset(actor: Actor, person_id: int) -> Verdict:
    return may_manage_account(actor, person_id)


def _own_station(actor: Actor, station_ids: Iterable[int | None]) -> Verdict:
    own = actor.station_id is not None and actor.station_id in set(station_ids)
    return Verdict.yes() if own else OTHER_STATION
