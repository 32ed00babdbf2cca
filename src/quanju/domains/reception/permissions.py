"""Who receives visitors, and who reads the hall (specification 2.3, row visit / ticket)."""

from quanju.domains.kernel.roles import LEADERS, LEGAL, LOBBY, RECEPTION, STATION
from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.people.rights import right
from quanju.domains.people.types import Actor

# At a station's room nobody but the reception officer stands in front, so both receive.
may_receive = right(LOBBY | RECEPTION, Text("接待来访群众", "receive visitors"))
# Legal supervision receives who complains about the police, at whichever site it was.
may_take_over = right(LOBBY | RECEPTION | LEGAL, Text("接收来访事项", "take visits over"))
# In numbers alone: a command room its own station's, leaders all.
may_see_hall_figures = right(
    LOBBY | RECEPTION | STATION | LEGAL | LEADERS, Text("查看大厅数字", "see the hall's figures")
)

# Row case_report: who stands at a reception window takes reports, legal supervision reads all.
may_take_reports = right(RECEPTION, Text("登记接报案", "take reports"))
may_read_reports = right(RECEPTION | LEGAL, Text("查看接报案", "read reports"))
# Where a matter belongs that two sites have declined; whether a step may be left out.
may_decide_reports = right(LEGAL, Text("决定接报案争议", "decide what is disputed of reports"))

# Complaints are legal supervision's alone; questions and petitions the centre's (REC-11, REC-12).
may_read_letters = right(RECEPTION | LEGAL, Text("查看群众来件", "read letters of residents"))
may_examine_complaints = right(LEGAL, Text("办理投诉", "examine complaints"))
may_answer_letters = right(RECEPTION, Text("答复群众来件", "answer letters of residents"))
# What visitors thought, in their words: who can change something.
may_read_comments = right(LEGAL | LEADERS, Text("查看来访评价", "read what visitors thought"))

NOT_ITS_OWNER = Verdict.no(
    "DENY_RELATION",
    Text("受限事项只由责任人办理；需要时请先接手", "Restricted to its owner; take it over first"),
)
OTHER_SITE = Verdict.no(
    "DENY_RELATION",
    Text("只能接待本接报案点的群众", "You receive the visitors of your own site only"),
)


def may_receive_at(actor: Actor, site: int) -> Verdict:
    """At one's own site only."""
    may = may_receive(actor)
    return may if not may or actor.organisation_id == site else OTHER_SITE


def may_work_on_report(actor: Actor, owner: int, is_restricted: bool) -> Verdict:
    """At the own site everybody; on what is restricted its owner alone."""
    may = may_take_reports(actor)
    if not may or not is_restricted:
        return may
    return may if actor.person_id == owner else NOT_ITS_OWNER
