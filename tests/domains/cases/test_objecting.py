"""Reconsideration, review above, the procuratorate: each with its clock, its paper, two persons."""

from datetime import date, timedelta

import pytest
from tests.builders.cases import an_officer, decide_on, under_review
from tests.builders.people import NOON, an_actor, decide
from tests.domains.cases.test_serving import paper_of, serve
from tests.waiting import waits

from quanju.domains.cases import waiting
from quanju.domains.cases.actions import deciding, objecting
from quanju.domains.cases.models import Remedy
from quanju.domains.cases.queries.cases import remedies_of, told_case
from quanju.domains.cases.queries.progress import objection_of, of_report
from quanju.domains.deadlines.queries import clocks_on
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.words import TextMissing
from quanju.domains.reception.queries.reports import told_report

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
GROUNDS = "收据和监控都交了，没有看。"


def rules(view, at=NOON):
    return [(one.rule, one.due_on) for one in clocks_on(view.subject, at=at)]


@pytest.fixture
def people():
    return {one: an_actor(one) for one in ("legal_supervision", "approver", "branch_leader")}


@pytest.fixture
def not_filed(people):
    """A criminal case that was not filed; its notice was served."""
    officer = an_officer()
    view = decide_on(under_review(officer), "not_file", officer=officer, by=people["approver"])
    serve(view, paper_of(view, "not_filing"), officer, served_at=NOON, at=NOON)
    return view


def code_of(view):
    return told_report(view.report, at=NOON).code


def ask(view, at=NOON + DAY, grounds=GROUNDS, code=None):
    return objecting.apply_for_reconsideration(
        report=view.report, code=code or code_of(view), grounds=grounds, at=at
    )


def by_two(view, decision, people, second="branch_leader", at=NOON + DAY):
    deciding.propose_decision(
        case=view.number,
        decision=decision,
        reason="复议查明",
        by=people["legal_supervision"],
        at=at,
    )
    decide(view.subject, by=people[second], at=at)
    return told_case(view.number)


def test_the_reporter_asks_by_number_and_code_and_thirty_days_run(not_filed, people):
    found = objection_of(not_filed.report, code_of(not_filed), at=NOON + DAY)
    assert (bool(found.may), found.until) == (True, date(2026, 11, 30))
    assert ask(not_filed) == not_filed.number
    assert told_case(not_filed.number).status == "reconsideration"
    assert rules(not_filed) == [("C5-decide", date(2026, 12, 24))]
    assert waits(waiting, people["legal_supervision"], NOON + DAY) == ["case"]
    entry = Entry.objects.filter(event="cases.remedy_asked").get()
    assert (entry.author, GROUNDS in str(entry.facts)) == ("stranger", False)
    progress = of_report(not_filed.report, code_of(not_filed), at=NOON + DAY)
    assert (progress.state.zh, progress.due_on) == ("正在复议", date(2026, 12, 24))
    (one,) = remedies_of(not_filed)
    assert (one.grounds, one.is_by_resident) == (GROUNDS, True)


def test_a_wrong_code_an_empty_word_or_a_second_time_is_refused(not_filed):
    with pytest.raises(NotFound):
        ask(not_filed, code="WRONGCODE2")
    with pytest.raises(TextMissing):
        ask(not_filed, grounds=" ")
    ask(not_filed)
    with pytest.raises(Denied) as refused:
        ask(not_filed)
    assert "正在办理" in str(refused.value.text)
    assert Remedy.objects.count() == 1


def test_seven_days_after_the_notice_it_is_too_late(not_filed):
    last = NOON + 7 * DAY
    assert objection_of(not_filed.report, code_of(not_filed), at=last).may
    with pytest.raises(Denied) as refused:
        ask(not_filed, at=last + DAY)
    assert "7 日已过" in refused.value.text.zh


def test_before_the_notice_is_served_or_of_another_case_there_is_nothing_to_ask():
    officer = an_officer()
    view = under_review(officer)
    assert objection_of(view.report, code_of(view), at=NOON).may.code == "NOTHING_TO_OBJECT"
    decide_on(view, "not_file", officer=officer)
    assert objection_of(view.report, code_of(view), at=NOON).may.code == "NOT_SERVED_YET"


def test_it_is_decided_by_two_and_not_by_who_signed_the_first_decision(not_filed, people):
    ask(not_filed)
    with pytest.raises(Denied):
        by_two(not_filed, "grant", people, second="approver")
    decide(not_filed.subject, by=people["branch_leader"], at=NOON + DAY)
    found = told_case(not_filed.number)
    assert (found.status, remedies_of(found)[0].outcome) == ("filed", "grant")
    assert rules(found) == []


def test_what_is_upheld_goes_above_within_seven_days_of_its_paper(not_filed, people):
    ask(not_filed)
    upheld = by_two(not_filed, "uphold", people)
    legal = people["legal_supervision"]
    assert (upheld.status, rules(upheld)) == ("not_filed_upheld", [])
    later = NOON + DAY
    serve(upheld, paper_of(upheld, "reconsideration"), legal, served_at=later, at=later)
    assert rules(upheld) == [("C6", date(2026, 12, 1))]
    objecting.receive_application(case=upheld.number, grounds="不服", by=legal, at=later)
    assert rules(upheld) == [("C6-decide", date(2026, 12, 24))]
    final = by_two(upheld, "uphold_above", people)
    assert [one.outcome for one in remedies_of(final)] == ["uphold", "uphold_above"]
    assert (final.status, rules(final)) == ("review_upheld", [])


def test_thirty_days_more_come_with_a_written_notice(not_filed, people):
    ask(not_filed)
    by_two(not_filed, "extend_decision", people)
    assert rules(not_filed) == [("C5-decide", date(2027, 1, 25))]
    assert paper_of(not_filed, "told").startswith("GZ")
    assert told_case(not_filed.number).status == "reconsideration"


def test_the_procuratorate_is_answered_in_seven_days_and_obeyed_in_fifteen(not_filed, people):
    legal = people["legal_supervision"]
    common = {"case": not_filed.number, "at": NOON}
    with pytest.raises(Denied):
        objecting.receive_query(paper="检1号", by=people["approver"], **common)
    objecting.receive_query(paper="检1号", by=legal, **common)
    assert rules(not_filed) == [("C7", date(2026, 11, 30))]
    asked = remedies_of(not_filed)[-1]
    assert (asked.kind, asked.grounds, asked.is_by_resident) == ("prosecutor_query", "检1号", False)
    by_two(not_filed, "answer_query", people)
    assert (rules(not_filed), paper_of(not_filed, "reasons")[:2]) == ([], "SM")
    objecting.receive_order(paper="检2号", by=legal, **common)
    assert rules(not_filed) == [("C7-file", date(2026, 12, 8))]
    filed = by_two(not_filed, "file_by_order", people)
    assert (filed.status, rules(filed)) == ("filed", [])
    assert paper_of(filed, "filing").startswith("LA")


def test_reasons_that_are_accepted_end_the_query(not_filed, people):
    common = {"case": not_filed.number, "by": people["legal_supervision"], "at": NOON}
    objecting.receive_query(paper="检1号", **common)
    found = objecting.end_query(paper="检3号", **common)
    assert (found.status, rules(found)) == ("query_ended", [])
    assert objecting.receive_query(paper="检4号", **common).status == "prosecutor_query"
