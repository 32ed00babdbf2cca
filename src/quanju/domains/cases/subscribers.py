"""What cases do upon others' news: a paper has its bytes, and who reported may want to know."""

from datetime import datetime

from quanju.domains.cases.papers import SERVED
from quanju.domains.cases.queries.cases import report_of
from quanju.domains.documents.events import PAPER_ISSUED
from quanju.domains.journal.subscribers import reacts_to
from quanju.domains.journal.types import EntryView
from quanju.domains.kernel.types import Text
from quanju.domains.reception.actions.telling import tell_of_paper


@reacts_to(
    PAPER_ISSUED,
    name="cases.paper_ready",
    label=Text("告诉报案人有文书", "tells who reported of a paper"),
)
def paper_ready(entry: EntryView, at: datetime) -> None:
    """Of what is served on them alone; once of each paper."""
    if entry.facts.get("kind") not in SERVED:
        return
    for subject in entry.subjects:
        kind, _, number = subject.partition(":")
        report = report_of(number) if kind == "case" else ""
        if report:
            paper = entry.subject.partition(":")[2]
            tell_of_paper(report=report, paper=paper, at=at)
