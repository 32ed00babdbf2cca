"""Roles, and the groups of them that rights are given to. A role is spelled here and nowhere else
in the rooms: a right names a group, so who belongs to it is said once."""

from quanju.domains.kernel.types import Text

# The actors of specification 2.2; a post gives exactly one of them.
ROLES = {
    "resident": Text("群众", "resident"),
    "lobby_officer": Text("大堂警官", "lobby officer"),
    "reception_officer": Text("接报案民警", "reception officer"),
    "dispatcher": Text("指挥调度员", "dispatcher"),
    "shift_supervisor": Text("指挥值班长", "shift supervisor"),
    "patrol_unit": Text("巡逻单元", "patrol unit"),
    "volunteer": Text("义警", "volunteer"),
    "community_officer": Text("警格员", "community officer"),
    "grid_member": Text("网格员", "grid member"),
    "case_officer": Text("办案民警", "case officer"),
    "station_command": Text("综合指挥室值班", "station command room"),
    "investigation_analyst": Text("研判员", "investigation-centre analyst"),
    "anti_fraud_officer": Text("反诈专员", "anti-fraud officer"),
    "legal_supervision": Text("督察法制", "legal supervision"),
    "base_control_officer": Text("基础管控专员", "base-control officer"),
    "trip_coordinator": Text("差旅协调员", "trip coordinator"),
    "lawyer": Text("律师", "lawyer"),
    "branch_leader": Text("分局领导", "branch leader"),
    "outside_liaison": Text("外单位联络员", "outside agency liaison"),
    "auditor": Text("审计员", "auditor"),
    "system_admin": Text("系统管理员", "system administrator"),
    "approver": Text("审批人", "approver"),
    "archivist": Text("档案员", "archivist"),
}


def _group(*roles: str) -> frozenset[str]:
    unknown = set(roles) - ROLES.keys()
    if unknown:
        raise ValueError(f"no such role: {', '.join(sorted(unknown))}")
    return frozenset(roles)


# --- one role each ------------------------------------------------------------------------------

RESIDENTS = _group("resident")
LOBBY = _group("lobby_officer")
RECEPTION = _group("reception_officer")
DESK = _group("dispatcher", "shift_supervisor")
SUPERVISORS = _group("shift_supervisor")
"""A dispatcher who answers for the shift: puts incidents to other desks, takes a desk over."""
PATROL = _group("patrol_unit")
VOLUNTEERS = _group("volunteer")
COMMUNITY = _group("community_officer")
GRID = _group("grid_member")
CASES = _group("case_officer")
STATION = _group("station_command")
ANALYSTS = _group("investigation_analyst")
FRAUD = _group("anti_fraud_officer")
LEGAL = _group("legal_supervision")
BASE = _group("base_control_officer")
TRIPS = _group("trip_coordinator")
LAWYERS = _group("lawyer")
LEADERS = _group("branch_leader")
LIAISONS = _group("outside_liaison")
AUDIT = _group("auditor")
ADMIN = _group("system_admin")
APPROVERS = _group("approver")
ARCHIVISTS = _group("archivist")

# --- groups that several rooms speak of ---------------------------------------------------------

COMMAND = DESK | STATION
"""Who sends units: the branch's desk, a station's command room."""
PLANNERS = DESK | LEADERS
"""The patrol planner of the branch sits at the command centre; the leader signs."""
CREW = PATROL | COMMUNITY | CASES
"""Those who ride. The matrix gives case officers no units; a case team on patrol is one of the
five forces, so its members act for their own crew and see nothing more (docs/rooms/patrol.md)."""
RIDERS = CREW | LIAISONS
"""Those whom an order can reach, agencies beside us too."""
ARCHIVE = ARCHIVISTS | LEGAL
OPERATORS = ADMIN | AUDIT
SIGNATORIES = LEADERS | APPROVERS
BRANCH_OFFICES = LEADERS | AUDIT | ADMIN | APPROVERS | ARCHIVISTS
"""Roles that decide over others' rights: a station may not confirm these for itself."""
OUTSIDERS = RESIDENTS | LAWYERS
"""No post of the branch: nothing of its work waits for them."""
UNSWORN = VOLUNTEERS | RESIDENTS
"""Who rides only beside an officer."""
DUTY_READERS = RECEPTION | COMMAND | CREW | ANALYSTS | LEGAL | BASE | LEADERS | AUDIT
"""Nearly everybody of the branch: row “duty_plan” of specification 2.3."""
MAP_READERS = (
    RECEPTION
    | COMMAND
    | CREW
    | VOLUNTEERS
    | GRID
    | ANALYSTS
    | LEGAL
    | BASE
    | LEADERS
    | LIAISONS
    | ADMIN
)
"""Row “zone, point, ring” of specification 2.3."""
HANDLERS = (
    RECEPTION
    | LOBBY
    | COMMAND
    | CREW
    | ANALYSTS
    | FRAUD
    | LEGAL
    | BASE
    | TRIPS
    | SIGNATORIES
    | ARCHIVISTS
)
"""Who handles matters of the branch."""
