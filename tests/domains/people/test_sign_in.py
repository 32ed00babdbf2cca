from datetime import timedelta

import pytest
from tests.builders.people import NOON, a_branch, an_appointment

from quanju.domains.journal import queries as journal
from quanju.domains.people.actions.sessions import (
    AccountInactive,
    NoPostHeld,
    OneTimePasswordTooOld,
    PostNotHeld,
    end_own_session,
    note_activity,
    sign_in,
    sign_in_failed,
    sign_out,
    sign_out_everywhere,
    switch_post,
)
from quanju.domains.people.jobs import end_due_sessions
from quanju.domains.people.models import Appointment, Person, Post, SignIn
from quanju.domains.people.queries import sessions
from quanju.domains.people.types import SERVICE, Standing

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def signed_in(role="dispatcher", *, at=NOON, has_second_factor=False, **kwargs):
    held = an_appointment(role, **kwargs)
    session = sign_in(
        person=held.person_id, at=at, has_second_factor=has_second_factor, address="10.0.0.7"
    )
    return held, session


def a_second_post(person, role="station_command"):
    post = Post.objects.create(
        code="second", organisation=a_branch(), role=role, title_zh="二", title_en="second"
    )
    return Appointment.objects.create(
        person=person, post=post, valid_from=NOON - HOUR, status="approved"
    )


def test_the_only_post_is_taken_and_the_journal_tells_it():
    held, session = signed_in()
    assert session.post == held.post.code
    entry = journal.search(event="people.signed_in")[0]
    assert (entry.subject, entry.author, entry.kind) == (
        held.person.subject,
        held.person.subject,
        "login",
    )
    assert entry.role == "dispatcher"


def test_with_two_posts_one_must_be_chosen():
    held = an_appointment("dispatcher")
    a_second_post(held.person)
    session = sign_in(person=held.person_id, at=NOON)
    found = sessions.standing(session.ref, at=NOON)
    assert found.must_choose_post
    assert found.actor.role == ""
    switch_post(post="second", by=found.actor, at=NOON)
    assert sessions.standing(session.ref, at=NOON).actor.role == "station_command"


def test_a_post_not_held_cannot_be_chosen():
    held, session = signed_in()
    actor = sessions.standing(session.ref, at=NOON).actor
    other = an_appointment("auditor")
    for post in (other.post.code, "", "nothing"):
        with pytest.raises(PostNotHeld):
            switch_post(post=post, by=actor, at=NOON)
    assert sessions.standing(session.ref, at=NOON).actor.post == held.post.code


def test_without_a_post_in_force_nobody_comes_in():
    held = an_appointment("dispatcher", valid_until=NOON)
    with pytest.raises(NoPostHeld):
        sign_in(person=held.person_id, at=NOON)
    assert sign_in(person=held.person_id, at=NOON - MINUTE)


@pytest.mark.parametrize("status", ["proposed", "rejected", "withdrawn", "revoked"])
def test_only_an_approved_appointment_is_a_post(status):
    held = an_appointment("dispatcher")
    Appointment.objects.update(status=status)
    with pytest.raises(NoPostHeld):
        sign_in(person=held.person_id, at=NOON)


def test_a_deactivated_account_does_not_come_in():
    held = an_appointment("dispatcher")
    Person.objects.update(is_active=False)
    with pytest.raises(AccountInactive):
        sign_in(person=held.person_id, at=NOON)


def test_a_one_time_password_runs_out():
    held = an_appointment("dispatcher")
    Person.objects.update(one_time_until=NOON)
    with pytest.raises(OneTimePasswordTooOld):
        sign_in(person=held.person_id, at=NOON)
    session = sign_in(person=held.person_id, at=NOON - MINUTE)
    assert sessions.standing(session.ref, at=NOON - MINUTE).must_change_password


def test_a_failed_sign_in_is_recorded_without_the_typed_text():
    held = an_appointment("dispatcher")
    sign_in_failed(username=held.person.username.upper(), why="password", at=NOON)
    sign_in_failed(username="my secret password", why="password", at=NOON)
    entries = journal.search(event="people.sign_in_failed")
    assert [e.subject for e in entries] == ["person:unknown", held.person.subject]
    assert {(e.result, e.deny_code, e.kind) for e in entries} == {
        ("denied", "PASSWORD", "login_failed")
    }
    assert "secret" not in str(list(journal.exported_rows()))


@pytest.mark.parametrize(
    ("role", "rest", "holds"),
    [
        ("dispatcher", timedelta(minutes=29, seconds=59), True),
        ("dispatcher", timedelta(minutes=30), False),
        ("patrol_unit", timedelta(hours=11, minutes=59), True),
        ("patrol_unit", timedelta(hours=12), False),
    ],
)
def test_a_session_rests_only_so_long(role, rest, holds):
    _, session = signed_in(role)
    found = sessions.standing(session.ref, at=NOON + rest)
    assert isinstance(found, Standing) is holds
    if role == "dispatcher" and not holds:
        assert found == "idle"


def test_activity_moves_the_idle_clock_at_most_once_a_minute():
    _, session = signed_in()
    note_activity(session=session, at=NOON + timedelta(seconds=59))
    assert SignIn.objects.get().seen_at == NOON
    note_activity(session=session, at=NOON + MINUTE)
    assert SignIn.objects.get().seen_at == NOON + MINUTE
    assert isinstance(sessions.standing(session.ref, at=NOON + 30 * MINUTE), Standing)


def test_no_session_outlasts_twelve_hours_however_busy():
    _, session = signed_in()
    SignIn.objects.update(seen_at=NOON + 12 * HOUR - MINUTE)
    before = sessions.standing(session.ref, at=NOON + 12 * HOUR - timedelta(seconds=1))
    assert isinstance(before, Standing)
    assert sessions.standing(session.ref, at=NOON + 12 * HOUR) == "absolute"


def test_a_session_ends_with_the_appointment():
    _, session = signed_in(valid_until=NOON + MINUTE)
    assert isinstance(sessions.standing(session.ref, at=NOON), Standing)
    assert sessions.standing(session.ref, at=NOON + MINUTE) == "appointment"


def test_a_session_ends_when_the_account_is_deactivated():
    held, session = signed_in()
    Person.objects.filter(pk=held.person_id).update(is_active=False)
    assert sessions.standing(session.ref, at=NOON) == "deactivated"


def test_a_post_that_asks_for_a_second_factor_waits_for_it():
    _, without = signed_in("auditor", requires_second_factor=True)
    assert sessions.standing(without.ref, at=NOON).must_set_second_factor
    _, with_it = signed_in("auditor", requires_second_factor=True, has_second_factor=True)
    assert not sessions.standing(with_it.ref, at=NOON).must_set_second_factor


def test_only_the_entry_of_the_demo_does_without_it():
    held = an_appointment("auditor", requires_second_factor=True)
    session = sign_in(person=held.person_id, at=NOON, demo_post=held.post.code)
    assert not sessions.standing(session.ref, at=NOON).must_set_second_factor


def test_signing_out_ends_the_session_once():
    _, session = signed_in()
    actor = sessions.standing(session.ref, at=NOON).actor
    sign_out(by=actor, at=NOON + MINUTE)
    sign_out(by=actor, at=NOON + MINUTE)
    assert sessions.standing(session.ref, at=NOON + MINUTE) == "sign_out"
    assert len(journal.search(event="people.signed_out")) == 1


def test_signing_out_everywhere_ends_all_of_ones_own_and_nobody_elses():
    held, first = signed_in()
    second = sign_in(person=held.person_id, at=NOON)
    _, other = signed_in("auditor")
    actor = sessions.standing(first.ref, at=NOON).actor
    assert sign_out_everywhere(by=actor, at=NOON) == 2
    assert sessions.standing(second.ref, at=NOON) == "elsewhere"
    assert isinstance(sessions.standing(other.ref, at=NOON), Standing)


def test_somebody_elses_session_cannot_be_ended():
    _, mine = signed_in()
    _, other = signed_in("auditor")
    actor = sessions.standing(mine.ref, at=NOON).actor
    with pytest.raises(Exception, match="Not found"):
        end_own_session(ref=other.ref, by=actor, at=NOON)
    assert isinstance(sessions.standing(other.ref, at=NOON), Standing)


def test_the_clock_ends_what_is_over_and_says_why():
    signed_in()
    signed_in("patrol_unit", valid_until=NOON + MINUTE)
    _, phone = signed_in("patrol_unit")
    end_due_sessions(NOON + 30 * MINUTE)
    assert sorted(SignIn.objects.values_list("ended_because", flat=True)) == [
        "",
        "appointment",
        "idle",
    ]
    assert isinstance(sessions.standing(phone.ref, at=NOON + 30 * MINUTE), Standing)
    assert {e.author for e in journal.search(event="people.signed_out")} == {SERVICE.subject}


def test_an_unknown_session_is_none():
    assert sessions.standing("0" * 24, at=NOON) == "sign_out"
