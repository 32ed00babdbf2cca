"""Paper for two hours: printed at the desk, entered afterwards, each card once."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from pypdf import PdfReader
from tests.builders.people import an_appointment, sign_in
from tests.builders.town import spot

from quanju.domains.dispatch.actions.paper import print_cards
from quanju.domains.dispatch.models import Incident, PaperCard
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.days import local_time
from quanju.domains.people.types import SERVICE

pytestmark = pytest.mark.django_db
LON, LAT = spot(4, 2)
PAPER = "/dispatch/paper"


@pytest.fixture
def card(town):
    """One that was printed three hours ago."""
    return print_cards(cards=1, by=SERVICE, at=now() - timedelta(hours=3))[0]


def hour(minutes_ago):
    return f"{local_time(now() - timedelta(minutes=minutes_ago)):%H:%M}"


def as_written(number, **more):
    taken = local_time(now() - timedelta(minutes=120))
    return {
        "card": number,
        "received_at": f"{taken:%Y-%m-%dT%H:%M}",
        "address": "胜利街口",
        "lon": LON,
        "lat": LAT,
        "type_code": "theft",
        "said": "手机被偷",
        "idempotency_key": "0123456789abcdef",
        **more,
    }


def test_the_desk_prints_numbered_cards_once_however_often_the_form_comes(desk):
    sent = {"cards": 2, "idempotency_key": "0123456789abcdef"}
    answers = [desk.post("/dispatch/paper/print", sent) for _ in range(2)]
    assert [answer["Content-Type"] for answer in answers] == ["application/pdf"] * 2
    numbers = list(PaperCard.objects.values_list("number", flat=True))
    assert len(numbers) == 2
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answers[1].content)).pages]
    for number in numbers:
        (sheet,) = [text for text in pages if number in text]
        assert sheet.count(number) == 2  # the call above, the orders below
    assert any("120 急救中心" in text for text in pages)


def test_too_many_cards_are_told_at_their_field(desk):
    answer = desk.post("/dispatch/paper/print", {"cards": 201, "idempotency_key": "0" * 16})
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert not PaperCard.objects.exists()


def test_paper_for_two_hours(desk, unit, card):
    """Written while it was dark, entered afterwards: moments, the list, a second try."""
    job = {"unit_1": unit.pk, "ordered_1": hour(118), "arrived_1": hour(110), "cleared_1": hour(90)}
    sent = as_written(card, **job, disposition="handled_on_scene", feedback="已登记")
    answers = [desk.post(PAPER, sent) for _ in range(2)]
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, PAPER)] * 2
    row = Incident.objects.get()
    assert (row.from_paper, row.state) == (True, "feedback_due")
    assert f"{local_time(row.arrived_at):%H:%M}" == hour(110)
    page = desk.get(PAPER).content.decode()
    assert card in page
    assert row.number in page
    assert "纸卡补录" in desk.get(f"/dispatch/panel/{row.number}").content.decode()
    assert "不计时效" in desk.get(f"/dispatch/incidents/{row.number}").content.decode()

    other = Client()
    sign_in(other, an_appointment("dispatcher"))
    again = other.post(PAPER, as_written(card, said="另一个人又录一遍"))
    text = again.content.decode()
    assert again.status_code == 422
    assert desk.me.name in text
    assert "另一个人又录一遍" in text
    assert Incident.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"card": "20200101-0001"},
        {"received_at": ""},
        {"ordered_1": "12:00"},
        {"unit_2": "P3"},
        {"disposition": "mediated"},
        {"lon": "", "lat": ""},
        {"type_code": ""},
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(desk, card, wrong):
    answer = desk.post(PAPER, as_written(card, **wrong))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "field-error" in text
    assert "手机被偷" in text
    assert not Incident.objects.exists()


def test_lines_begin_at_the_first(desk, unit, card):
    answer = desk.post(PAPER, as_written(card, unit_2=unit.pk, ordered_2=hour(100)))
    assert answer.status_code == 422
    assert "请从第一行写起" in answer.content.decode()
