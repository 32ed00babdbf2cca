"""Whoever may not hear any more stops hearing: signed out, closed, without the post."""

import asyncio
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import RequestFactory
from tests.builders.people import an_actor, an_appointment, sign_in

from quanju.domains.journal.stream import Hub
from quanju.domains.kernel.clock import now
from quanju.domains.people.actions.accounts import deactivate_person
from quanju.domains.people.actions.sessions import end_session
from quanju.domains.people.models import Appointment, SignIn
from quanju.domains.people.queries import sessions
from quanju.domains.people.types import SERVICE
from quanju.pages.live import views

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_S = 30


@pytest.fixture(autouse=True)
def _hang_up(monkeypatch):
    """A hub of this test, whose thread's connection does not outlive the test database."""
    made = Hub()
    monkeypatch.setattr(views, "hub", lambda: made)
    yield
    asyncio.run(sync_to_async(connections.close_all)())


@pytest.fixture
def held(client):
    appointment = an_appointment("dispatcher")
    sign_in(client, appointment)
    return appointment


def asked(at=None):
    """The request of an open live page, as the middleware hands it on."""
    at = at or now()
    request = RequestFactory().get("/live/stream")
    row = SignIn.objects.get()
    request.moment, request.standing = at, sessions.standing(row.ref, at=at)
    request.actor = request.standing.actor
    return request


def hears_until_the_end(request, happens=lambda: None):
    """The frames of the stream; `happens` once it is open. Fails if it does not end."""

    async def listen():
        answer = await sync_to_async(views.stream)(request)
        frames = []
        async with asyncio.timeout(PATIENCE_S):
            async for block in answer:
                frames.append(block)
                if len(frames) == 2:  # the hello and the first beat: it is live
                    await sync_to_async(happens)()
        return frames

    return asyncio.run(listen())


def the_session():
    return SignIn.objects.get()


@pytest.mark.parametrize("why", ["sign_out", "elsewhere", "password"])
def test_an_ended_session_hears_no_more(held, why):
    def ended():
        end_session(ref=the_session().ref, why=why, by=SERVICE, at=now())

    assert hears_until_the_end(asked(), ended)[-1].startswith(b"event: bye")


def test_a_closed_account_hears_no_more(held):
    admin = an_actor("system_admin", name="admin")

    def closed():
        deactivate_person(person=held.person_id, by=admin, at=now())

    assert hears_until_the_end(asked(), closed)[-1].startswith(b"event: bye")


def test_a_post_that_ends_by_the_clock_ends_the_stream(held):
    at = now()
    Appointment.objects.filter(pk=held.pk).update(valid_until=at + timedelta(seconds=0.2))
    assert hears_until_the_end(asked(at))[-1].startswith(b"event: bye")


def test_a_session_ended_on_the_way_in_hears_nothing(held):
    request = asked()
    end_session(ref=the_session().ref, why="sign_out", by=SERVICE, at=now())
    assert len(hears_until_the_end(request)) == 2  # hello and bye


def test_news_of_the_own_account_from_before_ends_nothing(held):
    """Signing in is such news, and stands above the number a page asks from."""
    request = asked()
    request.GET = {"after": "0"}

    async def listen():
        answer = await sync_to_async(views.stream)(request)
        heard = b""
        async with asyncio.timeout(PATIENCE_S):
            async for block in answer:
                heard += block
                if b"event: beat" in heard:
                    break
        return heard

    assert b"event: bye" not in asyncio.run(listen())
