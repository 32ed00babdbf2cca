"""Review and decision: the officer proposes, another person decides, the clocks follow."""

from datetime import date, timedelta

import pytest
from tests.builders.cases import (
    accepted,
    an_officer,
    decide_on,
    decided,
    registered,
    under_review,
)
from tests.builders.people import NOON, an_actor, decide

from quanju.domains.cases.actions import (
    archiving,
    deciding,
    objecting,
    registering,
    suspending,
    working,
)
from quanju.domains.cases.models import CaseRecord
from quanju.domains.cases.queries.cases import cases, limits_of, parties_of, told_case
from quanju.domains.cases.types.archive import STAGES
from quanju.domains.cases.types.decisions import DECISIONS
from quanju.domains.cases.workflow import CASE, CLOSED
from quanju.domains.deadlines.actions.clocks import satisfy_clock, start_clock
from quanju.domains.deadlines.queries import clocks_on
from quanju.domains.kernel.roles import CASES
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.words import TextMissing
from quanju.domains.kernel.workflow import NotInThisState

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def propose(view, decision, by, at=NOON):
    day = REVIEW_DAY if decision == "suspend" else None
    return deciding.propose_decision(
        case=view.number, decision=decision, reason="查明如此", review_on=day, by=by, at=at
    )


def rules(view):
    return [(one.rule, one.due_on) for one in clocks_on(view.subject, at=NOON)]


def test_a_criminal_case_is_filed_by_two_persons_and_its_review_clock_ends():
    officer = an_officer()
    view = under_review(officer)
    propose(view, "file", officer)
    assert told_case(view.number).awaits == "file"
    with pytest.raises(Denied):
        decide(view.subject, by=officer, at=NOON)
    decide(view.subject, by=an_actor("approver"), at=NOON + HOUR)
    found = told_case(view.number)
    assert (found.status, found.awaits, found.decided_at) == ("filed", "", NOON + HOUR)
    assert found.reason == "查明如此"
    (review,) = clocks_on(view.subject, at=NOON, with_ended=True)
    assert (review.rule, review.state) == ("C2", "satisfied")


def test_a_public_order_case_has_thirty_days_from_its_filing():
    officer = an_officer()
    view = decided(officer, "file", kind="administrative")
    assert rules(view) == [("A2", date(2026, 12, 23))]
    assert limits_of(view, at=NOON) == []


def test_leads_give_seven_days_and_a_difficult_case_seventy_two_hours():
    officer = an_officer()
    view = under_review(officer)
    assert rules(view) == [("C2", date(2026, 11, 26))]
    working.note_circumstance(case=view.number, code="leads", by=officer, at=NOON)
    assert rules(view) == [("C2", date(2026, 11, 30))]
    other = under_review(officer, kind="administrative")
    hard = working.note_circumstance(case=other.number, code="hard", by=officer, at=NOON)
    assert limits_of(hard, at=NOON)[0].due_at == NOON + 72 * HOUR
    with pytest.raises(NotFound):
        working.note_circumstance(case=other.number, code="leads", by=officer, at=NOON)


def test_a_conversion_goes_on_as_a_case_of_the_other_kind():
    officer = an_officer()
    view = decided(officer, "convert", kind="administrative")
    made = told_case(view.converted_to)
    assert (view.status, made.kind, made.status) == ("converted", "criminal", "accepted")
    assert rules(made) == [("C2", date(2026, 11, 26))]
    assert (made.officer_id, made.report) == (view.officer_id, view.report)
    assert [one.name for one in parties_of(made.number, by=officer)] == ["刘女士"]
    working.start_review(case=made.number, by=officer, at=NOON)
    assert told_case(decide_on(made, "convert", officer=officer).converted_to).kind == (
        "administrative"
    )


def test_the_whole_way_to_the_end_each_step_by_two():
    officer, leader = an_officer(), an_actor("branch_leader")
    view = decided(officer, "file", by=leader)
    with pytest.raises(NotInThisState):
        propose(view, "prosecute", officer)
    working.assign_case(case=view.number, officer=officer.person_id, by=officer, at=NOON)
    assert decide_on(view, "suspend", officer=officer).status == "suspended"
    suspending.resume_case(case=view.number, by=officer, at=NOON)
    assert decide_on(view, "prosecute", officer=officer).status == "sent_to_prosecution"
    propose(view, "close", officer)
    with pytest.raises(Denied):
        decide(view.subject, by=leader, at=NOON)
    decide(view.subject, by=an_actor("legal_supervision"), at=NOON + DAY)
    closed = told_case(view.number)
    assert (closed.status, closed.closed_at) == ("closed", NOON + DAY)


def test_a_decision_needs_reasons_the_own_case_and_its_kind():
    officer = an_officer()
    view = under_review(officer)
    common = {"case": view.number, "at": NOON}
    with pytest.raises(TextMissing):
        deciding.propose_decision(decision="file", reason="", by=officer, **common)
    with pytest.raises(NotFound):
        deciding.propose_decision(decision="forget", reason="x", by=officer, **common)
    with pytest.raises(NotFound):
        propose(view, "file", an_officer())
    with pytest.raises(Denied):
        propose(view, "file", an_actor("legal_supervision"))
    assert not told_case(view.number).awaits
    CaseRecord.objects.filter(number=view.number).update(status="investigating")
    with pytest.raises(deciding.OtherKind):
        propose(view, "decide", officer)


def test_one_decision_waits_at_a_time_and_a_refusal_lets_another_be_proposed():
    officer = an_officer()
    view = under_review(officer)
    propose(view, "file", officer)
    with pytest.raises(deciding.DecisionWaits):
        propose(view, "not_file", officer)
    decide(view.subject, "refuse", by=an_actor("approver"), at=NOON)
    assert told_case(view.number).awaits == ""
    assert propose(view, "not_file", officer).is_open


@pytest.mark.parametrize("ending", ["withdraw", "expire"])
def test_what_ends_without_an_answer_leaves_the_case_as_it_was(ending):
    officer = an_officer()
    view = under_review(officer)
    propose(view, "file", officer)
    decide(view.subject, ending, by=officer, at=NOON + (20 * DAY if ending == "expire" else HOUR))
    found = told_case(view.number)
    assert (found.status, found.awaits) == ("under_review", "")


def test_who_signs_sees_what_waits_and_what_was_signed_and_no_other():
    officer, approver = an_officer(), an_actor("approver")
    view = under_review(officer)
    assert cases(approver, most=9) == []
    propose(view, "file", officer)
    assert [one.number for one in cases(approver, most=9)] == [view.number]
    decide(view.subject, by=approver, at=NOON)
    assert [one.number for one in cases(approver, most=9)] == [view.number]
    assert cases(an_actor("approver"), most=9) == []


def test_another_officer_gets_the_case_and_the_first_sees_it_no_more():
    officer, other, room = an_officer(), an_officer(), an_actor("station_command")
    view = accepted(officer)
    with pytest.raises(NotFound):
        working.change_officer(case=view.number, officer=other.person_id, by=other, at=NOON)
    working.change_officer(case=view.number, officer=other.person_id, by=room, at=NOON)
    assert cases(officer, most=9) == []
    assert [one.number for one in cases(other, most=9)] == [view.number]


def test_a_party_stands_in_its_own_case_alone():
    officer = an_officer()
    view = accepted(officer)
    common = {"case": view.number, "by": officer, "at": NOON}
    with pytest.raises(working.UnknownPart):
        working.note_party(part="friend", name="王某", **common)
    with pytest.raises(TextMissing):
        working.note_party(part="suspect", name=" ", **common)
    working.note_party(part="suspect", name="王某", **common)
    assert [one.part for one in parties_of(view.number, by=officer)] == ["complainant", "suspect"]


MADE_BY_ONE = {"apply": "apply_above", "apply_above": "apply"}
BY_A_CLOCK = {"extend_review": "C2", "extend_decision": "C5-decide", "extend_deciding": "A2"}
REVIEW_DAY = date(2026, 12, 23)
PRESSES = {
    "send": lambda c, by: registering.send_case(
        case=c, office="jiankang-case-team", by=by["legal_supervision"], at=NOON
    ),
    "accept": lambda c, by: registering.accept_case(
        case=c, officer=by["case_officer"].person_id, by=by["case_officer"], at=NOON
    ),
    "decline": lambda c, by: registering.decline_case(
        case=c, why="x", by=by["case_officer"], at=NOON
    ),
    "hand_over": lambda c, by: working.change_officer(
        case=c, officer=by["case_officer"].person_id, by=by["case_officer"], at=NOON
    ),
    "start_review": lambda c, by: working.start_review(case=c, by=by["case_officer"], at=NOON),
    "note_circumstance": lambda c, by: working.note_circumstance(
        case=c, code="leads", by=by["case_officer"], at=NOON
    ),
    "archive": lambda c, by: archiving.archive_case(
        case=c, stages=STAGES, by=by["archivist"], at=NOON
    ),
    "assign": lambda c, by: working.assign_case(
        case=c, officer=by["case_officer"].person_id, by=by["case_officer"], at=NOON
    ),
    "apply": lambda c, by: objecting.receive_application(
        case=c, grounds="x", by=by["legal_supervision"], at=NOON
    ),
    "apply_above": lambda c, by: objecting.receive_application(
        case=c, grounds="x", by=by["legal_supervision"], at=NOON
    ),
    "receive_query": lambda c, by: objecting.receive_query(
        case=c, paper="检1号", by=by["legal_supervision"], at=NOON
    ),
    "receive_order": lambda c, by: objecting.receive_order(
        case=c, paper="检2号", by=by["legal_supervision"], at=NOON
    ),
    "end_query": lambda c, by: objecting.end_query(
        case=c, paper="检3号", by=by["legal_supervision"], at=NOON
    ),
    "look_again": lambda c, by: suspending.look_again(
        case=c, found="x", review_on=REVIEW_DAY, by=by["case_officer"], at=NOON
    ),
    "resume": lambda c, by: suspending.resume_case(case=c, by=by["case_officer"], at=NOON),
}


def press(verb, view, people):
    if verb in DECISIONS:
        is_the_officers = DECISIONS[verb].proposers == CASES
        propose(view, verb, people["case_officer" if is_the_officers else "legal_supervision"])
        second = "legal_supervision" if verb == "close" else "approver"
        decide(view.subject, by=people[second], at=NOON)
    else:
        PRESSES[verb](view.number, people)


@pytest.mark.parametrize("state", CASE.states)
def test_every_cell_of_the_table(state):
    asked = ("case_officer", "legal_supervision", "approver", "archivist")
    people = {one: an_actor(one) for one in asked}
    view = registered()
    for verb in sorted({verb for _, verb, _ in CASE.cells()}):
        if verb in MADE_BY_ONE and CASE.allows(state, MADE_BY_ONE[verb]):
            continue  # the same press enters what fits the state
        for clock in clocks_on(view.subject, at=NOON):
            satisfy_clock(clock=clock.id, by=people["approver"], at=NOON)
        if verb in BY_A_CLOCK:
            start_clock(
                subject=view.subject,
                number=BY_A_CLOCK[verb],
                start=date(2026, 11, 23),
                by=people["approver"],
                at=NOON,
            )
        after = CASE.moves[state].get(verb)
        kind = "administrative" if verb in ("decide", "extend_deciding") else "criminal"
        CaseRecord.objects.filter(number=view.number).update(
            status=state,
            kind=kind,
            awaits="",
            signed_by=None,
            office=people["case_officer"].organisation_id,
            station=people["case_officer"].station_id,
            officer=people["case_officer"].person_id,
            accepted_at=NOON,
            archived_at=NOON if state == "archived" else None,
            archived_by=people["archivist"].person_id,
            record_sha256="0" * 64 if state == "archived" else "",
        )
        if after is None:
            is_hidden = verb == "archive" and state not in CLOSED
            with pytest.raises(NotFound if is_hidden else NotInThisState):
                press(verb, view, people)
            assert told_case(view.number).status == state
        elif verb != "convert":  # makes another case of the report; it has a test of its own
            press(verb, view, people)
            assert told_case(view.number).status == after
