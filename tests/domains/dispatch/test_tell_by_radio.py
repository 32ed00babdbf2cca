"""What crews tell by radio: steps, their own state, their shift; taken back within seconds."""

from datetime import timedelta

import pytest
from tests.builders.crews import a_crew, a_unit, rostered
from tests.builders.incidents import a_crew_at, an_incident, an_order, fresh
from tests.builders.people import NOON, an_actor

from quanju.domains.dispatch.actions import steps
from quanju.domains.dispatch.actions.feedback import give_feedback
from quanju.domains.dispatch.actions.radio import (
    ChangedSince,
    NotOnAJob,
    TooLateToTakeBack,
    TooManyMinutes,
    take_back,
    tell_by_radio,
)
from quanju.domains.dispatch.jobs import raise_due_alerts
from quanju.domains.dispatch.models import Alert, Assignment, RadioEntry
from quanju.domains.dispatch.queries.board import unit_board
from quanju.domains.dispatch.queries.measures import measures
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import NotFound, Refused
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.patrol.actions.crews import ZoneWouldBeEmpty
from quanju.domains.patrol.models import CrewMember, Unit

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
AT = NOON + 30 * SECOND


@pytest.fixture
def desk(town):
    return an_actor("dispatcher")


@pytest.fixture
def sent(desk):
    """P3 sent to a fight, and its crew."""
    view, crew = a_crew_at("P3")
    row = an_incident(by=desk)
    an_order(row, view.pk, by=desk)
    return row, view, crew


def tell(view, does, desk, at=AT, **more):
    return tell_by_radio(unit=view.pk, does=does, by=desk, at=at, **more)


def facts_of(event):
    return Entry.objects.filter(event=event).latest("pk").facts


def test_a_step_told_by_radio_says_so(sent, desk):
    row, view, _ = sent
    tell(view, "acknowledge", desk)
    job = Assignment.objects.get()
    assert (job.state, job.acknowledged_at, job.radio_steps) == (
        "acknowledged",
        AT,
        ["acknowledge"],
    )
    assert facts_of("dispatch.order_acknowledged")["by_radio"] is True
    assert fresh(row).acknowledged_at == AT


def test_what_the_crew_enters_itself_is_not_by_radio(sent, desk):
    row, view, crew = sent
    steps.acknowledge_order(incident=row.number, unit=view.pk, by=crew[0], at=AT)
    assert Assignment.objects.get().has_radio_steps is False
    assert "by_radio" not in facts_of("dispatch.order_acknowledged")


def test_measures_say_how_many_moments_were_told_by_radio(sent, desk):
    row, view, crew = sent
    tell(view, "acknowledge", desk)
    steps.depart(incident=row.number, unit=view.pk, by=crew[0], at=AT + SECOND)
    tell(view, "arrive", desk, at=AT + 60 * SECOND)
    found = {m.code: m for m in measures(from_at=NOON - SECOND, until_at=AT + 99 * SECOND)}
    ring = fresh(row).ring or 0
    told = {code: found[code].by_radio for code in ("RT-5", "RT-6", f"RT-3/{ring}")}
    assert told == {"RT-5": 1, "RT-6": 0, f"RT-3/{ring}": 1}


@pytest.mark.parametrize("role", ["patrol_unit", "reception_officer", "legal_supervision"])
def test_others_than_the_desk_tell_nothing_for_a_crew(sent, role):
    with pytest.raises(Refused):
        tell(sent[1], "acknowledge", an_actor(role))
    assert not RadioEntry.objects.exists()


def test_a_unit_without_an_order_takes_no_step(desk):
    view, _ = a_crew_at("P3")
    with pytest.raises(NotOnAJob):
        tell(view, "arrive", desk)
    with pytest.raises(NotFound):
        tell(view, "fly", desk)


def test_a_step_out_of_order_is_refused(sent, desk):
    with pytest.raises(NotInThisState):
        tell(sent[1], "arrive", desk)


def test_a_break_ends_when_it_was_said_to_and_the_board_shows_it(desk):
    view, _ = a_crew_at("P3")
    a_crew_at("P4")
    tell(view, "break", desk, minutes=15)
    end = AT + timedelta(minutes=15)
    assert Unit.objects.get(pk=view.pk).status_until_at == end
    tones = {}
    for at in (end - SECOND, end):
        board = {unit.call_sign: unit for unit in unit_board(desk, at=at)}
        tones[at] = (board["P3"].until_at, board["P3"].tone)
    assert tones == {end - SECOND: (end, "muted"), end: (end, "warn")}
    tell(view, "available", desk, at=end)
    assert Unit.objects.get(pk=view.pk).status_until_at is None


@pytest.mark.parametrize(
    ("minutes", "is_taken"), [(0, False), (1, True), (240, True), (241, False)]
)
def test_minutes_have_both_ends(desk, minutes, is_taken):
    view, _ = a_crew_at("P3")
    if is_taken:
        assert tell(view, "break", desk, minutes=minutes, confirmed=True).minutes == minutes
    else:
        with pytest.raises(TooManyMinutes):
            tell(view, "break", desk, minutes=minutes, confirmed=True)


def test_the_last_unit_of_a_zone_rests_only_confirmed(desk):
    view, _ = a_crew_at("P3")
    with pytest.raises(ZoneWouldBeEmpty):
        tell(view, "break", desk)
    assert tell(view, "break", desk, confirmed=True).does == "break"


def test_the_usual_crew_signs_on(desk):
    unit, crew = a_unit("P9"), a_crew()
    rostered(unit, crew)
    tell(unit, "sign_on", desk)
    riding = CrewMember.objects.present().filter(unit=unit)
    assert set(riding.values_list("person_id", flat=True)) == {one.person_id for one in crew}


def test_signing_on_is_taken_back_and_both_entries_stay(desk):
    unit = a_unit("P9")
    rostered(unit, a_crew())
    entry = tell(unit, "sign_on", desk)
    take_back(entry=entry.pk, by=desk, at=AT + SECOND)
    assert Unit.objects.get(pk=unit.pk).status == "off_duty"
    events = set(Entry.objects.values_list("event", flat=True))
    assert {"patrol.unit_signed_on", "dispatch.radio_taken_back"} <= events


@pytest.mark.parametrize("does", ["break", "staging"])
def test_a_state_taken_back_is_the_one_before(desk, does):
    view, _ = a_crew_at("P3")
    tell(view, "patrolling", desk, at=NOON + SECOND)
    entry = tell(view, does, desk, confirmed=True)
    take_back(entry=entry.pk, by=desk, at=AT + SECOND)
    assert Unit.objects.get(pk=view.pk).status == "patrolling"


def all_steps(view, desk, until):
    """Tell every step up to this one, ten seconds each; the last entry."""
    entry = None
    for number, does in enumerate(("acknowledge", "depart", "arrive", "control", "clear", "done")):
        entry = tell(view, does, desk, at=AT + 10 * number * SECOND)
        if does == until:
            return entry
    return entry


def kept(row):
    """Job and incident as they stand, field by field."""
    job = Assignment.objects.get()
    return {
        one: {f.attname: getattr(one_row, f.attname) for f in one_row._meta.concrete_fields}
        for one, one_row in (("job", job), ("incident", fresh(row)))
    }


@pytest.mark.parametrize("does", ["acknowledge", "depart", "arrive", "control", "clear", "done"])
def test_every_step_taken_back_leaves_all_as_it_was(sent, desk, does):
    row, view, _ = sent
    order = ("acknowledge", "depart", "arrive", "control", "clear", "done")
    if does != "acknowledge":
        all_steps(view, desk, order[order.index(does) - 1])
    before = kept(row)
    at = AT + 90 * SECOND
    entry = tell(view, does, desk, at=at)
    assert kept(row) != before
    take_back(entry=entry.pk, by=desk, at=at + SECOND)
    assert kept(row) == before
    assert facts_of("dispatch.radio_taken_back")["does"] == does


def test_another_units_arrival_stays(sent, desk):
    row, view, _ = sent
    other, crew = a_crew_at("P4")
    an_order(row, other.pk, by=desk)
    for one in (view, other):
        for number, does in enumerate(("acknowledge", "depart")):
            tell(one, does, desk, at=AT + number * SECOND)
    entry = tell(view, "arrive", desk, at=AT + 5 * SECOND)
    steps.arrive(incident=row.number, unit=other.pk, by=crew[0], at=AT + 9 * SECOND)
    take_back(entry=entry.pk, by=desk, at=AT + 12 * SECOND)
    after = fresh(row)
    assert (after.state, after.arrived_at) == ("on_scene", AT + 9 * SECOND)
    assert Assignment.objects.get(unit=view.pk).state == "en_route"


@pytest.mark.parametrize(("seconds", "is_taken"), [(60, True), (61, False)])
def test_it_is_taken_back_within_the_seconds_of_the_table(sent, desk, seconds, is_taken):
    entry = tell(sent[1], "acknowledge", desk)
    at = AT + seconds * SECOND
    if is_taken:
        take_back(entry=entry.pk, by=desk, at=at)
        with pytest.raises(ChangedSince):
            take_back(entry=entry.pk, by=desk, at=at)
    else:
        with pytest.raises(TooLateToTakeBack):
            take_back(entry=entry.pk, by=desk, at=at)


def test_what_has_gone_on_since_is_not_taken_back(sent, desk):
    row, view, crew = sent
    entry = tell(view, "acknowledge", desk)
    steps.depart(incident=row.number, unit=view.pk, by=crew[0], at=AT + SECOND)
    with pytest.raises(ChangedSince):
        take_back(entry=entry.pk, by=desk, at=AT + 2 * SECOND)


def test_the_end_is_not_taken_back_once_it_was_reported(sent, desk):
    row, view, crew = sent
    entry = all_steps(view, desk, "clear")
    at = entry.entered_at + SECOND
    give_feedback(
        incident=row.number,
        disposition="mediated",
        type_code="fight",
        text="已调解",
        by=crew[0],
        at=at,
    )
    with pytest.raises(ChangedSince):
        take_back(entry=entry.pk, by=desk, at=at + SECOND)
    assert fresh(row).state == "feedback_due"


def test_an_alert_that_the_slip_ended_stands_again(sent, desk):
    late = NOON + timedelta(minutes=5)
    raise_due_alerts(late)
    waiting = Alert.objects.filter(kind="not_acknowledged", closed_at=None)
    assert waiting.count() == 1
    entry = tell(sent[1], "acknowledge", desk, at=late)
    assert not waiting.exists()
    take_back(entry=entry.pk, by=desk, at=late + SECOND)
    assert waiting.count() == 1
