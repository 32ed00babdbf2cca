"""Every open incident is at one desk: taken, handed on with acceptance, taken over."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from tests.builders.incidents import a_crew_at, a_split, an_incident, an_order, fresh
from tests.builders.people import NOON, a_station, an_actor, an_appointment

from quanju.config.reactions import react
from quanju.domains.dispatch import jobs
from quanju.domains.dispatch.actions import desks, gone, transfers
from quanju.domains.dispatch.actions.alerts import raise_alert
from quanju.domains.dispatch.actions.meeting import meet_incident
from quanju.domains.dispatch.actions.stations import (
    send_to_station,
    sign_station_call,
    take_back_station_call,
)
from quanju.domains.dispatch.clocks import clock_rules
from quanju.domains.dispatch.models import Alert, Desk, DeskTransfer, Incident, StationCall
from quanju.domains.dispatch.queries.desks import desks_now, own_desk
from quanju.domains.dispatch.queries.incidents import open_alerts, open_incidents
from quanju.domains.dispatch.quiet import DESK_SIGNS
from quanju.domains.dispatch.waiting import waiting_for
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused
from quanju.domains.notices.models import Notice
from quanju.domains.people.actions.duty import go_off_duty, go_on_duty
from quanju.domains.people.actions.sessions import end_session, sign_in, sign_out
from quanju.domains.people.queries.actors import actor_in
from quanju.domains.people.types import SERVICE
from quanju.domains.rulebook.queries import in_force
from quanju.domains.rulebook.reading import read_table

LATER = NOON + timedelta(seconds=20)
SECOND = timedelta(seconds=1)
SECOND_BRANCH = Path(__file__).parents[2] / "branches" / "second_branch" / "rules"


def refused(act, **facts):
    with pytest.raises(Refused) as refusal:
        act(**facts)
    return refusal.value.code


@pytest.fixture
def two(town):
    """Two dispatchers who sit at desks 1 and 2, and who answers for their shift."""
    one, other = an_actor("dispatcher"), an_actor("dispatcher")
    for actor in (one, other):
        desks.take_desk(by=actor, at=NOON)
    return one, other, an_actor("shift_supervisor")


@pytest.mark.django_db
class TestTaking:
    def test_desks_are_numbered_from_the_lowest_that_is_free(self, two):
        one, other, chief = two
        assert (own_desk(one).number, own_desk(other).number) == (1, 2)
        desks.leave_desk(by=one, at=LATER)
        assert desks.take_desk(by=chief, at=LATER).number == 1
        assert desks.take_desk(by=chief, at=LATER).number == 1

    def test_what_a_dispatcher_enters_is_at_the_own_desk(self, two):
        row = an_incident(by=two[1])
        assert row.desk.number == 2

    def test_entering_sits_down_whoever_had_no_desk(self, town):
        desk = an_actor("dispatcher")
        assert an_incident(by=desk).desk == own_desk(desk)

    def test_what_a_crew_comes_across_waits_at_the_common_desk_for_whoever_takes_it(self, two):
        unit, crew = a_crew_at("特-01", (2, 2))
        row = meet_incident(unit=unit.pk, type_code="fight", text="", by=crew[0], at=NOON)
        assert row.desk is None
        desks.take_incident(incident=row.number, by=two[0], at=LATER)
        assert fresh(row).desk.number == 1
        again = {"incident": row.number, "by": two[1], "at": LATER}
        assert refused(desks.take_incident, **again) == "NOT_AT_YOUR_DESK"

    def test_whoever_sends_first_has_taken_it(self, two):
        unit, _ = a_crew_at("特-01", (2, 2))
        row = an_incident(by=an_actor("reception_officer"))
        assert row.desk is None
        an_order(row, unit.pk, by=two[1])
        assert fresh(row).desk.number == 2

    def test_the_other_half_of_a_split_stays_at_the_desk(self, two):
        row = an_incident(by=two[1])
        assert a_split(row, by=two[0]).desk.number == 2

    def test_others_have_no_desk(self, town):
        assert refused(desks.take_desk, by=an_actor("patrol_unit"), at=NOON) == "DENY_ROLE"


@pytest.mark.django_db
class TestHandingOn:
    def test_it_stays_until_the_other_accepts(self, two):
        one, other, _ = two
        row = an_incident(by=one)
        transfers.ask_transfer(incident=row.number, to=2, by=one, at=LATER)
        assert fresh(row).desk.number == 1
        transfers.accept_transfer(incident=row.number, by=other, at=LATER)
        assert fresh(row).desk.number == 2
        assert DeskTransfer.objects.get().state == "accepted"

    def test_it_waits_for_the_desk_that_is_asked_alone(self, two):
        one, other, _ = two
        row = an_incident(by=one)
        transfers.ask_transfer(incident=row.number, to=2, by=one, at=LATER)
        keys = [
            {w.key for w in waiting_for(actor, at=LATER, until=LATER)} for actor in (one, other)
        ]
        assert f"dispatch.transfer:{row.number}" in keys[1] - keys[0]

    def test_it_is_taken_back_by_the_desk_that_asked(self, two):
        one, other, _ = two
        row = an_incident(by=one)
        transfers.ask_transfer(incident=row.number, to=2, by=one, at=LATER)
        asked = {"incident": row.number, "at": LATER}
        assert refused(transfers.take_back_transfer, **asked, by=other) == "NOT_AT_YOUR_DESK"
        transfers.take_back_transfer(**asked, by=one)
        with pytest.raises(NotFound):
            transfers.accept_transfer(**asked, by=other)
        assert fresh(row).desk.number == 1

    def test_one_desk_is_asked_at_a_time_and_only_by_the_desk_that_has_it(self, two):
        one, other, chief = two
        desks.take_desk(by=chief, at=NOON)
        row = an_incident(by=one)
        ask = {"incident": row.number, "at": LATER}
        assert refused(transfers.ask_transfer, **ask, to=1, by=other) == "NOT_AT_YOUR_DESK"
        assert refused(transfers.ask_transfer, **ask, to=1, by=one) == "NO_DESK"
        assert refused(transfers.ask_transfer, **ask, to=9, by=one) == "NO_DESK"
        transfers.ask_transfer(**ask, to=2, by=one)
        assert refused(transfers.ask_transfer, **ask, to=3, by=one) == "TRANSFER_ASKED"
        assert refused(transfers.accept_transfer, **ask, by=chief) == "NOT_AT_YOUR_DESK"

    def test_all_one_has_goes_in_one_press(self, two):
        one, other, _ = two
        rows = [an_incident(by=one), an_incident(by=one, where=(4, 2))]
        assert transfers.ask_transfer_of_all(to=2, by=one, at=LATER) == 2
        for row in rows:
            transfers.accept_transfer(incident=row.number, by=other, at=LATER)
        desks.leave_desk(by=one, at=LATER)
        assert own_desk(one) is None

    def test_an_offer_lapses_with_its_incident(self, two):
        from quanju.domains.dispatch.actions.cancelling import cancel_incident

        one, _, _ = two
        row = an_incident(by=one)
        transfers.ask_transfer(incident=row.number, to=2, by=one, at=LATER)
        cancel_incident(incident=row.number, reason="entered_twice", by=one, at=LATER)
        assert DeskTransfer.objects.get().state == "lapsed" or fresh(row).is_open


@pytest.mark.django_db
class TestLeaving:
    def test_a_desk_with_open_incidents_is_not_left_while_another_could_take_them(self, two):
        an_incident(by=two[0])
        assert refused(desks.leave_desk, by=two[0], at=LATER) == "DESK_HAS_INCIDENTS"
        assert refused(sign_out, by=two[0], at=LATER) == "DESK_HAS_INCIDENTS"
        assert own_desk(two[0]).number == 1

    def test_going_off_duty_asks_the_same(self, two):
        an_incident(by=two[0])
        go_on_duty(by=two[0], at=NOON)
        assert refused(go_off_duty, by=two[0], at=LATER) == "DESK_HAS_INCIDENTS"

    def test_the_last_one_leaves_them_at_the_common_desk(self, town):
        desk = an_actor("dispatcher")
        row = an_incident(by=desk)
        sign_out(by=desk, at=LATER)
        assert fresh(row).desk is None
        assert own_desk(desk) is None

    def test_signing_out_leaves_an_empty_desk(self, two):
        sign_out(by=two[1], at=LATER)
        assert own_desk(two[1]) is None

    def test_a_supervisor_takes_over_what_somebody_left_with_a_reason(self, two):
        one, other, chief = two
        row = an_incident(by=one)
        transfers.ask_transfer(incident=row.number, to=2, by=one, at=LATER)
        over = {"desk": 1, "by": chief, "at": LATER}
        assert refused(desks.take_over_desk, **over, reason=" ")
        assert desks.take_over_desk(**over, reason="突发疾病离席") == 1
        assert fresh(row).desk == own_desk(chief)
        assert own_desk(one) is None
        assert DeskTransfer.objects.get().state == "lapsed"
        wrong = {"desk": 2, "reason": "x", "by": other, "at": LATER}
        assert refused(desks.take_over_desk, **wrong) == "DENY_ROLE"

    def test_a_supervisor_puts_one_elsewhere_with_a_reason(self, two):
        one, _, chief = two
        row = an_incident(by=one)
        put = {"incident": row.number, "to": 2, "at": LATER}
        assert refused(desks.reassign_incident, **put, reason="一席忙", by=one) == "DENY_ROLE"
        desks.reassign_incident(**put, reason="一席忙", by=chief)
        assert fresh(row).desk.number == 2


@pytest.mark.django_db
def test_the_database_keeps_one_desk_a_person_and_one_person_a_desk(two):
    here = Desk.objects.get(number=1)
    for facts in (
        {"number": 7, "person": here.person},
        {"number": 1, "person_id": two[2].person_id},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Desk.objects.create(began_at=NOON, **facts)


@pytest.mark.django_db
def test_a_desk_is_told_by_number_what_is_in_hand_what_waits_and_its_oldest_clock(two):
    one, other, _ = two
    unit, _ = a_crew_at("特-01", (2, 2))
    first = an_incident(by=one)
    an_incident(by=one, where=(4, 2), at=LATER)
    an_order(first, unit.pk, by=one)
    an_incident(by=an_actor("reception_officer"), at=LATER)
    lines = desks_now(other, open_incidents(other, at=LATER))
    told = [(str(x.label), len(x.incidents), x.waiting, x.is_own) for x in lines]
    assert told == [("1 席", 2, 1, False), ("2 席", 0, 0, True), ("公共台", 1, 1, False)]
    due = [view.clock.due_at for view in lines[0].incidents if view.clock.due_at]
    assert lines[0].oldest.clock.due_at == min(due)
    assert lines[1].oldest is None


THEIRS = read_table(DESK_SIGNS, (SECOND_BRANCH / "dispatch.desk_signs.toml").read_text())


@pytest.mark.django_db
@pytest.mark.parametrize("rule", [None, THEIRS])
def test_an_alert_is_its_own_desks_first_and_everybodys_after_a_while(two, rule, monkeypatch):
    from quanju.domains.dispatch.queries import desks as queries

    ours = in_force(DESK_SIGNS, at=NOON)
    if rule is not None:
        theirs = type("InForce", (), {"content": rule})
        monkeypatch.setattr(queries, "in_force", lambda kind, at: theirs)
    wait = timedelta(seconds=(rule or ours.content).alert_to_all_s)
    one, other, _ = two
    row = an_incident(by=one)
    with write():
        raise_alert("not_dispatched", row.subject, row, SERVICE, NOON)
    assert [a.tells_at for a in open_alerts(one, at=NOON)] == [None]
    assert [a.tells_at for a in open_alerts(other, at=NOON)] == [NOON + wait]
    assert [a.tells_at for a in open_alerts(other, at=NOON + wait - SECOND)] == [NOON + wait]
    assert [a.tells_at for a in open_alerts(other, at=NOON + wait)] == [None]


@pytest.mark.django_db
class TestGone:
    """Whose session ended without signing out leaves no desk manned."""

    @pytest.fixture
    def signed_in(self, town):
        """A dispatcher with two sessions, at desk 1 with one incident; others at 2 and 3."""
        post = an_appointment("dispatcher")
        sessions = [sign_in(person=post.person_id, at=NOON) for _ in range(2)]
        one = actor_in(post)
        desks.take_desk(by=one, at=NOON)
        others = [an_actor("dispatcher"), an_actor("shift_supervisor")]
        for actor in others:
            desks.take_desk(by=actor, at=NOON)
        return one, sessions, others, an_incident(by=one)

    def test_its_incidents_wait_at_the_common_desk_seen_by_all_at_once(self, signed_in):
        one, (first, second), (other, chief), row = signed_in
        transfers.ask_transfer(incident=row.number, to=2, by=one, at=NOON)
        with write():
            raise_alert("not_dispatched", row.subject, row, SERVICE, LATER)
        react(LATER)  # it hears what comes after it began
        end_session(ref=first.ref, why="idle", by=SERVICE, at=LATER)
        react(LATER)
        assert own_desk(one).number == 1  # still signed in elsewhere
        end_session(ref=second.ref, why="elsewhere", by=SERVICE, at=LATER)
        for _ in range(2):
            react(LATER)
        assert own_desk(one) is None
        assert fresh(row).desk is None
        assert DeskTransfer.objects.get().state == "lapsed"
        told = open_alerts(other, at=LATER)
        assert {(a.kind, a.tells_at) for a in told} == {
            ("desk_left", None),
            ("not_dispatched", None),
        }
        assert "1 席" in [a.unit for a in told]
        notice = Notice.objects.get(kind="dispatch.desk_gone")
        assert notice.person_id == chief.person_id
        desks.take_incident(incident=row.number, by=other, at=LATER)
        assert fresh(row).desk.person_id == other.person_id

    def test_or_go_to_the_shift_supervisor_where_the_table_says_so(self, signed_in, monkeypatch):
        one, sessions, (_, chief), row = signed_in
        theirs = type("InForce", (), {"content": THEIRS})
        monkeypatch.setattr(gone, "in_force", lambda kind, at: theirs)
        for session in sessions:
            end_session(ref=session.ref, why="idle", by=SERVICE, at=LATER)
        assert gone.free_desk(person=one.person_id, at=LATER) == 1
        assert gone.free_desk(person=one.person_id, at=LATER) is None
        assert fresh(row).desk.person_id == chief.person_id

    def test_an_empty_desk_goes_without_an_alert(self, signed_in):
        one, sessions, (other, chief), row = signed_in
        desks.reassign_incident(incident=row.number, to=2, reason="x", by=chief, at=NOON)
        for session in sessions:
            end_session(ref=session.ref, why="idle", by=SERVICE, at=LATER)
        assert gone.free_desk(person=one.person_id, at=LATER) == 0
        assert own_desk(one) is None
        assert open_alerts(other, at=LATER) == []


@pytest.mark.django_db
def test_who_asks_for_help_and_what_is_at_no_desk_is_told_to_all_at_once(two):
    row = an_incident(by=two[0])
    common = an_incident(by=an_actor("reception_officer"), where=(4, 2))
    with write():
        raise_alert("backup", row.subject, row, SERVICE, NOON)
        raise_alert("not_dispatched", common.subject, common, SERVICE, NOON)
    assert [a.tells_at for a in open_alerts(two[1], at=NOON)] == [None, None]


@pytest.mark.django_db
class TestStation:
    def sent(self, two):
        row = an_incident(by=two[0], grade=3, grade_reason="轻")
        Incident.objects.filter(pk=row.pk).update(station=a_station())
        row.refresh_from_db()
        return row, send_to_station(incident=row.number, by=two[0], at=NOON)

    def test_its_command_room_signs_for_it_within_the_seconds_of_the_grade(self, two):
        row, call = self.sent(two)
        room = an_actor("station_command")
        keys = [w.key for w in waiting_for(room, at=NOON, until=NOON)]
        assert f"dispatch.station_call:{call.pk}" in keys
        limit = clock_rules(NOON).span("acknowledge", row.grade)
        jobs.raise_due_alerts(NOON + limit - SECOND)
        told = Alert.objects.filter(kind="station_not_signed", closed_at=None)
        assert not told.exists()
        jobs.raise_due_alerts(NOON + limit)
        assert told.count() == 1
        sign_station_call(incident=row.number, by=room, at=NOON + limit)
        assert not told.exists()
        assert StationCall.objects.get().signed_by_id == room.person_id

    def test_another_station_signs_for_nothing(self, two):
        row, _ = self.sent(two)
        elsewhere = a_station("elsewhere").parts.get(kind="command_room")
        room = an_actor("station_command", organisation=elsewhere)
        sign = {"incident": row.number, "by": room, "at": NOON}
        assert refused(sign_station_call, **sign) == "DENY_RELATION"
        again = {"incident": row.number, "by": two[0], "at": NOON}
        assert refused(send_to_station, **again) == "SENT_ALREADY"

    def test_the_desk_takes_it_back_and_an_order_of_the_room_signs_for_it(self, two):
        row, _ = self.sent(two)
        take_back_station_call(incident=row.number, by=two[0], at=LATER)
        send_to_station(incident=row.number, by=two[0], at=LATER)
        unit, _ = a_crew_at("特-01", (2, 2))
        an_order(row, unit.pk, by=an_actor("station_command"), at=LATER)
        states = StationCall.objects.order_by("pk").values_list("state", flat=True)
        assert list(states) == ["taken_back", "signed"]

    def test_a_place_of_no_station_is_refused(self, two):
        row = an_incident(by=two[0])
        Incident.objects.filter(pk=row.pk).update(station=None)
        send = {"incident": row.number, "by": two[0], "at": NOON}
        assert refused(send_to_station, **send) == "NO_STATION_ANSWERS"
