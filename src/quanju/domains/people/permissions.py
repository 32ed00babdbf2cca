"""Who may: the shared half of every room's permissions."""

from collections.abc import Iterable

from quanju.domains.approvals.types import ProposalView
from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.people.types import ROLES, Actor

OUT_OF_TERM = Verdict.no(
    "DENY_EXPIRED", Text("您现在没有在任岗位", "You hold no post at this moment")
)


def holds_role(actor: Actor, *roles: str) -> Verdict:
    """Rule 1 of access: the role gives the action."""
    if not actor.role:
        return OUT_OF_TERM
    if actor.role in roles:
        return Verdict.yes()
    return Verdict.no(
        "DENY_ROLE",
        Text("只有{who}可以这样做", "Only these may do this: {who}").filled(
            who=Text("、".join(ROLES[r].zh for r in roles), ", ".join(ROLES[r].en for r in roles))
        ),
    )


def holds_post(actor: Actor) -> Verdict:
    """Any post will do."""
    return Verdict.yes() if actor.role else OUT_OF_TERM


def may_read_journal(actor: Actor) -> Verdict:
    """The raw record is for auditors (SG-06): leaders get numbers, not the log."""
    return holds_role(actor, "auditor")


def may_read_operation(actor: Actor) -> Verdict:
    """How the service itself does: for those who keep it running, and for those who check it."""
    return holds_role(actor, "system_admin", "auditor")


def may_operate(actor: Actor) -> Verdict:
    """Have the service try again now what has failed."""
    return holds_role(actor, "system_admin")


# --- accounts and posts (specification 2.3, row accounts; 2.4) ----------------------------------

# Roles that decide over others' rights: a station may not confirm these for itself.
BRANCH_ROLES = frozenset({"branch_leader", "auditor", "system_admin", "approver", "archivist"})

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


def may_change_credentials(*, has_password: bool) -> Verdict:
    """Password and second factor are one's own affair, for accounts that have a password."""
    return Verdict.yes() if has_password else DEMO_ACCOUNT


def may_read_accounts(actor: Actor) -> Verdict:
    """The list of accounts; a station's command room sees its own station's."""
    return holds_role(actor, "system_admin", "branch_leader", "auditor", "station_command")


def may_read_account(actor: Actor, person_id: int, station_ids: Iterable[int | None]) -> Verdict:
    """One's own account, or one of those in the list."""
    if actor.person_id == person_id:
        return Verdict.yes()
    may = may_read_accounts(actor)
    if not may or actor.role != "station_command":
        return may
    return _own_station(actor, station_ids)


def may_manage_accounts(actor: Actor) -> Verdict:
    return holds_role(actor, "system_admin")


def may_manage_account(actor: Actor, person_id: int) -> Verdict:
    """An administrator, and not for their own account."""
    may = may_manage_accounts(actor)
    return NOT_ABOUT_YOURSELF if may and actor.person_id == person_id else may


def may_manage_organisations(actor: Actor) -> Verdict:
    return holds_role(actor, "system_admin")


def may_propose_appointment(actor: Actor, person_id: int | None = None) -> Verdict:
    """An administrator, and never for themselves."""
    may = holds_role(actor, "system_admin")
    return NOT_FOR_YOURSELF if may and actor.person_id == person_id else may


GRANTS_POSTS = frozenset({"branch_leader", "station_command"})


def may_decide_appointment(actor: Actor, proposal: ProposalView) -> Verdict:
    """A branch leader; a command room for posts of its own station."""
    may = holds_role(actor, *sorted(GRANTS_POSTS))
    if not may or actor.role != "station_command":
        return may
    if proposal.content["role"] in BRANCH_ROLES:
        return BRANCH_DECIDES
    return _own_station(actor, [proposal.content["station"]])


def may_end_appointment(actor: Actor) -> Verdict:
    """Taking a right away needs no second person."""
    return holds_role(actor, "system_admin", "branch_leader")


def may_ask_reset(actor: Actor, person_id: int) -> Verdict:
    return may_manage_account(actor, person_id)


RESETS_SECOND_FACTORS = frozenset({"branch_leader"})


def may_decide_reset(actor: Actor, proposal: ProposalView) -> Verdict:
    """A branch leader."""
    return holds_role(actor, *sorted(RESETS_SECOND_FACTORS))


def _own_station(actor: Actor, station_ids: Iterable[int | None]) -> Verdict:
    own = actor.station_id is not None and actor.station_id in set(station_ids)
    return Verdict.yes() if own else OTHER_STATION
