"""The one line's pages: what it may mean, what it enters, what is taken back; its buttons."""

import re

import pytest
from tests.builders.crews import a_unit, on_duty
from tests.builders.incidents import an_incident, an_order
from tests.builders.people import a_station, an_appointment, sign_in

from quanju.domains.dispatch.models import Assignment, RadioEntry
from quanju.domains.kernel.clock import now
from quanju.domains.patrol.models import Unit

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


@pytest.fixture
def sent(desk, unit):
    row = an_incident(by=desk.me, at=now())
    an_order(row, unit.pk, by=desk.me, at=now())
    return row


def tell(desk, words, key=KEY):
    return desk.post("/dispatch/line/tell", {"idempotency_key": key, "words": words})


def test_the_line_offers_what_fits_and_marks_the_one_that_enter_sends(desk, sent):
    text = desk.get("/dispatch/line", {"words": "P3"}).content.decode()
    assert 'data-words="P3 签收"' in text
    assert "data-ready" not in text
    assert "data-ready" in desk.get("/dispatch/line", {"words": "P3 1"}).content.decode()


def test_a_line_is_entered_once_and_may_be_taken_back(desk, sent):
    for _ in range(2):
        text = tell(desk, "P3 签收").content.decode()
    entry = RadioEntry.objects.get()
    assert f"/dispatch/line/told/{entry.pk}/take_back" in text
    desk.post(f"/dispatch/line/told/{entry.pk}/take_back", {"idempotency_key": KEY + "b"})
    assert Assignment.objects.get().state == "assigned"
    assert "told-row" not in desk.get("/dispatch/line/told").content.decode()


def test_what_is_not_understood_is_refused_with_its_sentence(desk, sent):
    answer = tell(desk, "P3 飞走")
    assert answer.status_code == 422
    assert "没有听懂" in answer.content.decode()
    assert not RadioEntry.objects.exists()


def test_two_units_that_fit_enter_nothing(desk, unit):
    on_duty(a_unit("S3", force_type="case_team"), where=(2, 2), at=now())
    assert tell(desk, "3 屯警").status_code == 422
    assert set(Unit.objects.values_list("status", flat=True)) == {"available"}


def test_a_break_that_empties_a_zone_is_said_before_and_needs_its_mark(desk, unit):
    text = desk.get("/dispatch/line", {"words": "P3 休 15"}).content.decode()
    assert "将没有可用警力" in text
    assert tell(desk, "P3 休 15").status_code == 409
    assert tell(desk, "P3 休 15!", KEY + "c").status_code == 200
    assert (
        "至"
        in re.search(r'id="unit-P3".*?</li>', desk.get("/dispatch/units").content.decode(), re.S)[0]
    )


def test_the_same_words_are_buttons_in_the_panel_and_on_the_board(desk, sent):
    page = desk.get(f"/dispatch/?incident={sent.number}").content.decode()
    assert f"/dispatch/incidents/{sent.number}/acknowledge_order" in page
    assert page.count('data-line-words="P3 "') == 2
    body = {"idempotency_key": KEY, "unit": Unit.objects.get(call_sign="P3").pk}
    assert (
        desk.post(f"/dispatch/incidents/{sent.number}/acknowledge_order", body).status_code == 204
    )
    assert RadioEntry.objects.get().does == "acknowledge"
    whole = desk.get(f"/dispatch/incidents/{sent.number}").content.decode()
    assert "电台</small>" in whole


def test_a_station_tells_for_its_own_units_only(client, sent):
    elsewhere = a_station("zhengyang").parts.get(kind="command_room")
    sign_in(client, an_appointment("station_command", organisation=elsewhere))
    assert tell(client, "P3 签收").status_code == 422
    assert Assignment.objects.get().state == "assigned"
