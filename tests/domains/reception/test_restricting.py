"""A minor's matter, sexual or family violence: its words are its owner's from the first second."""

import pytest
from tests.builders.people import NOON, an_actor
from tests.builders.reports import a_room, taken

from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.words import TextMissing
from quanju.domains.reception.actions import reports, restricting, transfers
from quanju.domains.reception.queries.reports import (
    closed_reports,
    open_reports,
    report_view,
    told_report,
)

pytestmark = pytest.mark.django_db
WORDS = (
    "code", "place", "statement", "reporter", "contact", "no_evidence", "advice", "outcome",
)  # fmt: skip


@pytest.fixture
def room():
    """A station's room, the owner of a report and a colleague there."""
    room, owner = a_room()
    return room, owner, an_actor("reception_officer", organisation=room)


def restricted(owner, **more):
    said = {"reporter": "刘女士", "contact": "13800000000", "advice": "x"}
    return taken(owner, is_restricted=True, said=said, **more)


def test_its_owner_and_legal_supervision_read_it_a_colleague_its_header(room):
    _, owner, colleague = room
    view = restricted(owner)
    for reader in (owner, an_actor("legal_supervision")):
        seen = report_view(view.number, by=reader, at=NOON)
        assert (seen.title, seen.statement) == (view.title, view.statement)
        assert not seen.is_header
    seen = report_view(view.number, by=colleague, at=NOON)
    assert seen.is_header
    assert seen.title == "受限事项"
    assert [getattr(seen, name) for name in WORDS] == [""] * len(WORDS)
    assert seen.evidence == ()
    assert (seen.number, seen.status, seen.owner) == (view.number, "taking", view.owner)


def test_lists_hold_the_header(room):
    _, owner, colleague = room
    view = restricted(owner, kind="not_police")
    (one,) = open_reports(colleague, at=NOON)
    assert (one.title, one.place) == ("受限事项", "")
    reports.write_report(
        report=view.number,
        kind="not_police",
        said={"title": "家里的事", "advice": "居委会"},
        is_identity_checked=False,
        by=owner,
        at=NOON,
    )
    reports.close_report(report=view.number, outcome="已告知", by=owner, at=NOON)
    (one,) = closed_reports(colleague, at=NOON)
    assert (one.title, one.outcome) == ("受限事项", "")
    assert closed_reports(owner, at=NOON)[0].outcome == "已告知"


def test_a_colleague_works_on_it_once_they_have_taken_it_over(room):
    _, owner, colleague = room
    view = restricted(owner)
    evidence = {"report": view.number, "name": "手机", "count": 1, "unit": "部", "at": NOON}
    with pytest.raises(Denied, match="Restricted"):
        reports.add_evidence(**evidence, by=colleague)
    take_over = {"report": view.number, "by": colleague, "at": NOON}
    with pytest.raises(TextMissing):
        restricting.take_over_report(**take_over, why=" ")
    restricting.take_over_report(**take_over, why="首接民警下班，报案人在窗口")
    assert report_view(view.number, by=colleague, at=NOON).statement == view.statement
    assert report_view(view.number, by=owner, at=NOON).is_header
    entry = Entry.objects.get(event="reception.report_taken_over")
    assert entry.justification == "首接民警下班，报案人在窗口"
    reports.add_evidence(**evidence, by=colleague)
    with pytest.raises(restricting.YoursAlready):
        restricting.take_over_report(**take_over, why="再接")


def test_another_site_neither_takes_it_over_nor_finds_it(room):
    _, owner, _ = room
    view = restricted(owner)
    with pytest.raises(NotFound):
        restricting.take_over_report(
            report=view.number, why="x", by=a_room("dongcheng")[1], at=NOON
        )


def test_a_site_that_it_is_offered_to_reads_it_once_it_has_accepted(room):
    _, owner, _ = room
    view = restricted(owner)
    other, there = a_room("dongcheng")
    transfers.offer_report(
        report=view.number, to_site=other.code, why="归他们管", by=owner, at=NOON
    )
    assert report_view(view.number, by=there, at=NOON).is_header
    transfers.accept_report(report=view.number, by=there, at=NOON)
    assert not report_view(view.number, by=there, at=NOON).is_header


def test_it_can_be_marked_at_any_time_and_is_never_unmarked(room):
    _, owner, colleague = room
    view = taken(owner)
    assert not report_view(view.number, by=colleague, at=NOON).is_header
    restricting.restrict_report(report=view.number, by=colleague, at=NOON)
    assert report_view(view.number, by=colleague, at=NOON).is_header
    with pytest.raises(restricting.RestrictedAlready):
        restricting.restrict_report(report=view.number, by=owner, at=NOON)
    said = {"title": view.title, "statement": view.statement}
    reports.write_report(
        report=view.number, kind="criminal", said=said, is_identity_checked=True, by=owner, at=NOON
    )
    assert told_report(view.number, at=NOON).is_restricted


def test_what_is_entered_later_is_restricted_from_its_first_second(room):
    _, owner, colleague = room
    view = reports.enter_later(
        channel="phone", title="家里打起来", is_restricted=True, by=owner, at=NOON
    )
    assert report_view(view.number, by=colleague, at=NOON).title == "受限事项"
