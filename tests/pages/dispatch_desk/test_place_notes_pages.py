"""Notes on places at the desk and on the phone: shown as soon as the place is chosen."""

from datetime import timedelta

import pytest
from tests.builders.people import an_actor, an_appointment, decide, sign_in
from tests.builders.town import spot
from tests.pages.dispatch_desk.test_places import crew, ordered

from quanju.domains.approvals.models import Proposal
from quanju.domains.dispatch.queries.places import Doubt
from quanju.domains.geo.actions.place_notes import propose_place_note
from quanju.domains.geo.models import PlaceNote
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.days import local_day

pytestmark = pytest.mark.django_db
__all__ = ["crew"]
KEY = "0123456789abcdef"


def sent(**more):
    lon, lat = spot(3, 2)
    until = local_day(now()) + timedelta(days=30)
    return {
        "idempotency_key": KEY,
        "kind": "hazard",
        "about": "building",
        "address": "胜利街 8 号楼",
        "lon": lon,
        "lat": lat,
        "text": "东侧楼梯断了",
        "until_on": f"{until}",
        **more,
    }


def in_force():
    facts = sent()
    view = propose_place_note(
        kind="hazard",
        about="building",
        place=facts["address"],
        text=facts["text"],
        lon=facts["lon"],
        lat=facts["lat"],
        until_on=local_day(now()) + timedelta(days=30),
        by=an_actor("dispatcher"),
        at=now(),
    )
    decide(view.subject, by=an_actor("dispatcher"), at=now())


def test_a_note_goes_from_the_form_to_the_list_to_the_second_person(desk, client):
    answer = desk.post("/dispatch/place_notes/propose", sent())
    assert (answer.status_code, answer["Location"]) == (302, "/dispatch/place_notes")
    text = desk.get("/dispatch/place_notes").content.decode()
    assert "东侧楼梯断了" in text
    assert "proposal-" in text
    proposal = Proposal.objects.get()
    sign_in(client, an_appointment("branch_leader"))
    answer = client.post(f"/approvals/{proposal.pk}/approve", {"idempotency_key": KEY + "2"})
    assert answer.status_code < 400, answer.content.decode()
    assert PlaceNote.objects.get().valid_from is not None


def test_sent_twice_it_is_one(desk):
    for _ in range(2):
        desk.post("/dispatch/place_notes/propose", sent())
    assert PlaceNote.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"text": "找王先生"}, "不写人名和称呼"),
        ({"address": "李女士家"}, "不写人名和称呼"),
        ({"until_on": "2020-01-01"}, "要写到哪天为止"),
        ({"until_on": ""}, "field-error"),
        ({"lon": "", "lat": ""}, "经度"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_stays_typed(desk, wrong, says):
    answer = desk.post("/dispatch/place_notes/propose", sent(**wrong))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert says in text
    assert sent(**wrong)["text"] in text
    assert not PlaceNote.objects.exists()


def test_it_is_shown_as_soon_as_the_place_is_chosen(desk):
    in_force()
    lon, lat = spot(3, 2)
    text = desk.post("/dispatch/call/preview", {"lon": lon, "lat": lat}).content.decode()
    assert "东侧楼梯断了" in text
    far = dict(zip(("lon", "lat"), spot(5, 2), strict=True))
    assert "东侧楼梯断了" not in desk.post("/dispatch/call/preview", far).content.decode()


def test_it_stands_on_the_order_and_on_the_phone(crew):
    in_force()
    row = ordered(crew, None, (3, 2))
    page = crew.get("/unit/").content.decode()
    assert "东侧楼梯断了" in page
    sign_in(crew, an_appointment("dispatcher"))
    panel = crew.get(f"/dispatch/panel/{row.number}").content.decode()
    assert "东侧楼梯断了" in panel


def test_near_a_rough_place_it_is_shown_too(crew):
    in_force()
    ordered(crew, Doubt(kind="around", radius_m=600), (4, 2))
    assert "东侧楼梯断了" in crew.get("/unit/").content.decode()


def test_one_is_ended_from_the_list(desk):
    in_force()
    pk = PlaceNote.objects.get().pk
    answer = desk.post(f"/dispatch/place_notes/{pk}/end", {"idempotency_key": KEY})
    assert answer.status_code == 204
    assert "东侧楼梯断了" not in desk.get("/dispatch/place_notes").content.decode()
