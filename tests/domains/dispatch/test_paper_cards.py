"""Paper for the hours without the system: numbers given out once, cards entered once."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from tests.builders.incidents import a_crew_at, an_incident, an_order
from tests.builders.people import NOON, an_actor, decide
from tests.builders.town import spot

from quanju.domains.dispatch.actions.feedback import accept_feedback
from quanju.domains.dispatch.actions.paper import MOST_CARDS, PaperJob, enter_card, print_cards
from quanju.domains.dispatch.actions.voiding import void_card
from quanju.domains.dispatch.models import Assignment, Incident, PaperCard
from quanju.domains.dispatch.phone_book import PHONE_BOOK
from quanju.domains.dispatch.queries.measures import measures
from quanju.domains.dispatch.queries.paper import card_of, cards_entered, kit_content, printed_with
from quanju.domains.dispatch.types import KEPT_CLOSE
from quanju.domains.journal import queries as journal
from quanju.domains.kernel.types import Refused
from quanju.domains.people.types import SERVICE
from quanju.domains.rulebook.queries import in_force
from quanju.domains.rulebook.reading import read_table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]

SECOND_BRANCH = Path(__file__).parents[2] / "branches" / "second_branch" / "rules"
LON, LAT = spot(3, 2)
ENTERED = NOON + timedelta(hours=2)
PLACE = {"lon": LON, "lat": LAT, "address": "胜利街口"}


def minutes(count):
    return NOON + timedelta(minutes=count)


@pytest.fixture
def desk():
    return an_actor("dispatcher")


@pytest.fixture
def card(desk):
    return print_cards(cards=2, by=desk, at=NOON)[0]


def entered(card, by, at=ENTERED, **more):
    call = {"type_code": "fight", "said": "两人推搡", "received_at": minutes(5), **PLACE, **more}
    return enter_card(card=card, **call, by=by, at=at)


def a_whole_job(unit):
    moments = {"ordered": 6, "acknowledged": 7, "departed": 8, "arrived": 12, "cleared": 30}
    return PaperJob(unit=unit.pk, **{name: minutes(at) for name, at in moments.items()})


def refused(card, by, **more):
    with pytest.raises(Refused) as error:
        entered(card, by, **more)
    return error.value


def test_numbers_follow_each_other_and_no_other_printing_has_them(desk):
    first = print_cards(cards=3, by=desk, at=NOON)
    second = print_cards(cards=2, by=SERVICE, at=minutes(1))
    assert [*first, *second] == [f"20261123-{n:04}" for n in range(1, 6)]
    assert printed_with(second[1]) == second
    (told,) = journal.search(subject=f"paper_card:{first[0]}", limit=9)
    assert (told.event, told.facts["last"]) == ("dispatch.cards_printed", first[-1])


@pytest.mark.parametrize(("cards", "ok"), [(0, False), (1, True), (MOST_CARDS, True), (201, False)])
def test_a_printing_has_a_few_cards_and_no_more_than_one_can_carry(desk, cards, ok):
    if ok:
        assert len(print_cards(cards=cards, by=desk, at=NOON)) == cards
        return
    with pytest.raises(Refused) as error:
        print_cards(cards=cards, by=desk, at=NOON)
    assert (error.value.code, error.value.field) == ("CARD_COUNT_WRONG", "cards")


def test_a_card_is_an_incident_with_the_moments_that_were_written(desk, card):
    unit, _ = a_crew_at("P3")
    row = entered(card, desk, jobs=[a_whole_job(unit)], disposition="mediated", feedback="已劝开")
    assert (row.from_paper, row.state, row.title) == (True, "feedback_due", "两人推搡")
    assert (row.created_at, row.received_at, row.ordered_at) == (minutes(5), minutes(5), minutes(6))
    assert (row.arrived_at, row.cleared_at) == (minutes(12), minutes(30))
    job = Assignment.objects.get()
    assert (job.state, job.departed_at, job.released_at) == ("released", minutes(8), minutes(30))
    call = row.calls.get()
    assert (call.state, call.answered_at, call.has_ring) == ("incident_linked", minutes(5), False)
    with pytest.raises(Refused):  # whoever gave the feedback does not accept it
        accept_feedback(incident=row.number, by=desk, at=ENTERED)
    done = accept_feedback(incident=row.number, by=an_actor("dispatcher"), at=ENTERED)
    assert (done.state, done.disposition_code) == ("closed", "mediated")
    assert card_of(row.number) == card


def test_a_second_entry_is_refused_with_who_entered_it(desk, card):
    row = entered(card, desk)
    again = refused(card, an_actor("dispatcher"), at=ENTERED + timedelta(minutes=1))
    assert (again.code, again.field) == ("CARD_ENTERED", "card")
    for words in (
        card,
        row.number,
        "11-23 14:00",
        PaperCard.objects.get(number=card).entered_by.display_name,
    ):
        assert words in again.text.zh
    assert Incident.objects.count() == 1
    (shown,) = cards_entered(desk)
    assert (shown.number, shown.incident, shown.title) == (card, row.number, row.title)
    Incident.objects.filter(pk=row.pk).update(is_restricted=True)
    assert [one.title for one in cards_entered(desk)] == [KEPT_CLOSE]


@pytest.mark.parametrize("words", ["20261123-0001", "1123-0001", "0001", "1", " 1123-0001 "])
def test_a_number_may_be_told_short(desk, card, words):
    entered(words, desk)
    assert PaperCard.objects.get(number=card).incident is not None


@pytest.mark.parametrize("words", ["20261123-0003", "20251123-0001", "x", ""])
def test_a_number_that_was_never_printed_is_refused(desk, card, words):
    assert refused(words, desk).code == "CARD_UNKNOWN"


def test_a_unit_that_has_not_cleared_is_at_work_from_now_on(desk, card):
    unit, _ = a_crew_at("P3")
    job = PaperJob(unit=unit.pk, ordered=minutes(6), departed=minutes(8))
    row = entered(card, desk, jobs=[job])
    assert row.state == "en_route"
    assert Assignment.objects.active().get().unit_id == unit.pk


def test_without_units_it_waits_for_an_order(desk, card):
    assert entered(card, desk).state == "new"


def test_a_unit_at_work_elsewhere_is_refused_at_its_line(desk, card):
    unit, _ = a_crew_at("P3")
    an_order(an_incident(by=desk), unit.pk, by=desk)
    told = refused(card, desk, jobs=[PaperJob(unit=unit.pk, ordered=minutes(6))])
    assert (told.code, told.field) == ("UNIT_TAKEN", "unit_1")
    assert entered(card, desk, jobs=[a_whole_job(unit)]).state == "feedback_due"


@pytest.mark.parametrize(
    ("moments", "field"),
    [
        ({"ordered": 4}, "ordered_1"),
        ({"ordered": 6, "arrived": 5}, "arrived_1"),
        ({"ordered": 6, "acknowledged": 9, "departed": 8}, "departed_1"),
        ({"ordered": 6, "cleared": 121}, "cleared_1"),
        ({"arrived": 9}, "ordered_1"),
    ],
)
def test_moments_come_in_order_after_the_call_and_before_now(desk, card, moments, field):
    unit, _ = a_crew_at("P3")
    job = PaperJob(unit=unit.pk, **{"ordered": None} | {n: minutes(m) for n, m in moments.items()})
    assert refused(card, desk, jobs=[job]).field == field
    assert not Incident.objects.exists()


@pytest.mark.parametrize(("at", "ok"), [(-1, False), (0, True), (120, True), (121, False)])
def test_a_call_lies_between_the_printing_and_now(desk, card, at, ok):
    if ok:
        assert entered(card, desk, received_at=minutes(at)).received_at == minutes(at)
    else:
        assert refused(card, desk, received_at=minutes(at)).field == "received_at"


def test_a_unit_stands_once_and_an_end_wants_all_units_done(desk, card):
    unit, _ = a_crew_at("P3")
    twice = refused(card, desk, jobs=[a_whole_job(unit), a_whole_job(unit)])
    assert (twice.code, twice.field) == ("UNIT_TWICE", "unit_2")
    early = refused(card, desk, disposition="mediated")
    assert (early.code, early.field) == ("NOT_OVER_YET", "disposition")
    assert not Incident.objects.exists()


def test_measures_of_response_leave_it_out_and_say_so(desk):
    unit, _ = a_crew_at("P3")
    numbers = print_cards(cards=2, by=desk, at=NOON)
    row = entered(numbers[0], desk, jobs=[a_whole_job(unit)], disposition="mediated")
    accept_feedback(incident=row.number, by=an_actor("dispatcher"), at=ENTERED)
    entered(numbers[1], desk)
    found = {m.code: m for m in measures(from_at=NOON, until_at=ENTERED)}
    assert {code: one.n for code, one in found.items() if one.n} == {}
    assert {
        found[code].from_paper for code in ("RT-1", "RT-2", "RT-5", "RT-6", "RT-7", "RT-10")
    } == {2}
    assert found[f"RT-3/{row.ring or 0}"].from_paper == 2


def test_only_the_desk_prints_and_enters(card):
    crew = an_actor("patrol_unit")
    assert refused(card, crew).status == 403
    with pytest.raises(Refused):
        print_cards(cards=1, by=crew, at=NOON)


def test_a_card_names_its_incident_and_who_entered_it_or_neither(desk, card):
    row = an_incident(by=desk)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperCard.objects.filter(number=card).update(incident=row)


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "警情卡"), ("en", "Card")])
def test_the_kit_has_cards_units_zones_streets_and_numbers_and_no_names(card, language, words):
    unit, crew = a_crew_at("P3")
    kit = kit_content([card], language=language, at=NOON)
    assert (kit["cards"], kit["words"]["card"]) == ([card], words)
    assert unit.call_sign in {row[0] for row in kit["units"]}
    assert "120" in {row[2] for row in kit["phones"]}
    assert kit["map"]["zones"]
    people = {one.name for one in crew}
    assert not people & {cell for row in kit["units"] for cell in row}


def test_the_book_has_offices_in_order_and_another_branch_has_its_own():
    ours = in_force(PHONE_BOOK, at=NOON).content.in_order
    assert [one.purpose for one in ours][:2] == ["emergency", "emergency"]
    theirs = read_table(PHONE_BOOK, (SECOND_BRANCH / "dispatch.phone_book.toml").read_text())
    assert [one.numbers for one in theirs.in_order] == [("0999 120", "0999 121"), ("0999 7700",)]


def test_a_card_is_voided_by_two_and_never_entered_after_that(desk, card):
    other = an_actor("dispatcher", name="other")
    with pytest.raises(Refused):
        void_card(card=card, reason=" ", by=desk, at=ENTERED)
    put_up = void_card(card=card, reason="写坏了", by=desk, at=ENTERED)
    with pytest.raises(Refused):
        decide(put_up.subject, by=desk, at=ENTERED)
    assert PaperCard.objects.get(number=card).voided_at is None
    decide(put_up.subject, by=other, at=ENTERED)
    assert PaperCard.objects.get(number=card).voided_at == ENTERED
    assert refused(card, desk).code == "CARD_VOID"
    with pytest.raises(Refused):
        void_card(card=card, reason="再来", by=desk, at=ENTERED)


def test_what_was_entered_meanwhile_is_not_void(desk, card):
    put_up = void_card(card=card, reason="以为丢了", by=desk, at=ENTERED)
    entered(card, desk)
    with pytest.raises(Refused) as found:
        decide(put_up.subject, by=an_actor("dispatcher", name="other"), at=ENTERED)
    assert found.value.code == "CARD_ENTERED"
    with pytest.raises(Refused):
        void_card(card=card, reason="录过了", by=desk, at=ENTERED)
