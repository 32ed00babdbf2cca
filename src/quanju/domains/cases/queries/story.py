"""Which units work on a case; its turning points and how long after the report (ICC-05, 13)."""

from datetime import datetime

from quanju.domains.cases.events import CASE_DECIDED
from quanju.domains.cases.models import CaseHelper, CaseMoment
from quanju.domains.cases.queries.property import property_of
from quanju.domains.cases.types.cases import CaseView
from quanju.domains.cases.types.story import HelperView, Milestone, Story, Units
from quanju.domains.journal.queries import history_of
from quanju.domains.journal.types import EntryView
from quanju.domains.reception.queries.reports import told_report

FILED = frozenset({"file", "new_facts", "grant", "grant_above", "file_by_order"})


def units_of(view: CaseView) -> Units:
    """The unit that leads and those that help or did, the first first; whoever reads the case."""
    rows = CaseHelper.objects.filter(case=view.pk).select_related("office").order_by("pk")
    return Units(
        lead=view.office,
        helpers=tuple(
            HelperView(
                pk=one.pk,
                office=one.office.name,
                why="" if view.is_header else one.why,
                since_at=one.since_at,
                until_at=one.until_at,
                ended_why="" if view.is_header else one.ended_why,
            )
            for one in rows
        ),
    )


def story_of(view: CaseView, *, at: datetime) -> Story | None:
    """Its turning points in their order; nothing for who reads headers alone."""
    if view.is_header:
        return None
    report = told_report(view.report, at=at)
    found: list[tuple[str, datetime, str, int | None]] = [
        ("reported", report.begun_at, report.number, None)
    ]
    filed_at = next((one.at for one in history_of(view.subject) if _files(one)), None)
    if filed_at is not None:
        found.append(("filed", filed_at, "", None))
    moments = CaseMoment.objects.filter(case=view.pk, withdrawn_at=None)
    found += [("caught", one.caught_at, one.source, one.pk) for one in moments]
    things = [one for one in property_of(view.number) if one.withdrawn_at is None]
    back = [
        (move.moved_at, move.count, move.proof)
        for one in things
        for move in one.moves
        if move.to_place == "returned" and move.withdrawn_at is None
    ]
    found += [("returned", moved_at, proof, None) for moved_at, _, proof in back]
    if view.closed_at is not None:
        found.append(("closed", view.closed_at, "", None))
    return Story(
        milestones=tuple(
            Milestone(kind=kind, at=moment, after=moment - report.begun_at, source=source, pk=pk)
            for kind, moment, source, pk in sorted(found, key=lambda one: one[1])
        ),
        things=sum(one.count for one in things),
        returned=sum(count for _, count, _ in back),
    )


def _files(entry: EntryView) -> bool:
    """Whether an entry is of the decision by which the case was filed."""
    return entry.event == CASE_DECIDED.name and entry.facts.get("decision") in FILED
