"""One open incident turns out to be two: each has its number, place, units and calls."""

from datetime import timedelta

import pytest
from tests.builders.incidents import LATER, a_crew_at, a_split, an_incident, an_order, fresh
from tests.builders.people import NOON, an_actor
from tests.builders.town import spot
from tests.protection import journal_holds

from quanju.domains.dispatch.actions import steps as crew_steps
from quanju.domains.dispatch.actions.calls import answer_call, link_call
from quanju.domains.dispatch.actions.feedback import accept_feedback, give_feedback
from quanju.domains.dispatch.actions.merging import propose_merge
from quanju.domains.dispatch.lineage import job_of_press
from quanju.domains.dispatch.models import Alert, Assignment, Call, Incident
from quanju.domains.dispatch.queries.incidents import incident_named, notes_of, split_into
from quanju.domains.dispatch.workflow import OPEN_INCIDENT
from quanju.domains.journal import queries as journal
from quanju.domains.kernel.types import Refused

pytestmark = pytest.mark.django_db
SPLIT_AT = NOON + timedelta(minutes=9)


@pytest.fixture
def desk(town):
    return an_actor("dispatcher")


@pytest.fixture
def row(desk):
    return an_incident(by=desk)


def a_call(row, said, at, desk):
    call = answer_call(by=desk, ringing_at=at, at=at)
    link_call(call=call.number, incident=row.number, said=said, by=desk, at=at)
    return call.number


def steps(row, unit, crew, *names, at=LATER):
    for name in names:
        getattr(crew_steps, name)(incident=row.number, unit=unit.pk, by=crew, at=at)


def test_the_second_has_its_own_number_place_type_and_grade(desk, row):
    second = a_split(row, by=desk, grade=2, text="手机被抢走", address="胜利街口")
    first = fresh(row)
    assert second.number != first.number
    assert (second.type_code, second.grade, second.state) == ("theft", 2, "new")
    assert (second.address, (second.lon, second.lat)) == ("胜利街口", pytest.approx(spot(4, 2)))
    assert (second.zone, first.zone) == (2, 1)
    assert (second.channel, second.received_at) == (first.channel, first.received_at)
    assert second.created_at == LATER
    assert (first.type_code, first.state) == ("fight", "new")


def test_both_name_each_other_and_both_journals_tell_of_it(desk, row):
    second = a_split(row, by=desk)
    assert incident_named(second.number, actor=desk, at=LATER).split_from == row.number
    assert split_into(row.number) == [second.number]
    for one in (row, second):
        entries = journal.history_of(one.subject)
        told = [e for e in entries if e.event == "dispatch.incident_split"]
        assert [e.facts["into"] for e in told] == [second.number]
        assert told[0].justification == "另有一起盗窃"
    created = journal.history_of(second.subject)[0]
    assert created.event == "dispatch.incident_created"
    assert journal_holds()


# Where the unit that goes along and the one that stays stand; then the states of both incidents.
FATES = [
    (("acknowledge_order",), None, "new", "dispatched"),
    (("acknowledge_order", "depart"), None, "new", "en_route"),
    (("acknowledge_order", "depart", "arrive"), None, "new", "on_scene"),
    (("acknowledge_order", "depart", "arrive", "control"), None, "new", "controlled"),
    (("acknowledge_order", "depart", "arrive", "control"), (), "dispatched", "controlled"),
    (
        ("acknowledge_order", "depart", "arrive", "control"),
        ("acknowledge_order", "depart", "arrive"),
        "on_scene",
        "controlled",
    ),
    ((), ("acknowledge_order", "depart", "arrive"), "on_scene", "dispatched"),
    (
        ("acknowledge_order", "depart", "arrive"),
        ("acknowledge_order", "depart", "arrive", "clear"),
        "feedback_due",
        "on_scene",
    ),
    (
        ("acknowledge_order", "depart"),
        ("acknowledge_order", "depart", "arrive", "clear", "done"),
        "feedback_due",
        "en_route",
    ),
]


@pytest.mark.parametrize(("goes", "stays", "first", "second"), FATES)
def test_each_stands_where_its_own_units_stand(desk, row, goes, stays, first, second):
    unit, crew = a_crew_at("特-01", (2, 2))
    an_order(row, unit.pk, by=desk)
    steps(row, unit, crew[0], *goes)
    if stays is not None:
        other, others = a_crew_at("特-02", (3, 3))
        an_order(row, other.pk, by=desk)
        steps(row, other, others[0], *stays, at=LATER + timedelta(seconds=30))
    made = a_split(row, by=desk, units=[unit.pk], at=SPLIT_AT)
    assert (fresh(row).state, fresh(made).state) == (first, second)
    job = Assignment.objects.get(unit=unit.pk)
    assert (job.incident_id, job.is_primary) == (made.pk, True)
    assert fresh(made).arrived_at == job.arrived_at
    if stays is None:
        assert fresh(row).ordered_at is fresh(row).arrived_at is fresh(row).cleared_at is None
    else:
        left = Assignment.objects.get(unit=other.pk)
        assert left.incident_id == row.pk
        assert fresh(row).arrived_at == left.arrived_at
        assert left.is_primary or left.state == "released"


def test_the_crew_goes_on_with_the_second_and_both_are_closed(desk, row):
    unit, crew = a_crew_at("特-01", (2, 2))
    an_order(row, unit.pk, by=desk)
    steps(row, unit, crew[0], "acknowledge_order", "depart", "arrive")
    made = a_split(row, by=desk, units=[unit.pk])
    steps(made, unit, crew[0], "clear", "done", at=SPLIT_AT)
    said = {"disposition": "mediated", "type_code": "theft", "at": SPLIT_AT}
    give_feedback(incident=made.number, **said, by=crew[0])
    accept_feedback(incident=made.number, by=desk, at=SPLIT_AT)
    assert fresh(made).state == "closed"
    an_order(row, unit.pk, by=desk, at=SPLIT_AT)
    assert fresh(row).state == "dispatched"


def test_calls_that_go_along_take_the_callers_clock_with_them(desk, row):
    early, late = NOON - timedelta(minutes=3), NOON + timedelta(minutes=1)
    one = a_call(row, "打架", early, desk)
    two = a_call(row, "手机被偷", late, desk)
    made = a_split(row, by=desk, calls=[two], at=SPLIT_AT)
    numbers = dict(Call.objects.values_list("number", "incident__number"))
    assert numbers == {one: row.number, two: made.number}
    assert (fresh(row).received_at, made.received_at) == (early, late)


def test_a_unit_sent_before_the_second_call_keeps_the_clock_of_the_first(desk, row):
    unit, _ = a_crew_at("特-01", (2, 2))
    an_order(row, unit.pk, by=desk)
    late = a_call(row, "手机被偷", NOON + timedelta(minutes=1), desk)
    made = a_split(row, by=desk, units=[unit.pk], calls=[late], at=SPLIT_AT)
    assert made.received_at == row.received_at < fresh(made).ordered_at + timedelta(seconds=1)


def test_what_was_said_of_the_second_is_its_first_note(desk, row):
    made = a_split(row, by=desk, text="手机被拿走")
    assert [note.text for note in notes_of(made.number)] == ["手机被拿走"]
    assert not notes_of(row.number)


def test_alerts_about_a_unit_go_with_it(desk, row):
    unit, _ = a_crew_at("特-01", (2, 2))
    an_order(row, unit.pk, by=desk)
    job = Assignment.objects.get()
    for subject in (f"assignment:{job.pk}", row.subject):
        Alert.objects.create(
            kind="not_acknowledged", subject=subject, incident=row, raised_at=LATER
        )
    made = a_split(row, by=desk, units=[unit.pk])
    known = dict(Alert.objects.values_list("subject", "incident"))
    assert known == {f"assignment:{job.pk}": made.pk, row.subject: row.pk}


def test_what_was_kept_close_stays_so(desk):
    row = an_incident(by=desk)
    Incident.objects.update(is_restricted=True)
    assert a_split(row, by=desk).is_restricted


def refused(code, row, **more):
    before = Incident.objects.count()
    with pytest.raises(Refused) as refusal:
        a_split(row, **more)
    assert refusal.value.code == code
    assert refusal.value.text.zh != refusal.value.text.en
    assert Incident.objects.count() == before
    assert not journal.history_of(row.subject)[1:]


def test_refusals_store_nothing(desk, row):
    unit, _ = a_crew_at("特-01", (2, 2))
    refused("TEXT_MISSING", row, by=desk, reason=" ")
    refused("TYPE_UNKNOWN", row, by=desk, type_code="?")
    refused("OUTSIDE_BRANCH", row, by=desk, where=(400, 2))
    refused("LOWERING_NEEDS_REASON", row, by=desk, grade=4)
    refused("UNIT_NOT_AT_WORK", row, by=desk, units=[unit.pk])
    refused("CALL_NOT_OF_INCIDENT", row, by=desk, calls=["20261123-9999"])


def test_a_unit_that_only_writes_its_report_does_not_go_along(desk, row):
    unit, crew = a_crew_at("特-01", (2, 2))
    an_order(row, unit.pk, by=desk)
    steps(row, unit, crew[0], "acknowledge_order", "depart", "arrive", "clear")
    with pytest.raises(Refused, match="特-01"):
        a_split(row, by=desk, units=[unit.pk])


def test_what_waits_for_a_second_person_is_decided_first(desk, row):
    other = an_incident(by=desk, where=(4, 2))
    propose_merge(incident=row.number, into=other.number, by=desk, at=NOON)
    with pytest.raises(Refused) as refusal:
        a_split(row, by=desk)
    assert refusal.value.code == "ACT_PENDING"


@pytest.mark.parametrize(("type_code", "may"), [("theft", False), ("lost_person", True)])
def test_a_volunteer_goes_along_to_help_only(desk, type_code, may):
    row = an_incident(by=desk, type_code="lost_person")
    unit, _ = a_crew_at("义-01", (2, 2), force_type="volunteer")
    an_order(row, unit.pk, by=desk)
    if may:
        made = a_split(row, by=desk, type_code=type_code, units=[unit.pk])
        assert made.state in OPEN_INCIDENT
        return
    with pytest.raises(Refused) as refusal:
        a_split(row, by=desk, type_code=type_code, units=[unit.pk])
    assert refusal.value.code == "VOLUNTEERS_DO_NOT_ENFORCE"


def test_a_press_on_a_job_that_nothing_moved_is_one_question(desk, row, django_assert_num_queries):
    unit, _ = a_crew_at("特-01", (2, 2))
    an_order(row, unit.pk, by=desk)
    with django_assert_num_queries(1):
        assert job_of_press(unit.pk, row.number).incident_id == row.pk
    assert job_of_press(unit.pk, "20260101-0000") is None
