"""What notices do upon others' news: who may decide an act is told that it waits."""

from datetime import datetime

from quanju.domains.approvals.events import PROPOSED
from quanju.domains.journal.subscribers import reacts_to
from quanju.domains.journal.types import EntryView
from quanju.domains.kernel.types import Text
from quanju.domains.notices.actions.proposals import tell_of_proposal


@reacts_to(
    PROPOSED,
    name="notices.act_proposed",
    label=Text("告诉能批准的人", "tells those who may decide"),
)
def act_proposed(entry: EntryView, at: datetime) -> None:
    subject = next(one for one in entry.subjects if one.startswith("proposal:"))
    tell_of_proposal(proposal=int(subject.removeprefix("proposal:")), at=at)
