"""Who handles, decides and reads cases (specification 2.3, row case_record; 2.4)."""

from quanju.domains.kernel.roles import ARCHIVISTS, CASES, LEGAL, RECEPTION, SIGNATORIES, STATION
from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.people.rights import right
from quanju.domains.people.types import Actor

_READERS = CASES | STATION | LEGAL | SIGNATORIES
# An archivist reads headers of what is closed (2.2, actor 22), and no paper.
may_read_cases = right(_READERS | ARCHIVISTS, Text("查看案件", "read cases"))
may_read_case_papers = right(_READERS, Text("查看案件文书", "read papers of cases"))
# 3.4: “station_command or case dept.”
may_accept_cases = right(CASES | STATION, Text("受理或退回案件", "accept or decline cases"))
may_work_cases = right(CASES, Text("办理案件", "work on cases"))
# Where a report's matter goes on; declined too often, only legal supervision says.
may_send_cases = right(RECEPTION | LEGAL, Text("移交案件", "send cases to an office"))
# Row “reconsideration”, and the check of 3.4 before a case is closed.
may_check_cases = right(LEGAL, Text("审核案件", "check cases"))
may_sign_cases = right(SIGNATORIES, Text("审批案件", "decide over cases"))
may_archive_cases = right(ARCHIVISTS, Text("案件归档", "archive cases"))

NOT_YOUR_OFFICE = Verdict.no(
    "DENY_RELATION", Text("案件移交给了另一单位", "The case was sent to another office")
)
NOT_YOUR_CASE = Verdict.no(
    "DENY_RELATION",
    Text("只有本案办案民警可以办", "Only the case officer of this case may do that"),
)


def may_accept_at(actor: Actor, office: int | None, station: int | None) -> Verdict:
    """One's own office, or for a command room an office of its own station."""
    may = may_accept_cases(actor)
    if not may:
        return may
    if actor.role in STATION:
        is_own = actor.is_of(station)
    else:
        is_own = office is not None and actor.organisation_id == office
    return may if is_own else NOT_YOUR_OFFICE


def may_work_on(actor: Actor, officer: int | None) -> Verdict:
    """The one officer whose case it is."""
    may = may_work_cases(actor)
    if not may:
        return may
    return may if officer is not None and actor.person_id == officer else NOT_YOUR_CASE


def may_change_officer(actor: Actor, officer: int | None, station: int | None) -> Verdict:
    """The officer hands it on; the command room of the station replaces who is away."""
    if actor.role in STATION and actor.is_of(station):
        return may_accept_cases(actor)
    return may_work_on(actor, officer)
