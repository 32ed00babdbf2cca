import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from tests.builders.incidents import LATER, a_crew_at, an_incident, an_order, fresh
from tests.builders.people import NOON, an_actor

from quanju.domains.dispatch.actions.grading import raise_grade
from quanju.domains.dispatch.actions.orders import (
    NoUnits,
    ReasonForOther,
    UnitNotAvailable,
    UnitReserved,
    UnitTaken,
    VolunteersDoNotEnforce,
    send_order,
)
from quanju.domains.dispatch.actions.reserving import reserve_unit
from quanju.domains.dispatch.models import Assignment, Incident, Order, Receipt
from quanju.domains.dispatch.queries import recommendation as recommendation_queries
from quanju.domains.dispatch.queries.recommendation import receipt_content, replay_receipt
from quanju.domains.journal import queries as journal
from quanju.domains.kernel.types import Denied
from quanju.domains.notices.models import PushSubscription
from quanju.domains.patrol.actions import crews

pytestmark = pytest.mark.django_db

DESK = "dispatcher"


@pytest.fixture
def story(town):
    """One incident, two units on duty: the special police nearer."""
    near, _ = a_crew_at("特-01", (2, 2))
    far, _ = a_crew_at("特-02", (8, 6))
    return an_incident(), near, far


def order(incident, units, *, reason="", by=None, at=NOON, recommendation=None):
    shown = recommendation or recommendation_queries.recommend(incident=incident.number, at=at)
    return send_order(
        incident=incident.number,
        units=units,
        recommendation=shown,
        receipt_content=receipt_content(shown),
        override_reason=reason,
        by=by or an_actor(DESK),
        at=at,
    )


def test_the_proposed_unit_goes_without_a_word(story):
    incident, near, _ = story
    sent = order(incident, [near.pk])
    assert [a.unit_id for a in sent.assignments.all()] == [near.pk]
    assert fresh(incident).state == "dispatched"
    assert fresh(incident).ordered_at == NOON


def test_another_choice_needs_a_word_and_the_receipt_keeps_it(story):
    incident, _, far = story
    with pytest.raises(ReasonForOther):
        order(incident, [far.pk])
    sent = order(incident, [far.pk], reason="特-02 认识当事人")
    assert sent.receipt.override_reason == "特-02 认识当事人"


def test_the_unit_named_first_leads_and_a_later_order_changes_that_not(story):
    incident, near, far = story
    third, _ = a_crew_at("特-03", (4, 4))
    order(incident, [far.pk, near.pk], reason="特-02 认识当事人")
    order(incident, [third.pk], reason="增援")
    jobs = Assignment.objects.values_list("unit_id", "is_primary")
    assert dict(jobs) == {far.pk: True, near.pk: False, third.pk: False}


def test_the_entry_tells_the_receipt_by_its_hash_and_whether_it_went_as_proposed(story):
    incident, near, far = story
    sent = order(incident, [far.pk], reason="特-02 认识当事人")
    other = order(an_incident(text="另一起"), [near.pk])
    told = {e.facts["receipt"]: e.facts for e in journal.search(event="dispatch.order_sent")}
    for one, is_proposed, call_sign in ((sent, False, "特-02"), (other, True, "特-01")):
        facts = told[one.receipt.sha256]
        assert one.receipt.sha256 == hashlib.sha256(one.receipt.content.encode()).hexdigest()
        assert (facts["as_proposed"], facts["units"]) == (is_proposed, [call_sign])


def test_an_order_needs_a_unit(story):
    with pytest.raises(NoUnits):
        order(story[0], [])


def test_a_unit_on_a_job_is_refused_with_the_other_incident_named(story):
    incident, near, _ = story
    order(incident, [near.pk])
    other = an_incident(where=(5, 1))
    with pytest.raises(UnitTaken) as refusal:
        an_order(other, near.pk)
    assert incident.number in refusal.value.text.zh
    assert fresh(other).state == "new"


def test_a_unit_reserved_for_another_incident_is_refused(story):
    incident, near, _ = story
    other = an_incident(where=(5, 1))
    reserve_unit(incident=other.number, unit=near.pk, by=an_actor(DESK), at=NOON)
    with pytest.raises(UnitReserved):
        an_order(incident, near.pk)
    an_order(other, near.pk)


def test_a_break_is_broken_for_grade_1_only(story):
    incident, near, _ = story
    crews.set_activity(unit=near.pk, activity="break", confirmed=True, by=an_actor(DESK), at=NOON)
    with pytest.raises(UnitNotAvailable):
        an_order(incident, near.pk)
    raise_grade(incident=incident.number, grade=1, by=an_actor(DESK), at=NOON)
    an_order(incident, near.pk)


def test_volunteers_are_not_sent_to_enforcement(town):
    volunteers, _ = a_crew_at("义-01", force_type="volunteer")
    with pytest.raises(VolunteersDoNotEnforce):
        an_order(an_incident(type_code="fight"), volunteers.pk)
    an_order(an_incident(type_code="help_other"), volunteers.pk)


@pytest.mark.parametrize("role", ["patrol_unit", "branch_leader", "volunteer", "auditor"])
def test_only_the_desk_and_the_command_room_order(story, role):
    with pytest.raises(Denied):
        order(story[0], [story[1].pk], by=an_actor(role))


def test_a_command_room_orders_for_its_own_station_only(story):
    incident, near, _ = story
    incident.station = None
    incident.save()
    with pytest.raises(Denied) as refusal:
        order(incident, [near.pk], by=an_actor("station_command"))
    assert refusal.value.code == "DENY_RELATION"


def test_the_order_is_in_the_journal_for_desk_unit_and_crew(story):
    incident, near, _ = story
    order(incident, [near.pk])
    entry = journal.history_of(incident.subject)[-1]
    assert entry.event == "dispatch.order_sent"
    assert entry.urgent
    assert near.subject in entry.related
    assert any(subject.startswith("person:") for subject in entry.related)


def test_an_order_that_fails_leaves_nothing(story):
    incident, near, far = story
    order(incident, [near.pk])
    before = journal.head_number()
    with pytest.raises(UnitTaken):
        an_order(an_incident(where=(5, 1)), far.pk, near.pk)
    assert Order.objects.count() == 1
    assert Receipt.objects.count() == 1
    assert journal.head_number() == before + 1  # the second incident alone


def test_a_receipt_opened_later_gives_the_same_list(story):
    incident, near, far = story
    shown = recommendation_queries.recommend(incident=incident.number, at=NOON)
    sent = order(incident, [near.pk], recommendation=shown)
    crews.sign_off(unit=far.pk, confirmed=True, by=an_actor(DESK), at=LATER)
    replayed = replay_receipt(receipt=sent.receipt.pk, at=NOON + timedelta(days=3))
    assert replayed.is_same
    assert replayed.recommendation.candidates == shown.candidates
    assert replayed.recommendation.proposed == shown.proposed


def test_a_receipt_that_was_changed_says_so(story):
    incident, near, _ = story
    sent = order(incident, [near.pk])
    receipt = Receipt.objects.get(pk=sent.receipt.pk)
    receipt.content = receipt.content.replace('"crew_size":2', '"crew_size":9')
    receipt.save()
    assert not replay_receipt(receipt=receipt.pk, at=NOON).is_same


@pytest.mark.parametrize("rounds", [40, pytest.param(200, marks=pytest.mark.long)])
@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_click_the_same_unit_in_the_same_instant(town, rounds):
    """Every time one gets it, the other a clear refusal; never both, never neither."""
    unit, _ = a_crew_at("特-01", (2, 2))
    desks = an_actor(DESK), an_actor(DESK)
    barrier = threading.Barrier(2)

    def click(incident, desk):
        shown = recommendation_queries.recommend(incident=incident.number, at=NOON)
        barrier.wait(timeout=30)
        try:
            return order(incident, [unit.pk], by=desk, recommendation=shown, reason="快")
        except UnitTaken as refusal:
            return refusal

    # Each desk keeps its thread, and so its connection, for all rounds.
    with ThreadPoolExecutor(1) as first_desk, ThreadPoolExecutor(1) as second_desk:
        for _ in range(rounds):
            incidents = an_incident(by=desks[0]), an_incident(by=desks[1], where=(4, 2))
            clicks = [
                thread.submit(click, incident, desk)
                for thread, incident, desk in zip(
                    (first_desk, second_desk), incidents, desks, strict=True
                )
            ]
            answers = [one.result() for one in clicks]
            assert sorted(type(a).__name__ for a in answers) == ["Order", "UnitTaken"]
            assert Assignment.objects.active().filter(unit=unit.pk).count() == 1
            Assignment.objects.active().update(state="released", released_at=NOON)
            Incident.objects.filter(pk__in=[one.pk for one in incidents]).update(state="cancelled")
        for thread in (first_desk, second_desk):
            thread.submit(connections.close_all).result()


def test_an_order_wakes_the_phones_of_its_crew_and_no_others(town, settings):
    settings.PUSH_TO = ["https://push.example"]
    sent, rests = (a_crew_at(name) for name in ("P1", "P2"))
    for n, (_, crew) in enumerate((sent, rests)):
        PushSubscription.objects.create(
            person_id=crew[0].person_id, session=f"s{n}", endpoint=f"e{n}", made_at=NOON
        )
    an_order(an_incident(), sent[0].pk)
    woken = PushSubscription.objects.exclude(wanted_at=None).values_list("person", flat=True)
    assert list(woken) == [sent[1][0].person_id]
