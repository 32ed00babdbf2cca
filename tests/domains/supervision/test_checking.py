"""Full supervision: each report is looked at once a change, and again when a limit has passed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.builders.cases import an_officer, decide_on, receipted, under_review
from tests.builders.people import NOON, an_actor, decide
from tests.builders.reports import a_room, taken

from quanju.config.reactions import react
from quanju.domains.cases.actions.working import assign_case
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Denied
from quanju.domains.kernel.words import TextMissing
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.reception.actions.lowering import propose_lighter_kind
from quanju.domains.reception.actions.transfers import decline_report, offer_report
from quanju.domains.supervision.actions.checking import check_report
from quanju.domains.supervision.actions.hits import dismiss_hit
from quanju.domains.supervision.jobs import check_what_is_due
from quanju.domains.supervision.models import CheckedReport, RuleHit
from quanju.domains.supervision.queries.board import board
from quanju.domains.supervision.queries.hits import coverage, hits

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def looked(report, at=NOON):
    """The checks that have flagged the report once it was looked at."""
    check_report(report=report.number, at=at)
    rows = RuleHit.objects.filter(number=report.number).order_by("pk")
    return list(rows.values_list("check_code", flat=True))


def test_a_report_is_looked_at_once_however_often_its_change_is_told():
    react(NOON)
    desk = a_room()[1]
    made = taken(desk, kind="dispute")
    react(NOON)
    hit = RuleHit.objects.get()
    assert (hit.check_code, hit.status, hit.level) == ("should_file", "open", 1)
    assert hit.rules == "supervision.checks@0"
    row = CheckedReport.objects.get()
    upon = Entry.objects.get(event="reception.report_taken").number
    assert row.entry >= upon
    assert row.again_at == NOON + 120 * MINUTE
    assert check_report(report=made.number, upon=upon, at=NOON + HOUR) == 0
    assert CheckedReport.objects.get().checked_at == NOON
    react(NOON + HOUR)
    assert RuleHit.objects.count() == 1


def test_a_missing_receipt_is_found_when_its_limit_has_passed_and_not_before():
    made = taken(a_room()[1])
    assert looked(made) == []
    assert check_what_is_due(NOON + 119 * MINUTE) == 0
    assert check_what_is_due(NOON + 120 * MINUTE) == 1
    assert RuleHit.objects.get().check_code == "no_receipt"
    assert check_what_is_due(NOON + 121 * MINUTE) == 0


def test_a_report_that_no_news_told_of_is_made_up_for():
    made = taken(a_room()[1])
    assert not coverage(until=NOON + MINUTE).is_whole
    assert check_what_is_due(NOON) == 1
    assert CheckedReport.objects.get().number == made.number
    assert coverage(until=NOON + MINUTE).is_whole


def test_a_lighter_class_a_second_refusal_and_a_late_decision_are_found():
    desk = a_room()[1]
    made = taken(desk)
    propose_lighter_kind(report=made.number, kind="dispute", why="车找到了", by=desk, at=NOON)
    assert looked(made) == []
    decide(made.subject, by=an_actor("legal_supervision"), at=NOON)
    assert looked(made) == ["should_file", "lighter_class"]
    other, elsewhere = a_room("aoxi")
    for _ in range(2):
        offer_report(report=made.number, to_site=other.code, why="属地", by=desk, at=NOON)
        decline_report(report=made.number, why="不属", by=elsewhere, at=NOON)
    assert looked(made) == ["should_file", "lighter_class", "bounced"]
    an_officer()
    late = receipted(desk)
    assert looked(late) == []
    assert looked(late, NOON + timedelta(days=30)) == ["overdue", "overdue", "no_recording"]


def test_who_entered_a_report_and_decided_over_it_in_another_post_is_found():
    desk, officer = a_room()[1], an_officer()
    approver = an_actor("approver")
    clean = decide_on(under_review(officer, by=desk), "not_file", officer=officer, by=approver)
    check_report(report=clean.report, at=NOON)
    assert not RuleHit.objects.exists()
    same = replace(approver, subject=desk.subject, person_id=desk.person_id)
    view = decide_on(under_review(officer, by=desk), "not_file", officer=officer, by=same)
    check_report(report=view.report, at=NOON)
    assert [one.check_code for one in RuleHit.objects.all()] == ["same_officer"]


def test_a_case_that_is_revoked_soon_after_its_filing_is_found():
    officer = an_officer()
    view = decide_on(under_review(officer), "file", officer=officer)
    assign_case(case=view.number, officer=officer.person_id, by=officer, at=NOON)
    decide_on(view, "revoke", officer=officer, at=NOON + HOUR)
    check_report(report=view.report, at=NOON + HOUR)
    hit = RuleHit.objects.get()
    assert (hit.check_code, hit.said_zh) == ("withdrawn", "立案后 1 小时撤销")
    assert hit.office.code == "jiankang-case-team"


def test_a_person_dismisses_a_hit_once_and_says_why():
    made = taken(a_room()[1], kind="dispute")
    looked(made)
    legal, hit = an_actor("legal_supervision"), RuleHit.objects.get()
    with pytest.raises(Denied):
        dismiss_hit(hit=hit.pk, why="x", by=an_actor("reception_officer"), at=NOON)
    with pytest.raises(TextMissing):
        dismiss_hit(hit=hit.pk, why=" ", by=legal, at=NOON)
    view = dismiss_hit(hit=hit.pk, why="经核实是误报", by=legal, at=NOON)
    assert (view.status, view.reason) == ("dismissed", "经核实是误报")
    with pytest.raises(NotInThisState):
        dismiss_hit(hit=hit.pk, why="x", by=legal, at=NOON)
    assert looked(made) == ["should_file"]
    found = coverage(until=NOON + MINUTE)
    assert (found.reports, found.by_rule, found.by_person, found.flagged) == (1, 1, 1, 1)


def test_the_board_counts_by_unit_and_the_list_by_the_same_conditions():
    made = taken(a_room()[1], kind="dispute")
    looked(made)
    legal = an_actor("legal_supervision")
    found = board(at=NOON)
    row = next(one for one in found.stations if one.hits["should_file"])
    assert found.open_hits == row.hits["should_file"] == 1
    asked = {"state": "open", "check": "should_file", "office": row.code}
    assert [one.report for one in hits(legal, **asked, most=9)] == [made.number]
    assert hits(legal, office="elsewhere", most=9) == []
    assert hits(an_actor("branch_leader"), most=9) == []
