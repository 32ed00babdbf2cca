"""Supervision looks at a report again whenever something has happened to it or to its case."""

from datetime import datetime

from quanju.domains.cases import events as cases
from quanju.domains.journal.subscribers import reacts_to
from quanju.domains.journal.types import EntryView, Event
from quanju.domains.kernel.types import Text
from quanju.domains.reception import events as reception
from quanju.domains.supervision.actions.checking import check_report
from quanju.domains.supervision.actions.opinions import ask_opinion

LOOKS = Text("按规则查接报案", "look at the report by rule")
CHANGES: tuple[Event, ...] = (
    reception.REPORT_BEGUN,
    reception.REPORT_TAKEN,
    reception.REPORT_WRITTEN,
    reception.RECEIPT_GIVEN,
    reception.STEP_SKIPPED,
    reception.REPORT_DECLINED,
    reception.REPORT_CLOSED,
    cases.CASE_REGISTERED,
    cases.CASE_SENT,
    cases.CASE_DECLINED,
    cases.CASE_ACCEPTED,
    cases.CASE_DECIDED,
    cases.REMEDY_ASKED,
    cases.PAPER_SERVED,
)
"""Whatever may change an answer; what changes it by the clock alone is the job's."""


def _look(entry: EntryView, at: datetime) -> None:
    """At each report the entry names; what was read up to here already is left alone."""
    for subject in sorted(entry.subjects):
        kind, _, number = subject.partition(":")
        if kind == "report":
            check_report(report=number, upon=entry.number, at=at)


for _event in CHANGES:
    reacts_to(_event, name=f"supervision.upon.{_event.name}", label=LOOKS)(_look)


ASKS = Text(
    "经济、争议案件送法制事先审核", "put economic and disputed cases before legal supervision"
)


def _ask(entry: EntryView, at: datetime) -> None:
    """A case that is put there already stays as it is."""
    ask_opinion(case=entry.subject.partition(":")[2], at=at)


for _event in (cases.CASE_REGISTERED, cases.CASE_DECLINED, cases.CASE_ACCEPTED):
    reacts_to(_event, name=f"supervision.asks.{_event.name}", label=ASKS)(_ask)
