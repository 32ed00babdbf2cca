"""The desk and the phone with a place that is not exact: shown, reckoned with, put right."""

import pytest
from tests.builders.crews import a_unit, on_duty
from tests.builders.people import an_actor, an_appointment, sign_in
from tests.builders.town import spot
from tests.domains.dispatch.test_places import UNKNOWN, WORDS, around, either, entered, shown

from quanju.domains.dispatch.actions.correcting import move_incident
from quanju.domains.dispatch.actions.orders import send_order
from quanju.domains.dispatch.models import Incident
from quanju.domains.dispatch.queries.recommendation import receipt_content
from quanju.domains.kernel.clock import now

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"
CASES = [(around(400), (3, 2)), (either((8, 0), "新桥街口"), (3, 2)), (UNKNOWN, None)]


def call(desk, **more):
    sent = {"idempotency_key": KEY, "type_code": "fight", "address": WORDS, "said": "打架", **more}
    return desk.post("/dispatch/call", sent, headers={"HX-Request": "true"})


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"place_kind": "unknown"}, {"lon": None, "zone": None}),
        ({"place_kind": "unknown", "zone": "2"}, {"lon": None, "zone": 2}),
        (
            dict(zip(("lon", "lat"), spot(3, 2), strict=True))
            | {"place_kind": "around", "radius_m": "250"},
            {"radius_m": 250.0},
        ),
        (
            dict(zip(("lon", "lat"), spot(3, 2), strict=True))
            | {"place_kind": "either", "other_address": "桥头"}
            | dict(zip(("other_lon", "other_lat"), spot(8, 0), strict=True)),
            {"other_address": "桥头"},
        ),
        (
            dict(zip(("lon", "lat"), spot(3, 2), strict=True)) | {"caller_address": "楼上"},
            {"place_kind": "exact", "caller_address": "楼上"},
        ),
    ],
)
def test_a_call_always_becomes_an_incident(desk, sent, kept):
    answer = call(desk, **sent)
    assert answer.status_code == 204, answer.content.decode()
    row = Incident.objects.get()
    assert {name: getattr(row, name) for name in kept} == kept
    assert row.address == WORDS


def test_words_that_were_not_picked_are_refused_at_the_field(desk):
    text = call(desk).content.decode()
    assert 'id="id_address_error"' in text
    assert "还没有选定地点" in text
    assert "地点不明" in text


@pytest.mark.parametrize(("doubt", "where"), CASES)
def test_every_page_of_the_desk_shows_what_is_not_known(desk, doubt, where):
    unit, _ = on_duty(a_unit("P3"), where=(2, 2), at=now())
    row = entered(doubt, where, at=now())
    number = row.number
    for path in (
        f"?incident={number}",
        "queue",
        f"panel/{number}",
        f"incidents/{number}",
        f"incidents/{number}/correct",
        f"incidents/{number}/proposal/",
        "incidents",
    ):
        answer = desk.get(f"/dispatch/{path}")
        assert answer.status_code == 200, path
    panel = desk.get(f"/dispatch/panel/{number}").content.decode()
    assert {"around": "大致在此", "either": "两处之一", "unknown": "地点不明"}[doubt.kind] in panel
    assert "圈未定" in panel or row.is_ring_known
    assert 'id="place-remark"' in panel
    signs = desk.get("/dispatch/incidents.geojson").json()["features"]
    assert [one["properties"]["doubt"] for one in signs] == [doubt.kind] * len(signs)
    assert len(signs) == {"around": 1, "either": 2, "unknown": 0}[doubt.kind]
    ways = desk.get(f"/dispatch/routes/{number}.geojson").json()["features"]
    assert len(ways) == len(signs)
    assert desk.get(f"/thread/incident:{number}", follow=True).status_code == 200
    assert unit.call_sign in panel


@pytest.mark.parametrize(("doubt", "where"), CASES)
def test_the_form_to_split_takes_the_place_over(client, town, doubt, where):
    sign_in(client, an_appointment("dispatcher"))
    row = entered(doubt, where, at=now())
    answer = client.get(f"/dispatch/incidents/{row.number}/split_incident")
    if answer.status_code == 403:
        sign_in(client, an_appointment("legal_supervision"))
        answer = client.get(f"/dispatch/incidents/{row.number}/split_incident")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert WORDS in text
    assert f'value="{doubt.kind}"' in text
    assert 'lon=""' not in text


def test_the_place_is_put_right_from_the_panel(desk):
    row = entered(at=now())
    panel = desk.get(f"/dispatch/panel/{row.number}").content.decode()
    assert 'data-key="l"' in panel
    lon, lat = spot(3, 2)
    sent = {"lon": lon, "lat": lat, "address": "路口", "place_kind": "exact", "radius_m": "300"}
    answer = desk.post(
        f"/dispatch/incidents/{row.number}/move_incident", sent, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 204
    found = Incident.objects.get()
    assert (found.place_kind, found.lon, found.address) == ("exact", lon, "路口")
    assert "地点不明" not in desk.get(f"/dispatch/panel/{row.number}").content.decode()


def test_while_one_types_an_unknown_place_is_compared_by_words(desk):
    row = entered(at=now(), address="河边", title="夜市喝醉打架")
    sent = {
        "type_code": "fight",
        "said": "夜市喝醉打架了",
        "address": "不知道",
        "place_kind": "unknown",
    }
    text = desk.post("/dispatch/call/preview", sent).content.decode()
    assert row.number[4:] in text
    assert "地点不明" in text


# --- the phone -----------------------------------------------------------------------------------


@pytest.fixture
def crew(client, town):
    """A crew at block (2, 2), signed in."""
    me = an_appointment("patrol_unit")
    actor = sign_in(client, me)
    unit, _ = on_duty(a_unit("P3"), [actor, an_actor("patrol_unit")], where=(2, 2), at=now())
    client.unit = unit
    return client


def ordered(client, doubt, where):
    row = entered(doubt, where, at=now())
    found = shown(row, now())
    send_order(
        incident=row.number,
        units=[client.unit.pk],
        recommendation=found,
        receipt_content=receipt_content(found),
        by=an_actor("dispatcher"),
        at=now(),
    )
    return row


@pytest.mark.parametrize(("doubt", "where"), CASES)
def test_the_crew_sees_what_is_not_known_and_gets_no_false_way(crew, doubt, where):
    ordered(crew, doubt, where)
    text = crew.get("/unit/").content.decode()
    assert 'id="place-doubt"' in text
    way = crew.get("/unit/route.geojson").json()
    if doubt.kind == "unknown":
        assert way["features"] == []
        assert "问指挥台" in way["why"]
    else:
        assert way["seconds"] == pytest.approx(50, abs=2), "of two places the one reached sooner"


def test_a_crew_on_the_way_sees_that_the_place_was_changed(crew):
    row = ordered(crew, UNKNOWN, None)
    assert 'id="place-new"' not in crew.get("/unit/").content.decode()
    lon, lat = spot(3, 2)
    move_incident(
        incident=row.number, lon=lon, lat=lat, address="路口", by=an_actor("dispatcher"), at=now()
    )
    text = crew.get("/unit/").content.decode()
    assert 'id="place-new"' in text
    assert "路口" in text
    assert crew.get("/unit/route.geojson").json()["seconds"] == pytest.approx(50, abs=2)
