"""The machine face takes a place as well as it is known, and tells how well that is."""

import pytest
from tests.builders.crews import a_unit, on_duty
from tests.builders.people import an_appointment, sign_in
from tests.builders.town import spot

from quanju.domains.dispatch.models import Incident
from quanju.domains.kernel import clock

pytestmark = pytest.mark.django_db
LON, LAT = spot(3, 2)
KEY = "0123456789abcdef"
OTHER = dict(zip(("other_lon", "other_lat"), spot(8, 0), strict=True))


@pytest.fixture
def desk(client, town):
    sign_in(client, an_appointment("dispatcher"))
    return client


def post(client, path, **body):
    body = {"idempotency_key": KEY, **body}
    return client.post(f"/api/v1/incidents{path}", body, content_type="application/json")


def enter(client, **more):
    return post(client, "", type_code="fight", address="小树林", **more)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (
            {"lon": LON, "lat": LAT},
            {"place_kind": "exact", "radius_m": None, "points": [[LON, LAT]]},
        ),
        (
            {"lon": LON, "lat": LAT, "doubt": {"kind": "around", "radius_m": 400}},
            {"place_kind": "around", "radius_m": 400, "points": [[LON, LAT]]},
        ),
        (
            {"lon": LON, "lat": LAT, "doubt": {"kind": "either", **OTHER, "other_address": "桥"}},
            {
                "place_kind": "either",
                "other_address": "桥",
                "points": [[LON, LAT], [*OTHER.values()]],
            },
        ),
        (
            {"doubt": {"kind": "unknown", "zone": 2}},
            {"place_kind": "unknown", "lon": None, "lat": None, "zone": 2, "points": []},
        ),
    ],
)
def test_a_place_is_entered_and_read_as_it_is_known(desk, sent, told):
    answer = enter(desk, **sent)
    assert answer.status_code == 200, answer.content.decode()
    again = desk.get(f"/api/v1/incidents/{answer.json()['number']}").json()
    for found in (answer.json(), again):
        assert {name: found[name] for name in told} == told


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({}, "PLACE_NEEDED"),
        ({"lon": LON}, "PLACE_NEEDED"),
        ({"lon": LON, "lat": LAT, "doubt": {"kind": "around"}}, "RADIUS_NOT_USABLE"),
        ({"lon": LON, "lat": LAT, "doubt": {"kind": "either"}}, "OTHER_PLACE_NEEDED"),
        ({"doubt": {"kind": "unknown", "zone": 99}}, "ZONE_UNKNOWN"),
        ({"doubt": {"kind": "exact"}}, "INVALID"),
    ],
)
def test_what_is_no_place_is_a_problem(desk, sent, code):
    answer = enter(desk, **sent)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not Incident.objects.exists()


def test_the_place_is_put_right_once_for_its_key(desk):
    number = enter(desk, doubt={"kind": "unknown"}).json()["number"]
    for _ in range(2):
        found = post(
            desk, f"/{number}/place", idempotency_key=KEY + "2", lon=LON, lat=LAT, address="路口"
        ).json()
    assert (found["place_kind"], found["lon"], found["address"]) == ("exact", LON, "路口")
    assert found["place_changed_at"]


def test_the_list_says_how_an_uncertain_place_was_reckoned_with(desk):
    on_duty(a_unit("特-01"), where=(2, 2), at=clock.now())
    number = enter(
        desk, lon=LON, lat=LAT, doubt={"kind": "either", **OTHER, "other_address": "桥"}
    ).json()["number"]
    shown = desk.get(f"/api/v1/incidents/{number}/recommendation").json()
    (one,) = shown["candidates"]
    assert (round(one["best_s"]), round(one["seconds"])) == (50, 400)
    assert "两处之一" in shown["remark"]


def test_without_a_place_there_are_no_seconds(desk):
    on_duty(a_unit("特-01"), where=(2, 2), at=clock.now())
    number = enter(desk, doubt={"kind": "unknown"}).json()["number"]
    shown = desk.get(f"/api/v1/incidents/{number}/recommendation").json()
    assert [(c["seconds"], c["best_s"], c["is_proposed"]) for c in shown["candidates"]] == [
        (None, None, False)
    ]


def test_where_the_caller_is_is_kept_apart(desk):
    number = enter(
        desk, lon=LON, lat=LAT, caller_address="对岸", caller_lon=118.0, caller_lat=48.0
    ).json()["number"]
    row = Incident.objects.get(number=number)
    assert (row.lon, row.caller_address, row.caller_lon) == (LON, "对岸", 118.0)
