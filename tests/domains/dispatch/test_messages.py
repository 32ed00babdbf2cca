"""Messages to crews: who is meant, what is shown and read, and that they go with their matter."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from tests.builders.incidents import a_crew_at, an_incident, an_order
from tests.builders.people import NOON, a_station, an_actor, decide

from quanju.domains.dispatch import jobs
from quanju.domains.dispatch.actions import messages
from quanju.domains.dispatch.actions.cancelling import cancel_incident
from quanju.domains.dispatch.actions.desks import take_desk
from quanju.domains.dispatch.actions.merging import propose_merge
from quanju.domains.dispatch.actions.split import undo_merge
from quanju.domains.dispatch.actions.transfers import accept_transfer, ask_transfer
from quanju.domains.dispatch.models import DutyMessage, MessageReceipt
from quanju.domains.dispatch.queries.messages import (
    messages_for,
    messages_of,
    messages_standing,
    sentences,
)
from quanju.domains.dispatch.quiet import DESK_SIGNS, end_of_shift
from quanju.domains.dispatch.sentences import SENTENCES
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import NotFound, Refused
from quanju.domains.rulebook.queries import in_force
from quanju.domains.rulebook.reading import read_table

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
LATER = NOON + 20 * SECOND
WORDS = "男童六岁，红上衣，14 点在西市场走失"
SECOND_BRANCH = Path(__file__).parents[2] / "branches" / "second_branch" / "rules"


@pytest.fixture
def crews(town):
    """A patrol of zone 1, a case team of no zone, and volunteers."""
    return {
        "特-01": a_crew_at("特-01", home_zone=1),
        "案-01": a_crew_at("案-01", (6, 4), force_type="case_team"),
        "义-01": a_crew_at("义-01", force_type="volunteer", home_zone=1),
    }


@pytest.fixture
def desk():
    return an_actor("dispatcher")


def told(message) -> list[str]:
    return [r.unit.call_sign for r in message.receipts.order_by("pk").select_related("unit")]


def read_by(unit, at=LATER) -> list[str]:
    return [one.text for one in messages_for(unit, at=at)]


@pytest.mark.parametrize(
    ("sent_to", "units"),
    [
        ("all", ["义-01", "案-01", "特-01"]),
        ("force:case_team", ["案-01"]),
        ("zone:1", ["义-01", "特-01"]),
        ("unit:特-01", ["特-01"]),
    ],
)
def test_who_is_meant_gets_it_and_nobody_else(crews, desk, sent_to, units):
    made = messages.send_message(sent_to=sent_to, text=WORDS, by=desk, at=NOON)
    assert sorted(told(made)) == sorted(units)
    assert {sign for sign, (unit, _) in crews.items() if read_by(unit)} == set(units)
    entry = Entry.objects.get(event="dispatch.message_sent")
    assert entry.facts["units"] == len(units)
    assert WORDS not in str(entry.facts)


@pytest.mark.parametrize(
    "sent_to", ["unit:P9", "zone:77", "force:", "all:x", "incident", "", "x:y"]
)
def test_nobody_on_duty_is_refused_at_its_field(crews, desk, sent_to):
    with pytest.raises(messages.NobodyIsMeant) as refusal:
        messages.send_message(sent_to=sent_to, text=WORDS, by=desk, at=NOON)
    assert refusal.value.field == "sent_to"
    assert not DutyMessage.objects.exists()


def test_an_incidents_message_reaches_no_volunteer_and_every_crew_that_comes_to_it(crews, desk):
    row = an_incident()
    made = messages.send_message(
        sent_to="force:special_police", text=WORDS, incident=row.number, by=desk, at=NOON
    )
    assert told(made) == ["特-01"]
    team, crew = crews["案-01"]
    assert read_by(team) == []
    an_order(row, team.pk, at=NOON)
    assert read_by(team) == [WORDS]
    messages.show_message(message=made.number, unit=team.pk, by=crew[0], at=LATER)
    assert told(made) == ["特-01", "案-01"]
    with pytest.raises(messages.NobodyIsMeant):
        messages.send_message(
            sent_to="unit:义-01", text=WORDS, incident=row.number, by=desk, at=NOON
        )
    volunteer, people = crews["义-01"]
    with pytest.raises(NotFound):
        messages.show_message(message=made.number, unit=volunteer.pk, by=people[0], at=LATER)


def test_it_leaves_the_phones_with_its_incident_and_stands_in_its_record(crews, desk):
    row = an_incident(type_code="theft")
    messages.send_message(sent_to="all", text=WORDS, incident=row.number, by=desk, at=NOON)
    assert read_by(crews["特-01"][0]) == [WORDS]
    cancel_incident(incident=row.number, reason="caller_withdrew", by=desk, at=LATER)
    assert read_by(crews["特-01"][0]) == []
    assert messages_standing(desk, at=LATER) == []
    kept = messages_of(row.number, at=LATER)
    assert [(one.text, one.is_live) for one in kept] == [(WORDS, False)]
    with pytest.raises(messages.MessageOver):
        messages.tell_message_by_radio(message=kept[0].number, by=desk, at=LATER)


def test_a_shifts_message_goes_with_the_shift_and_its_words_are_deleted(crews, desk):
    made = messages.send_message(sent_to="all", text=WORDS, by=desk, at=NOON)
    ends = end_of_shift(in_force(DESK_SIGNS, at=NOON).content, NOON)
    unit = crews["特-01"][0]
    assert read_by(unit, ends - SECOND) == [WORDS]
    assert read_by(unit, ends) == []
    assert jobs.end_messages(ends - SECOND) == 0
    assert [jobs.end_messages(ends) for _ in range(2)] == [1, 0]
    made.refresh_from_db()
    assert (made.text, made.receipts.count()) == ("", 3)


def test_the_desk_sees_who_has_it_who_read_it_and_takes_the_radio_for_the_rest(crews, desk):
    made = messages.send_message(sent_to="all", text=WORDS, by=desk, at=NOON)
    unit, crew = crews["特-01"]
    for seconds in (3, 9):
        at = NOON + seconds * SECOND
        messages.show_message(message=made.number, unit=unit.pk, by=crew[0], at=at)
    messages.read_message(message=made.number, unit=unit.pk, by=crew[1], at=LATER)
    messages.read_message(message=made.number, unit=unit.pk, by=crew[0], at=LATER + SECOND)
    (view,) = messages_standing(desk, at=LATER)
    late = NOON + timedelta(seconds=in_force(DESK_SIGNS, at=NOON).content.not_shown_s)
    assert (view.shown, view.read, view.late_at) == (1, 1, late)
    assert [one.call_sign for one in view.unseen] == ["义-01", "案-01"]
    mine = next(one for one in view.receipts if one.call_sign == "特-01")
    assert (mine.shown_at, mine.read_at) == (NOON + 3 * SECOND, LATER)
    assert mine.read_by
    assert messages.tell_message_by_radio(message=made.number, by=desk, at=LATER) == 2
    assert messages.tell_message_by_radio(message=made.number, by=desk, at=LATER) == 0
    (view,) = messages_standing(desk, at=LATER)
    assert (view.unseen, view.late_at) == ([], None)


def test_nobody_says_it_for_the_crew(crews, desk):
    made = messages.send_message(sent_to="unit:特-01", text=WORDS, by=desk, at=NOON)
    unit = crews["特-01"][0]
    for act in (messages.show_message, messages.read_message):
        with pytest.raises(Refused):
            act(message=made.number, unit=unit.pk, by=desk, at=LATER)
    assert MessageReceipt.objects.get().shown_at is None


def test_a_command_room_writes_to_its_own_stations_units(crews):
    room = an_actor("station_command")
    theirs = a_station("other").parts.get(kind="command_room")
    other = an_actor("station_command", organisation=theirs)
    a_crew_at("远-01", organisation=a_station("other"))
    made = messages.send_message(sent_to="all", text=WORDS, by=room, at=NOON)
    assert "远-01" not in told(made)
    with pytest.raises(Refused):
        messages.end_message(message=made.number, by=other, at=LATER)
    messages.end_message(message=made.number, by=room, at=LATER)
    made.refresh_from_db()
    assert (made.ended_at, made.text) == (LATER, "")


@pytest.mark.parametrize("role", ["patrol_unit", "volunteer", "branch_leader"])
def test_others_write_to_nobody(crews, role):
    with pytest.raises(Refused):
        messages.send_message(sent_to="all", text=WORDS, by=an_actor(role), at=NOON)


def test_a_sentence_of_the_table_needs_no_words_and_one_that_is_not_there_is_refused(crews, desk):
    first = sentences(NOON)[0]
    made = messages.send_message(sent_to="all", sentence=first.code, by=desk, at=NOON)
    assert (made.sentence_zh, made.sentence_en) == (first.name_zh, first.name_en)
    with pytest.raises(messages.SentenceUnknown):
        messages.send_message(sent_to="all", sentence="none", by=desk, at=NOON)


@pytest.mark.parametrize("is_ours", [True, False])
def test_a_message_is_as_long_as_the_table_says(crews, desk, is_ours, monkeypatch):
    rule = in_force(SENTENCES, at=NOON).content
    if not is_ours:
        text = (SECOND_BRANCH / "dispatch.sentences.toml").read_text()
        theirs = read_table(SENTENCES, text)
        real = messages.in_force
        monkeypatch.setattr(
            messages,
            "in_force",
            lambda kind, at: (
                type("InForce", (), {"content": theirs}) if kind is SENTENCES else real(kind, at=at)
            ),
        )
        rule = theirs
    messages.send_message(sent_to="all", text="字" * rule.longest, by=desk, at=NOON)
    with pytest.raises(Refused) as refusal:
        messages.send_message(sent_to="all", text="字" * (rule.longest + 1), by=desk, at=NOON)
    assert refusal.value.field == "text"


def test_the_database_keeps_a_message_to_its_matter_and_a_unit_to_one_receipt(crews, desk):
    made = messages.send_message(sent_to="unit:特-01", text=WORDS, by=desk, at=NOON)
    receipt = made.receipts.get()
    for act in (
        lambda: DutyMessage.objects.filter(pk=made.pk).update(until_at=None),
        lambda: MessageReceipt.objects.create(message=made, unit=receipt.unit, since_at=NOON),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_it_goes_over_with_a_merge_and_its_new_crews_read_it(crews, desk):
    first, second = an_incident(by=desk), an_incident(by=desk, where=(4, 2))
    an_order(first, crews["特-01"][0].pk, by=desk)
    an_order(second, crews["案-01"][0].pk, by=desk)
    made = messages.send_message(
        sent_to="incident", text=WORDS, incident=first.number, by=desk, at=NOON
    )
    assert told(made) == ["特-01"]
    merge = propose_merge(
        incident=first.number, into=second.number, reason="同一件事", by=desk, at=LATER
    )
    decide(merge.subject, by=an_actor("dispatcher", name="other"), at=LATER)
    assert [read_by(crews[name][0]) for name in ("特-01", "案-01")] == [[WORDS], [WORDS]]
    assert [one.text for one in messages_of(second.number, at=LATER)] == [WORDS]
    theirs = messages.send_message(
        sent_to="incident", text="看后门", incident=second.number, by=desk, at=LATER
    )
    chief = an_actor("shift_supervisor")
    undo_merge(incident=first.number, reason="两件事", by=chief, at=LATER)
    assert [one.text for one in messages_of(first.number, at=LATER)] == [WORDS]
    assert [one.text for one in messages_of(second.number, at=LATER)] == [theirs.text]
    assert read_by(crews["案-01"][0]) == [theirs.text]


def test_it_stays_with_an_incident_that_another_desk_takes(crews, desk):
    row, other = an_incident(by=desk), an_actor("dispatcher", name="other")
    an_order(row, crews["特-01"][0].pk, by=desk)
    made = messages.send_message(
        sent_to="incident", text=WORDS, incident=row.number, by=desk, at=NOON
    )
    take_desk(by=other, at=NOON)
    ask_transfer(incident=row.number, to=2, by=desk, at=NOON)
    accept_transfer(incident=row.number, by=other, at=LATER)
    assert read_by(crews["特-01"][0]) == [WORDS]
    messages.end_message(message=made.number, by=other, at=LATER)
    assert read_by(crews["特-01"][0]) == []
