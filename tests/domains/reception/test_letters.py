"""Letters of residents: a complaint hidden from stations, a petition with proof, days that run."""

from datetime import date, timedelta

import pytest
from tests.builders.hall import at_the_room, lobby, receptionist
from tests.builders.people import NOON, an_actor
from tests.builders.reports import taken

from quanju.domains.journal.models import Entry
from quanju.domains.journal.types import audience_of
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.types import NotFound
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.reception.actions import letters
from quanju.domains.reception.jobs import forget_ended_letters
from quanju.domains.reception.models import Letter
from quanju.domains.reception.queries.letters import letter_view, own_letter
from quanju.domains.reception.queries.letters import letters as listed
from quanju.domains.reception.queries.portal import portal_rule
from quanju.domains.reception.waiting import waiting_for

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SAID = {"text": "说话很不客气", "sender": "王女士", "contact": "13900001234"}


def sent(kind="complaint", *, at=NOON, **more):
    return letters.send_letter(kind=kind, said=more.pop("said", SAID), at=at, **more)


def legal(name="examiner"):
    return an_actor("legal_supervision", name=name)


def waits(actor, at=NOON):
    found = waiting_for(actor, at=at, until=at + 60 * DAY)
    return [one.number for one in found if one.key.startswith("reception.letter")]


def answered(by, *, at=NOON + DAY):
    receipt = sent()
    letters.take_on_letter(letter=receipt.number, by=by, at=at)
    letters.answer_letter(
        letter=receipt.number, answer="已批评教育", finding="upheld", by=by, at=at
    )
    return receipt


def test_a_complaint_has_its_number_and_its_days_at_once():
    receipt = sent()
    row = Letter.objects.get(number=receipt.number)
    rule = portal_rule(NOON).letters["complaint"]
    assert row.due_on == local_day(NOON) + rule.take_on_days * DAY
    letters.take_on_letter(letter=receipt.number, by=legal(), at=NOON + DAY)
    row.refresh_from_db()
    assert row.due_on == local_day(NOON) + rule.answer_days * DAY


@pytest.mark.parametrize("who", [at_the_room, receptionist, lobby])
def test_a_complaint_is_not_there_for_anybody_but_legal_supervision(who):
    receipt, actor = sent(), who()
    assert listed(actor, at=NOON) == []
    assert waits(actor) == []
    for ask in (
        lambda: letter_view(receipt.number, by=actor),
        lambda: letters.take_on_letter(letter=receipt.number, by=actor, at=NOON),
    ):
        with pytest.raises(NotFound):
            ask()


def test_its_entries_are_heard_by_legal_supervision_alone_and_name_no_report():
    report = taken()
    receipt = sent(about=(report.number, report.code))
    letters.take_on_letter(letter=receipt.number, by=legal(), at=NOON)
    entries = Entry.objects.filter(subject=f"letter:{receipt.number}")
    for one in entries:
        assert not audience_of(one.event).is_open_to("station_command", "", one.view())
        assert not audience_of(one.event).is_open_to("reception_officer", "", one.view())
        assert not audience_of(one.event).counting
        assert report.number not in one.related_json + one.facts_json
        assert "王女士" not in one.facts_json
    assert letter_view(receipt.number, by=legal("other")).about == report.number


def test_a_number_tells_of_no_kind():
    first, second = sent("question"), sent("complaint")
    assert (first.number[-4:], second.number[-4:]) == ("0001", "0002")


def test_a_receipt_that_does_not_fit_is_told_and_nothing_is_kept():
    report = taken()
    with pytest.raises(letters.ReceiptDoesNotFit):
        sent(about=(report.number, "AAAAAAAAAA"))
    assert not Letter.objects.exists()


def test_only_whoever_took_it_on_answers_and_says_what_it_came_to():
    receipt, one = sent(), legal()
    common = {"letter": receipt.number, "at": NOON}
    letters.take_on_letter(by=one, **common)
    with pytest.raises(letters.NotYourLetter):
        letters.answer_letter(answer="好", finding="upheld", by=legal("other"), **common)
    with pytest.raises(letters.ChooseAFinding):
        letters.answer_letter(answer="好", by=one, **common)
    assert letters.answer_letter(answer="好", finding="partly", by=one, **common).answer == "好"


def test_a_review_is_another_officers_and_ends_it():
    one = legal()
    receipt = answered(one)
    own = {"letter": receipt.number, "code": receipt.code, "at": NOON + 2 * DAY}
    letters.ask_review(why="没有问证人", **own)
    assert own_letter(receipt.number, receipt.code).due_on == local_day(NOON) + 32 * DAY
    assert waits(one, at=NOON + 2 * DAY) == []
    with pytest.raises(letters.SameExaminer):
        letters.review_letter(
            letter=receipt.number, answer="维持", finding="upheld", by=one, at=NOON
        )
    two = legal("other")
    assert waits(two, at=NOON + 2 * DAY) == [receipt.number]
    view = letters.review_letter(
        letter=receipt.number, answer="维持", finding="upheld", by=two, at=NOON + 3 * DAY
    )
    assert (view.status, view.due_on) == ("reviewed", None)
    with pytest.raises(NotInThisState):
        letters.accept_answer(**own)


def test_who_complained_accepts_with_the_code_and_a_stranger_does_not():
    receipt = answered(legal())
    with pytest.raises(NotFound):
        letters.accept_answer(letter=receipt.number, code="AAAAAAAAAA", at=NOON)
    view = letters.accept_answer(letter=receipt.number, code=receipt.code, at=NOON + 2 * DAY)
    assert view.status == "accepted"


def test_an_answer_on_the_last_day_is_in_time_and_after_it_late():
    for late, was_late in ((0, False), (1, True)):
        receipt, one = sent(), legal(f"examiner-{late}")
        letters.take_on_letter(letter=receipt.number, by=one, at=NOON)
        at = NOON + (portal_rule(NOON).letters["complaint"].answer_days + late) * DAY
        letters.answer_letter(letter=receipt.number, answer="好", finding="upheld", by=one, at=at)
        assert Letter.objects.get(number=receipt.number).was_late is was_late


def test_a_petition_is_handed_over_with_proof_by_the_centre():
    receipt, centre = sent("petition"), receptionist()
    assert waits(centre) == [receipt.number]
    assert listed(at_the_room(), at=NOON) == []
    with pytest.raises(NotFound):
        letter_view(receipt.number, by=legal())
    view = letters.hand_over_letter(
        letter=receipt.number, handed_to="区信访局", proof="呼信转〔2026〕12号", by=centre, at=NOON
    )
    assert (view.status, view.proof) == ("handed_over", "呼信转〔2026〕12号")
    assert waits(centre) == []


def test_a_question_is_answered_within_working_days():
    friday = NOON + ((4 - local_day(NOON).weekday()) % 7) * DAY
    receipt = sent("question", said={"text": "开户口证明到哪里"}, at=friday)
    due = own_letter(receipt.number, receipt.code).due_on
    assert isinstance(due, date)
    assert due - local_day(friday) >= 7 * DAY
    letters.answer_letter(
        letter=receipt.number, answer="派出所户籍窗口", by=receptionist(), at=friday
    )
    assert own_letter(receipt.number, receipt.code).answer == "派出所户籍窗口"


def test_name_and_contact_go_after_their_days_and_the_letter_after_its_own():
    receipt = answered(legal())
    rule, ended = portal_rule(NOON), NOON + DAY
    gone = ended + rule.contact_days * DAY
    assert forget_ended_letters(gone - timedelta(seconds=1)) == 0
    assert forget_ended_letters(gone) == 1
    row = Letter.objects.get(number=receipt.number)
    assert (row.sender, row.contact, row.text) == ("", "", SAID["text"])
    over = ended + rule.letters["complaint"].keep_days * DAY
    assert forget_ended_letters(over - timedelta(seconds=1)) == 0
    assert forget_ended_letters(over) == 1
    assert not Letter.objects.exists()
    last = Entry.objects.filter(subject=f"letter:{receipt.number}").latest("number")
    assert (last.event, last.kind) == ("reception.complaint_deleted", "erase")
