"""Verbs of whoever supervises: raise a finding, look at the answer, check, close."""

from datetime import datetime

from quanju.domains.kernel import words
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.numbers import count_on, of_day
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.supervision import events
from quanju.domains.supervision.actions.hits import decide_on, held_hit
from quanju.domains.supervision.actions.steps import (
    LONGEST,
    correction_due,
    held_finding,
    move,
    note_finding,
    notify_unit,
    start,
)
from quanju.domains.supervision.models import Finding, FindingCounter
from quanju.domains.supervision.permissions import (
    may_decide_hits,
    may_supervise,
    may_supervise_at,
)
from quanju.domains.supervision.queries.findings import told_finding
from quanju.domains.supervision.queries.units import unit_named
from quanju.domains.supervision.rules import findings_rule
from quanju.domains.supervision.types.checks import LEVELS
from quanju.domains.supervision.types.findings import FindingView

WHAT = Text("问题", "what is wrong")
WHY = Text("理由", "the reason")
NOTE = Text("核查情况", "what the check found")


class NotCorrected(Refused):
    """The unit has not told what it corrected."""

    code = "NOT_CORRECTED"
    text = Text("单位还没有报整改结果", "The unit has not told what it corrected")


class SamePerson(Refused):
    """A check is another person's."""

    code = "SAME_PERSON"
    text = Text("答复或整改的人不能核查", "Who answered or corrected does not check it")


def raise_finding(
    *, unit: str, level: int, what: str, report: str = "", by: Actor, at: datetime
) -> FindingView:
    """Something is wrong at a unit (its code): it is told at once, and its clock begins."""
    may_supervise(by).or_refuse()
    chosen = unit_named(unit)
    row = Finding(
        office_id=chosen.pk,
        station_id=chosen.station_id,
        report_number=words.line(
            report, Text("接报案编号", "the report"), longest=16, needed=False, field="report"
        ),
    )
    with write():
        return _raise(row, level, what, by, at)


def raise_from_hit(*, hit: int, level: int, what: str, by: Actor, at: datetime) -> FindingView:
    """What a rule has flagged is a finding, in a person's words, at the office that it names."""
    may_decide_hits(by).or_refuse()
    with write():
        flagged = held_hit(hit, by)
        decide_on(flagged, "raise", "", by, at)
        row = Finding(
            office_id=flagged.office_id,
            station_id=flagged.station_id,
            report_number=flagged.number,
            hit=flagged,
        )
        return _raise(row, level, what, by, at)


def raise_at(
    *,
    office: int,
    station: int | None,
    report: str,
    level: int,
    what: str,
    by: Actor,
    at: datetime,
) -> int:
    """What an inspection found in a report, at the office whose it is; its key. Inside a write."""
    may_supervise(by).or_refuse()
    row = Finding(office_id=office, station_id=station, report_number=report)
    return _raise(row, level, what, by, at).pk


def _raise(row: Finding, level: int, what: str, by: Actor, at: datetime) -> FindingView:
    if level not in LEVELS:
        raise NotFound(subject=f"level {level}")
    office, station = row.office_id, row.station_id
    may_supervise_at(by, level=level, office=office, station=station).or_refuse()
    row.what = words.lines(what, WHAT, longest=LONGEST, field="what")
    day = local_day(at)
    row.number = of_day(day, count_on(FindingCounter, day=day))
    row.level, row.status = level, "raised"
    row.rules = findings_rule(at).reference
    row.raised_by_id, row.raised_at = by.person_id or 0, at
    row.save(force_insert=True)
    note_finding(events.FINDING_RAISED, row, by, at)
    notify_unit(row, by, at)
    return told_finding(row.number)


def notify_again(*, finding: str, by: Actor, at: datetime) -> FindingView:
    """After it has gone up: the level above sends it to the unit anew, with a clock of its own."""
    with write():
        row = _supervised(finding, by)
        notify_unit(row, by, at)
    return told_finding(finding)


def accept_answer(*, finding: str, by: Actor, at: datetime) -> FindingView:
    """The answer holds; what is wrong is to be corrected, and that clock begins."""
    with write():
        row = _supervised(finding, by)
        move(row, "accept")
        start(row, correction_due(at), at)
        row.save()
        note_finding(events.FINDING_MOVED["accept"], row, by, at)
    return told_finding(finding)


def send_back(*, finding: str, why: str, by: Actor, at: datetime) -> FindingView:
    """The answer says too little: the unit answers again, within a clock of its own."""
    said = words.lines(why, WHY, longest=LONGEST, field="why")
    with write():
        row = _supervised(finding, by)
        row.sent_back_why = said
        notify_unit(row, by, at, verb="send_back")
    return told_finding(finding)


def check_finding(*, finding: str, note: str, by: Actor, at: datetime) -> FindingView:
    """Another person has looked: it is corrected, or the answer shows that nothing was wrong."""
    said = words.lines(note, NOTE, longest=LONGEST, field="note")
    with write():
        row = _supervised(finding, by)
        was = row.status
        move(row, "check")
        if was == "correcting" and row.corrected_at is None:
            raise NotCorrected()
        if by.person_id in (row.answered_by_id, row.corrected_by_id):
            raise SamePerson()
        row.checked_note, row.checked_by_id, row.checked_at = said, by.person_id, at
        row.save()
        note_finding(events.FINDING_MOVED["check"], row, by, at)
    return told_finding(finding)


def reopen_finding(*, finding: str, why: str, by: Actor, at: datetime) -> FindingView:
    """On a second look it is not enough: the unit goes on, within a clock of its own."""
    said = words.lines(why, WHY, longest=LONGEST, field="why")
    with write():
        row = _supervised(finding, by)
        move(row, "reopen")
        start(row, correction_due(at), at)
        row.sent_back_why, row.corrected_at, row.corrected_by_id = said, None, None
        row.checked_by_id, row.checked_at, row.checked_note = None, None, ""
        row.save()
        note_finding(events.FINDING_MOVED["reopen"], row, by, at)
    return told_finding(finding)


def close_finding(*, finding: str, by: Actor, at: datetime) -> FindingView:
    """It was checked and is done; never by the unit itself."""
    with write():
        row = _supervised(finding, by)
        move(row, "close")
        row.closed_by_id, row.closing_unit_id, row.closed_at = by.person_id, by.organisation_id, at
        row.save()
        note_finding(events.FINDING_MOVED["close"], row, by, at)
    return told_finding(finding)


def _supervised(finding: str, by: Actor) -> Finding:
    """The finding, locked, for who supervises its level and is not of its unit."""
    may_supervise(by).or_refuse()
    row = held_finding(finding, by)
    office, station = row.office_id, row.station_id
    may_supervise_at(by, level=row.level, office=office, station=station).or_refuse()
    return row
