from datetime import timedelta

import pytest
from tests.builders.people import NOON, a_branch, a_station, an_actor, an_appointment, decide

from quanju.domains.journal import queries as journal
from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.people.actions import appointments
from quanju.domains.people.actions.appointments import (
    HasEnded,
    HeldAlready,
    WrongSpan,
    end_appointment,
)
from quanju.domains.people.actions.sessions import sign_in
from quanju.domains.people.models import Appointment, Post
from quanju.domains.people.queries import sessions
from quanju.domains.people.queries.actors import actor_of, roles_held

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def admin():
    return an_actor("system_admin")


@pytest.fixture
def leader():
    return an_actor("branch_leader")


@pytest.fixture
def officer():
    return an_appointment("lobby_officer").person


def a_post(role="dispatcher", organisation=None):
    return Post.objects.create(
        code=f"free-{role.replace('_', '-')}",
        organisation=organisation or a_branch(),
        role=role,
        title_zh=role,
        title_en=role,
    )


def proposed(officer, by, *, role="dispatcher", organisation=None, valid_until=None):
    return appointments.appoint(
        person=officer.pk,
        post=a_post(role, organisation).pk,
        valid_from=NOON,
        valid_until=valid_until,
        by=by,
        at=NOON,
    )


def roles_of(person, at=NOON):
    return roles_held([person.pk], at=at).get(person.pk, frozenset())


def test_a_proposal_gives_no_right_before_a_second_person_approves(officer, admin, leader):
    row = proposed(officer, admin)
    assert roles_of(officer) == {"lobby_officer"}
    decide(row.subject, by=leader, at=NOON)
    assert roles_of(officer) == {"lobby_officer", "dispatcher"}
    assert [e.event for e in journal.history_of(row.subject)] == [
        "approvals.proposed",
        "approvals.approved",
        "people.appointment_approved",
    ]
    assert journal.history_of(row.subject)[-1].kind == "permission_change"


def test_nobody_grants_themselves(admin, leader):
    with pytest.raises(Denied) as refused:
        appointments.appoint(
            person=admin.person_id,
            post=a_post("branch_leader").pk,
            valid_from=NOON,
            valid_until=None,
            by=admin,
            at=NOON,
        )
    assert refused.value.code == "DENY_CONFLICT"


def test_nobody_approves_what_is_granted_to_them(admin, leader):
    row = appointments.appoint(
        person=leader.person_id,
        post=a_post("auditor").pk,
        valid_from=NOON,
        valid_until=None,
        by=admin,
        at=NOON,
    )
    with pytest.raises(Denied) as refused:
        decide(row.subject, by=leader, at=NOON)
    assert refused.value.code == "DENY_CONFLICT"
    assert roles_of(row.person) == {"branch_leader"}


def test_nobody_approves_their_own_proposal(officer):
    both = an_appointment("system_admin")
    Appointment.objects.create(
        person=both.person, post=a_post("branch_leader"), valid_from=NOON, status="approved"
    )
    as_admin = actor_of(both.person, at=NOON, post=both.post.code)
    as_leader = actor_of(both.person, at=NOON, post="free-branch-leader")
    row = proposed(officer, as_admin)
    with pytest.raises(Denied) as refused:
        decide(row.subject, by=as_leader, at=NOON)
    assert refused.value.code == "DENY_CONFLICT"


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"system_admin"}))
def test_only_an_administrator_proposes(officer, role):
    with pytest.raises(Denied) as refused:
        proposed(officer, an_actor(role))
    assert refused.value.code == "DENY_ROLE"


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"branch_leader", "station_command"}))
def test_others_do_not_approve(officer, admin, role):
    row = proposed(officer, admin, organisation=a_station())
    with pytest.raises(Denied) as refused:
        decide(row.subject, by=an_actor(role), at=NOON)
    assert refused.value.code == "DENY_ROLE"


def test_a_command_room_confirms_posts_of_its_own_station_only(officer, admin):
    room = an_actor("station_command")
    own = proposed(officer, admin, role="case_officer", organisation=a_station())
    other = proposed(officer, admin, role="grid_member", organisation=a_station("other"))
    branch = proposed(officer, admin, role="auditor", organisation=a_station())
    decide(own.subject, by=room, at=NOON)
    assert Appointment.objects.get(pk=own.pk).status == "approved"
    for row, code in ((other, "DENY_RELATION"), (branch, "DENY_ROLE")):
        with pytest.raises(Denied) as refused:
            decide(row.subject, by=room, at=NOON)
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (NOON - timedelta(minutes=6), None, "valid_from"),
        (NOON, NOON, "valid_until"),
        (NOON + DAY, NOON + DAY, "valid_until"),
        (NOON + DAY, NOON, "valid_until"),
    ],
)
def test_a_wrong_span_is_refused_at_its_field(officer, admin, start, end, field):
    with pytest.raises(WrongSpan) as refused:
        appointments.appoint(
            person=officer.pk,
            post=a_post().pk,
            valid_from=start,
            valid_until=end,
            by=admin,
            at=NOON,
        )
    assert refused.value.field == field


def test_a_post_is_not_granted_twice_for_the_same_time(officer, admin, leader):
    row = proposed(officer, admin, valid_until=NOON + DAY)
    again = {"person": officer.pk, "post": row.post_id, "by": admin, "at": NOON}
    with pytest.raises(HeldAlready):
        appointments.appoint(valid_from=NOON, valid_until=None, **again)
    assert appointments.appoint(valid_from=NOON + DAY, valid_until=None, **again)


def test_a_proposal_that_waited_begins_when_it_is_approved(officer, admin, leader):
    row = proposed(officer, admin)
    later = NOON + DAY
    decide(row.subject, by=leader, at=later)
    assert Appointment.objects.get(pk=row.pk).valid_from == later


def test_a_proposal_whose_end_has_passed_is_refused(officer, admin, leader):
    row = proposed(officer, admin, valid_until=NOON + DAY)
    with pytest.raises(WrongSpan):
        decide(row.subject, by=leader, at=NOON + DAY)
    assert Appointment.objects.get(pk=row.pk).status == "proposed"


def test_ending_takes_the_right_and_the_session_at_once(admin):
    held = an_appointment("dispatcher")
    session = sign_in(person=held.person_id, at=NOON)
    end_appointment(appointment=held.pk, by=admin, at=NOON)
    assert roles_of(held.person) == frozenset()
    assert sessions.standing(session.ref, at=NOON) == "appointment"
    with pytest.raises(HasEnded):
        end_appointment(appointment=held.pk, by=admin, at=NOON)


def test_an_appointment_that_has_not_begun_is_revoked(admin):
    held = an_appointment("dispatcher", valid_from=NOON + DAY)
    end_appointment(appointment=held.pk, by=admin, at=NOON)
    assert Appointment.objects.get(pk=held.pk).status == "revoked"
    assert roles_of(held.person, at=NOON + 2 * DAY) == frozenset()


def test_only_the_proposer_withdraws(officer, admin):
    row = proposed(officer, admin)
    with pytest.raises(Denied):
        decide(row.subject, "withdraw", by=an_actor("system_admin"), at=NOON)
    decide(row.subject, "withdraw", by=admin, at=NOON)
    assert Appointment.objects.get(pk=row.pk).status == "withdrawn"


# Typed by hand: the state of an appointment, the verb of its proposal, the state after it.
MOVES = {
    "proposed": {
        "approve": "approved",
        "refuse": "rejected",
        "withdraw": "withdrawn",
        "expire": "expired",
    },
    "approved": {"end": "approved"},
    "rejected": {},
    "withdrawn": {},
    "expired": {},
    "revoked": {},
}


@pytest.mark.parametrize("state", MOVES)
@pytest.mark.parametrize("verb", ["approve", "refuse", "withdraw", "expire", "end"])
def test_every_cell_of_the_table(officer, admin, leader, state, verb):
    row = proposed(officer, admin)
    Appointment.objects.filter(pk=row.pk).update(status=state)
    later = NOON + (20 * DAY if verb == "expire" else timedelta(hours=1))

    def call():
        if verb == "end":
            return end_appointment(appointment=row.pk, by=admin, at=later)
        return decide(row.subject, verb, by=admin if verb == "withdraw" else leader, at=later)

    after = MOVES[state].get(verb)
    if after is None:
        with pytest.raises(NotInThisState):
            call()
    else:
        call()
    assert Appointment.objects.get(pk=row.pk).status == (after or state)


def test_what_does_not_exist_is_not_found(admin, leader):
    with pytest.raises(NotFound):
        end_appointment(appointment=999, by=leader, at=NOON)
    with pytest.raises(NotFound):
        appointments.appoint(
            person=999, post=a_post().pk, valid_from=NOON, valid_until=None, by=admin, at=NOON
        )
