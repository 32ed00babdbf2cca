import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from tests.builders.people import NOON, an_actor, an_appointment, decide

from quanju.domains.approvals.actions import AlreadyProposed
from quanju.domains.kernel.types import Denied
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.people.actions.second_factors import (
    NoSecondFactor,
    PostRequiresIt,
    SecondFactorIsSet,
    ask_second_factor_reset,
    remove_second_factor,
    renew_recovery_codes,
    set_up_second_factor,
)
from quanju.domains.people.actions.sessions import sign_in
from quanju.domains.people.models import Person
from quanju.domains.people.queries import sessions
from quanju.domains.people.queries.second_factors import has_second_factor, unused_recovery_codes
from quanju.domains.people.types import Standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    held = an_appointment("dispatcher")
    held.person.set_password("old password 123")
    held.person.save()
    return held.person


def actor_of(person, **proof):
    session = sign_in(person=person.pk, at=NOON, **proof)
    return sessions.standing(session.ref, at=NOON).actor


def set_up(person):
    secret = generate_totp_secret()
    set_up_second_factor(secret=secret, by=actor_of(person), at=NOON)
    return secret


def test_the_secret_is_kept_encrypted_and_its_codes_are_right(officer):
    secret = set_up(officer)
    row = Authenticator.objects.get(user=officer, type="totp")
    assert secret not in str(row.data)
    now = list(counters())[1]
    code = format_hotp_value(hotp_value(secret, now))
    assert row.wrap().validate_code(code)
    assert not row.wrap().validate_code(code)  # never twice


def test_recovery_codes_work_once_each(officer):
    set_up(officer)
    codes = unused_recovery_codes(officer.pk)
    row = Authenticator.objects.get(user=officer, type="recovery_codes")
    assert row.wrap().validate_code(codes[0])
    assert not row.wrap().validate_code(codes[0])
    assert unused_recovery_codes(officer.pk) == codes[1:]
    renewed = renew_recovery_codes(by=actor_of(officer), at=NOON)
    assert not set(renewed) & set(codes)


def test_setting_it_up_proves_this_session_and_ends_the_others(officer):
    there = sign_in(person=officer.pk, at=NOON)
    here = actor_of(officer)
    set_up_second_factor(secret=generate_totp_secret(), by=here, at=NOON)
    found = sessions.standing(here.session, at=NOON)
    assert isinstance(found, Standing)
    assert found.session.has_second_factor
    assert sessions.standing(there.ref, at=NOON) == "second_factor"


def test_there_is_one(officer):
    set_up(officer)
    with pytest.raises(SecondFactorIsSet):
        set_up(officer)


def test_an_account_of_the_demo_sets_none_up(officer):
    Person.objects.update(password="!")
    with pytest.raises(Denied) as refused:
        set_up(officer)
    assert refused.value.code == "DENY_DEMO_ENTRY"


def test_it_is_removed_only_where_no_post_asks_for_it(officer):
    set_up(officer)
    remove_second_factor(by=actor_of(officer), at=NOON)
    assert not has_second_factor(officer.pk)
    assert unused_recovery_codes(officer.pk) == []
    with pytest.raises(NoSecondFactor):
        remove_second_factor(by=actor_of(officer), at=NOON)
    held = an_appointment("auditor", requires_second_factor=True)
    held.person.set_password("x")
    held.person.save()
    set_up(held.person)
    with pytest.raises(PostRequiresIt):
        remove_second_factor(by=actor_of(held.person, has_second_factor=True), at=NOON)


def test_a_session_without_it_ends_when_the_post_asks_for_it(officer):
    actor = actor_of(officer)
    Authenticator.objects.create(user=officer, type="totp", data={"secret": ""})
    officer.appointments.get().post.__class__.objects.update(requires_second_factor=True)
    assert sessions.standing(actor.session, at=NOON) == "second_factor"


def test_a_lost_one_is_reset_by_two_people(officer):
    set_up(officer)
    admin, leader = an_actor("system_admin"), an_actor("branch_leader")
    actor = actor_of(officer)
    ask_second_factor_reset(person=officer.pk, by=admin, at=NOON)
    assert has_second_factor(officer.pk)
    with pytest.raises(AlreadyProposed):
        ask_second_factor_reset(person=officer.pk, by=admin, at=NOON)
    with pytest.raises(Denied):
        decide(officer.subject, by=admin, at=NOON)
    decide(officer.subject, by=leader, at=NOON)
    assert not has_second_factor(officer.pk)
    assert sessions.standing(actor.session, at=NOON) == "second_factor"
    with pytest.raises(NotInThisState):
        decide(officer.subject, "refuse", by=leader, at=NOON)


def test_nobody_resets_their_own(officer):
    admin = an_appointment("system_admin")
    with pytest.raises(Denied) as refused:
        ask_second_factor_reset(person=admin.person_id, by=actor_of(admin.person), at=NOON)
    assert refused.value.code == "DENY_CONFLICT"


def test_a_reset_may_be_rejected_or_withdrawn(officer):
    set_up(officer)
    admin, leader = an_actor("system_admin"), an_actor("branch_leader")
    for verb, by, state in (("refuse", leader, "refused"), ("withdraw", admin, "withdrawn")):
        ask_second_factor_reset(person=officer.pk, by=admin, at=NOON)
        assert decide(officer.subject, verb, by=by, at=NOON).status == state
    assert has_second_factor(officer.pk)


def test_there_is_nothing_to_reset_on_an_account_without_one(officer):
    with pytest.raises(NoSecondFactor):
        ask_second_factor_reset(person=officer.pk, by=an_actor("system_admin"), at=NOON)
