"""Other services: asked, each step with who told it, an alert when silent, firms in turn."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders.incidents import LATER, a_crew_at, an_incident, an_order
from tests.builders.people import NOON, an_actor

from quanju.domains.dispatch.actions.services import ask_service, tell_service, want_services
from quanju.domains.dispatch.jobs import raise_due_alerts
from quanju.domains.dispatch.models import Alert, ServiceRequest
from quanju.domains.dispatch.phone_book import PHONE_BOOK
from quanju.domains.dispatch.queries.services import requests_of, turn_of
from quanju.domains.dispatch.services import SERVICES, services_meant
from quanju.domains.dispatch.workflow import SERVICE_REQUEST
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused
from quanju.domains.rulebook.queries import in_force
from quanju.domains.rulebook.reading import read_table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
MINUTE = timedelta(minutes=1)
SECOND = Path(__file__).parents[2] / "branches" / "second_branch" / "rules"


@pytest.fixture
def desk():
    return an_actor("dispatcher")


def silent():
    return Alert.objects.filter(kind="service_silent", closed_at=None).count()


def test_each_step_has_its_moment_and_who_told_it(desk):
    row = an_incident(by=desk)
    made = ask_service(incident=row.number, service="medical", by=desk, at=NOON)
    steps = (("take", "service"), ("set_out", "service"), ("arrive", "crew"), ("finish", "caller"))
    for n, (verb, told_by) in enumerate(steps, start=1):
        tell_service(
            request=made.number,
            verb=verb,
            told_by=told_by,
            reference="0421" if verb == "take" else "",
            by=desk,
            at=NOON + n * MINUTE,
        )
    (view,) = requests_of(row.number, at=LATER)
    assert [(one.verb, one.told_by) for one in view.steps] == [("ask", ""), *steps]
    assert (view.state, view.reference, view.phone) == ("done", "0421", "120")
    assert view.steps[-1].at == NOON + 4 * MINUTE


@pytest.mark.parametrize("state", SERVICE_REQUEST.moves)
@pytest.mark.parametrize("verb", ["take", "set_out", "arrive", "finish", "refuse", "call_off"])
def test_every_cell_of_the_table(desk, state, verb):
    row = an_incident(by=desk)
    made = ask_service(incident=row.number, service="gas", by=desk, at=NOON)
    ServiceRequest.objects.filter(pk=made.pk).update(state=state)
    sent = {"request": made.number, "verb": verb, "reason": "测试", "by": desk, "at": LATER}
    if verb in SERVICE_REQUEST.verbs(state):
        assert tell_service(**sent).state == SERVICE_REQUEST.moves[state][verb]
    else:
        with pytest.raises(Refused):
            tell_service(**sent)


def test_silence_is_told_once_and_ends_with_the_next_word(desk):
    row = an_incident(by=desk)
    made = ask_service(incident=row.number, service="medical", by=desk, at=NOON)
    raise_due_alerts(NOON + 2 * MINUTE - timedelta(seconds=1))
    assert silent() == 0
    raise_due_alerts(NOON + 2 * MINUTE)
    raise_due_alerts(NOON + 3 * MINUTE)
    assert silent() == 1
    said = {"request": made.number, "by": desk}
    tell_service(**said, verb="set_out", at=NOON + 4 * MINUTE)
    assert silent() == 0
    raise_due_alerts(NOON + 19 * MINUTE - timedelta(seconds=1))
    assert silent() == 0
    raise_due_alerts(NOON + 19 * MINUTE)
    assert silent() == 1
    tell_service(**said, verb="arrive", at=NOON + 20 * MINUTE)
    raise_due_alerts(NOON + 300 * MINUTE)
    assert silent() == 0


def test_firms_take_turns_and_another_needs_a_reason(desk):
    tow = in_force(SERVICES, at=None).content.by_code["tow"]
    numbers = [an_incident(by=desk, where=(n, 2)).number for n in (1, 3, 5, 7)]
    turns = []
    for n, number in enumerate(numbers[:3]):
        turns.append(turn_of(tow).line)
        ask_service(incident=number, service="tow", by=desk, at=NOON + n * MINUTE)
    assert turns == ["tow_north", "tow_south", "tow_north"]
    assert "还没有轮到过" not in turn_of(tow).why.zh
    with pytest.raises(Refused, match="NOT_THEIR_TURN"):
        ask_service(incident=numbers[3], service="tow", line="tow_north", by=desk, at=LATER)
    asked = ask_service(
        incident=numbers[3], service="tow", line="tow_north", reason="车主指定", by=desk, at=LATER
    )
    assert asked.turn_reason == "车主指定"


def test_who_was_called_off_keeps_the_turn_and_who_did_not_come_has_had_it(desk):
    tow = in_force(SERVICES, at=None).content.by_code["tow"]
    row = an_incident(by=desk)
    first = ask_service(incident=row.number, service="tow", by=desk, at=NOON)
    tell_service(request=first.number, verb="call_off", reason="自行开走", by=desk, at=LATER)
    assert turn_of(tow).line == "tow_north"
    again = ask_service(incident=row.number, service="tow", by=desk, at=LATER)
    tell_service(request=again.number, verb="refuse", reason="没有车", by=desk, at=LATER)
    assert turn_of(tow).line == "tow_south"


def test_one_is_asked_once_unless_another_is_meant(desk):
    row = an_incident(by=desk)
    ask_service(incident=row.number, service="medical", by=desk, at=NOON)
    with pytest.raises(Refused, match="ASKED_ALREADY"):
        ask_service(incident=row.number, service="medical", by=desk, at=NOON)
    ask_service(incident=row.number, service="medical", is_another=True, by=desk, at=NOON)
    assert ServiceRequest.objects.count() == 2


def test_what_a_plan_wants_stands_until_somebody_rings(desk):
    row = an_incident(by=desk)
    with write():
        want_services(row, ["medical", "nobody"], desk, NOON)
        want_services(row, ["medical"], desk, NOON)
    (wanted,) = ServiceRequest.objects.all()
    assert (wanted.state, wanted.asked_at) == ("wanted", None)
    raise_due_alerts(NOON + 2 * MINUTE)
    assert silent() == 1
    ask_service(incident=row.number, service="medical", by=desk, at=NOON + 3 * MINUTE)
    (asked,) = ServiceRequest.objects.all()
    assert (asked.state, silent()) == ("asked", 0)


def test_the_crew_at_the_scene_tells_and_no_other(desk):
    unit, people = a_crew_at("P3")
    _, strangers = a_crew_at("P4", (5, 2))
    row = an_incident(by=desk)
    an_order(row, unit.pk, by=desk)
    made = ask_service(incident=row.number, service="fire", by=desk, at=NOON)
    said = {"request": made.number, "verb": "arrive", "told_by": "crew", "at": LATER}
    with pytest.raises(Refused, match="DENY"):
        tell_service(**said, by=strangers[0])
    assert tell_service(**said, by=people[0]).state == "there"


def test_the_crews_button_names_who_it_tells_of(desk):
    row = an_incident(by=desk)
    made = ask_service(incident=row.number, service="medical", by=desk, at=NOON)
    ask_service(incident=row.number, service="fire", by=desk, at=NOON)
    words = {str(view.crew_words) for view in requests_of(row.number, at=LATER)}
    assert len(words) == 2, "two stand below each other"
    tell_service(request=made.number, verb="arrive", told_by="crew", by=desk, at=NOON + MINUTE)
    (view,) = (one for one in requests_of(row.number, at=LATER) if one.number == made.number)
    who = view.line or view.name
    assert view.crew_words.zh == f"{who.zh}已完成"
    assert view.crew_words.en == f"{who.en}: done"


def test_the_table_of_each_branch_finds_its_lines_in_its_book():
    for services, book in (
        (in_force(SERVICES, at=None).content, in_force(PHONE_BOOK, at=None).content),
        (
            read_table(SERVICES, (SECOND / "dispatch.services.toml").read_text()),
            None,
        ),
    ):
        if book is not None:
            known = {one.code for one in book.lines}
            assert all(set(one.lines) <= known for one in services.services)
        assert services_meant("jj" if book else "a", services)[1]


def test_what_the_line_means():
    ours = in_force(SERVICES, at=None).content
    assert [one.code for one in services_meant(" ＴＣ ", ours)[0]] == ["tow"]
    assert services_meant("t", ours) == (services_meant("tc", ours)[0], False)
    assert services_meant("P3 5", ours) == ((), False)
