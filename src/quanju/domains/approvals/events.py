"""Names of the entries that approvals write; the room of the act writes what was carried out."""

from quanju.domains.journal.types import Audience, Event, heard
from quanju.domains.kernel.roles import COMMAND, SIGNATORIES, STATION
from quanju.domains.kernel.types import Text

# Whoever may decide hears that something waits, and asks; whom it names hears the whole of it.
heard(
    "approvals",
    Audience(
        at_station=STATION,
        counting=COMMAND | SIGNATORIES,
    ),
)

PROPOSED = Event("approvals.proposed", Text("提请第二人批准", "proposed"))
APPROVED = Event("approvals.approved", Text("第二人批准", "approved by a second person"))
REFUSED = Event("approvals.refused", Text("第二人退回", "refused by a second person"))
WITHDRAWN = Event("approvals.withdrawn", Text("撤回提请", "proposal withdrawn"))
EXPIRED = Event("approvals.expired", Text("提请过期", "proposal expired"))
