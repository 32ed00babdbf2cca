"""A stolen database holds nobody's session."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from quanju.domains.kernel.clock import now
from quanju.domains.people.browser_sessions import SessionStore

pytestmark = pytest.mark.django_db


def an_open_one(**content: str) -> str:
    """The key that a cookie would hold."""
    session = SessionStore()
    session.update(content)
    session.save()
    return session.session_key


def test_the_table_holds_no_key_that_opens_anything():
    key = an_open_one(name="x")
    kept = Session.objects.get().session_key
    assert key not in kept
    assert SessionStore(key)["name"] == "x"
    assert SessionStore(kept).get("name") is None, "what was stolen opens nothing"


def test_a_session_is_changed_cycled_and_deleted_by_its_key():
    session = SessionStore(an_open_one(name="x"))
    session["name"] = "y"
    session.save()
    before = session.session_key
    session.cycle_key()
    assert SessionStore(before).get("name") is None
    assert SessionStore(session.session_key)["name"] == "y"
    session.flush()
    assert Session.objects.count() == 0


def test_a_key_of_somebody_elses_making_is_not_taken_over():
    wanted = "k" * 32
    session = SessionStore(wanted)
    assert session.get("name") is None
    session["name"] = "x"
    session.save()
    assert session.session_key != wanted


def test_what_ran_out_is_closed_and_forgotten():
    key = an_open_one(name="x")
    Session.objects.update(expire_date=now() - timedelta(seconds=1))
    assert SessionStore(key).get("name") is None
    SessionStore.clear_expired()
    assert Session.objects.count() == 0
