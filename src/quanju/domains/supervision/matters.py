"""Gathers what the checks ask about: one report, its cases, their clocks, and what was recorded.

Everything comes through the queries of the rooms below; nothing of theirs is kept here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from quanju.domains.cases import events as cases
from quanju.domains.cases.queries.cases import limits_of
from quanju.domains.cases.queries.checked import cases_of_report
from quanju.domains.cases.types.cases import KINDS, CaseView
from quanju.domains.deadlines.queries import clocks_on
from quanju.domains.journal.queries import history_of
from quanju.domains.journal.types import EntryView
from quanju.domains.kernel.types import Text
from quanju.domains.reception import events as reception
from quanju.domains.reception.queries.reports import steps_rule, told_report
from quanju.domains.reception.types.reports import ReportView
from quanju.domains.supervision.checks import Classed, Decided, Due, Matter
from quanju.domains.supervision.queries.recordings import has_recording

ENTERED = (reception.REPORT_BEGUN.name, reception.REPORT_TAKEN.name)
DECLINED = (reception.REPORT_DECLINED.name, cases.CASE_DECLINED.name)
DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """One report as the checks see it, whose it is now, and the newest entry that was read."""

    report: ReportView
    matter: Matter
    office: int
    station: int | None
    entry: int


def gather(number: str, *, at: datetime) -> Gathered:
    """All that is known of a report. Whoever calls has asked who may: it is the service's look."""
    view = told_report(number, at=at)
    of_it = cases_of_report(number)
    history = history_of(view.subject)
    last = of_it[-1] if of_it else None
    office = last.office if last else None
    return Gathered(
        report=view,
        matter=_matter(view, of_it, history, at),
        office=office.pk if office else view.site.pk,
        station=office.station_id if office else view.site.station_id,
        entry=max((one.number for one in history), default=0),
    )


def kind_names(at: datetime) -> dict[str, Text]:
    """What the kinds of reports and cases are called."""
    return {code: row.name for code, row in steps_rule(at).by_code.items()} | dict(KINDS)


def _matter(
    view: ReportView, of_it: Sequence[CaseView], history: Sequence[EntryView], at: datetime
) -> Matter:
    ours = {view.subject, *(one.subject for one in of_it)}
    steps = [one for one in history if one.subject in ours and one.result == "ok"]
    return Matter(
        kind=view.kind,
        words=f"{view.title}\n{view.statement}",
        begun_at=view.begun_at,
        entered_at=view.entered_at,
        receipted_at=view.receipted_at,
        has_recording=has_recording(view.subject),
        asks_receipt="receipt" in view.steps and "receipt" not in view.skipped,
        declined_at=tuple(one.at for one in steps if one.event in DECLINED),
        entered_by=next((one.author for one in steps if one.event in ENTERED), ""),
        classes=tuple(_classes(steps)),
        decisions=tuple(_decisions(steps)),
        due=tuple(_due(view, of_it, at)),
    )


def _classes(steps: Sequence[EntryView]) -> Iterator[Classed]:
    """Each entry of reception tells the kind; of a case the entry that registers it does."""
    for one in steps:
        is_of_report = one.event.startswith("reception.")
        kind = str(one.facts.get("kind", ""))
        if kind and (is_of_report or one.event == cases.CASE_REGISTERED.name):
            yield Classed(kind=kind, at=one.at, entry=one.number)


def _decisions(steps: Sequence[EntryView]) -> Iterator[Decided]:
    """Decisions over the case, and steps that were left out of the report."""
    for one in steps:
        if one.event in (cases.CASE_DECIDED.name, reception.STEP_SKIPPED.name):
            named: Mapping[str, object] = one.facts
            decision = str(named.get("decision") or "skip_step")
            yield Decided(decision=decision, at=one.at, by=one.author, entry=one.number)


def _due(view: ReportView, of_it: Sequence[CaseView], at: datetime) -> Iterator[Due]:
    """Clocks of the law with those that ended, and the limits of the branch's own that run."""
    for subject in (view.subject, *(one.subject for one in of_it)):
        for clock in clocks_on(subject, at=at, with_ended=True):
            if clock.due_at is not None and clock.state != DROPPED:
                yield Due(
                    cause=f"clock {clock.id}",
                    rule=clock.rule,
                    name=clock.title,
                    due_at=clock.due_at,
                    done_at=clock.ended_at,
                )
    for case in of_it:
        for limit in limits_of(case, at=at):
            yield Due(
                cause=f"{case.number} {limit.name.en} {limit.since:%Y%m%d%H%M}",
                rule="",
                name=limit.name,
                due_at=limit.due_at,
                done_at=None,
            )
