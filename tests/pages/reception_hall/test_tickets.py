"""The visitor's own page and the big screen, without an account."""

import re
from datetime import timedelta

import pytest
from tests.builders.hall import greeted, lobby, receptionist, the_centre
from tests.builders.people import an_appointment, sign_in

from quanju.domains.kernel.clock import now
from quanju.domains.reception.actions import calling
from quanju.domains.reception.models import Booking, Visit
from quanju.domains.reception.queries.sites import site_of
from quanju.domains.reception.queries.tickets import times_to_come
from quanju.pages.reception_hall.public_views import key_of_day

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def officer(db):
    return lobby()


def test_the_screen_shows_numbers_places_and_no_kind_beside_them(client, officer):
    view = greeted(officer, service="complaint", at=now())
    calling.call_visit(visit=view.pk, place="I1", by=officer, at=now())
    page = client.get("/hall/board/reception-centre").content.decode()
    called = re.search(r'class="board-first">(.*?)</p>', page, re.S)[1]
    assert "001" in called
    assert "1 号询问室" in called
    assert "投诉" not in called
    assert officer.name not in page


def test_the_code_of_the_screen_gives_a_ticket_and_yesterdays_none(client, officer):
    site = site_of(officer)
    assert client.get(f"/ticket/at/{site.code}/{key_of_day(site, now() - DAY)}").status_code == 404
    address = f"/ticket/at/{site.code}/{key_of_day(site, now())}"
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 422
    answer = client.post(address, {"service": "report"})
    assert answer["Location"] == f"/ticket/{Visit.objects.get().code}"
    assert "已取号" in client.get(answer["Location"]).content.decode()


def test_a_form_sent_twice_gives_one_ticket(client, officer):
    site = site_of(officer)
    address = f"/ticket/at/{site.code}/{key_of_day(site, now())}"
    sent = {"service": "report", "idempotency_key": "a" * 16}
    assert client.post(address, sent)["Location"] == client.post(address, sent)["Location"]
    assert Visit.objects.count() == 1


def test_a_visitor_sees_the_queue_and_the_window(client, officer):
    view = greeted(officer, service="report", at=now())
    assert "前面还有 0 人" in client.get(f"/ticket/{view.code}").content.decode()
    calling.call_next(place="W2", by=receptionist(), at=now())
    assert "请到2 号窗口" in client.get(f"/ticket/{view.code}").content.decode()


def test_another_code_is_no_page(client, officer):
    greeted(officer, at=now())
    assert client.get(f"/ticket/{'A' * 24}").status_code == 404


def test_too_many_tickets_from_one_address_must_wait(client, officer, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "take_ticket": "3/10m/ip"}
    site = site_of(officer)
    address = f"/ticket/at/{site.code}/{key_of_day(site, now())}"
    found = [client.post(address, {"service": "report"}).status_code for _ in range(4)]
    assert found == [302, 302, 302, 429]


def test_a_time_that_is_not_offered_is_told_at_its_field(client, officer):
    view = greeted(officer, service="report", at=now())
    wrong = {"site": "reception-centre", "back_at": "2020-01-01T00:00:00+00:00"}
    assert client.post(f"/ticket/{view.code}/come", wrong).status_code == 422
    times = times_to_come(at=now())
    if times:  # none is left in the last quarter of a day
        right = {**wrong, "back_at": times[-1].isoformat()}
        assert client.post(f"/ticket/{view.code}/come", right).status_code == 302


def test_the_slip_bears_a_number_and_a_code_and_no_name(client, officer):
    sign_in(client, an_appointment("lobby_officer", organisation=the_centre()))
    view = greeted(officer, service="report", at=now())
    page = client.get(f"/hall/visits/{view.pk}/slip").content.decode()
    assert "<svg" in page
    assert "001" in page
    assert officer.name not in page


def test_a_room_is_booked_and_a_clash_keeps_what_was_typed(client):
    sign_in(client, an_appointment("lobby_officer", organisation=the_centre()))
    start = (now() + DAY).replace(minute=0, second=0, microsecond=0)
    sent = {
        "place": "I1",
        "from_at": start.isoformat(),
        "until_at": (start + timedelta(hours=1)).isoformat(),
        "purpose": "interview",
    }
    assert client.post("/hall/bookings", sent).status_code == 302
    refused = client.post("/hall/bookings", sent)
    assert refused.status_code == 422
    assert "1 号询问室在这段时间已订" in refused.content.decode()
    client.post(f"/hall/bookings/{Booking.objects.get().pk}/cancel")
    assert client.post("/hall/bookings", sent).status_code == 302
