"""A call always becomes an incident: roughly here, one of two places, place unknown."""

from datetime import timedelta

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from tests.builders.incidents import a_crew_at, a_split, an_incident, an_order, fresh
from tests.builders.people import NOON, a_station, an_actor, decide
from tests.builders.town import load_areas, spot

from quanju.domains.dispatch import decision
from quanju.domains.dispatch.actions.correcting import move_incident
from quanju.domains.dispatch.actions.incidents import create_incident
from quanju.domains.dispatch.actions.merging import propose_merge
from quanju.domains.dispatch.actions.take_call import take_call
from quanju.domains.dispatch.models import Incident, Receipt
from quanju.domains.dispatch.queries import recommendation
from quanju.domains.dispatch.queries.call_hours import call_hours
from quanju.domains.dispatch.queries.coverage import reached_calls
from quanju.domains.dispatch.queries.incidents import (
    incident_named,
    incidents_listed,
    similar_open_incidents,
)
from quanju.domains.dispatch.queries.measures import measures
from quanju.domains.dispatch.queries.past_calls import past_calls
from quanju.domains.dispatch.queries.places import Doubt, PlaceView, exactly
from quanju.domains.dispatch.queries.recommendation import receipt_content, replay_receipt
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Refused

pytestmark = pytest.mark.django_db
WORDS = "河边小树林，听得见火车"
UNKNOWN = Doubt(kind="unknown")
HOUR = timedelta(hours=1)


def around(metres):
    return Doubt(kind="around", radius_m=metres)


def either(where, address="另一处"):
    lon, lat = spot(*where)
    return Doubt(kind="either", other_lon=lon, other_lat=lat, other_address=address)


def entered(doubt=UNKNOWN, where=None, by=None, **more):
    lon, lat = spot(*where) if where else (None, None)
    facts = {"type_code": "fight", "text": "", "address": WORDS, "at": NOON} | more
    return create_incident(lon=lon, lat=lat, doubt=doubt, by=by or an_actor("dispatcher"), **facts)


def shown(row, at=NOON):
    return recommendation.recommend(incident=row.number, at=at)


def test_words_alone_are_an_incident_when_somebody_says_that_they_are_all(town):
    row = fresh(entered())
    assert (row.lon, row.lat, row.address, row.zone, row.ring) == (None, None, WORDS, None, None)
    assert (row.place_kind, row.is_ring_known, row.station_id) == ("unknown", False, None)


def test_the_zone_of_an_unknown_place_may_be_known_and_its_station_follows(town):
    west, east = a_station("xi"), a_station("dong")
    load_areas(at=NOON - HOUR, west=west.code, east=east.code)
    row = fresh(entered(Doubt(kind="unknown", zone=2)))
    assert (row.zone, row.station_id) == (2, east.pk)


@pytest.mark.parametrize(
    ("where", "doubt", "code", "field"),
    [
        (None, None, "PLACE_NEEDED", "address"),
        (None, around(300), "PLACE_NEEDED", "address"),
        (None, either((5, 5)), "PLACE_NEEDED", "address"),
        ((3, 2), Doubt(kind="around"), "RADIUS_NOT_USABLE", "radius_m"),
        ((3, 2), around(29), "RADIUS_NOT_USABLE", "radius_m"),
        ((3, 2), around(5001), "RADIUS_NOT_USABLE", "radius_m"),
        ((3, 2), Doubt(kind="either"), "OTHER_PLACE_NEEDED", "other_address"),
        ((3, 2), either((3, 2)), "OTHER_PLACE_NEEDED", "other_address"),
        (None, Doubt(kind="unknown", zone=77), "ZONE_UNKNOWN", "zone"),
        ((3, 2), Doubt(kind="perhaps"), "PLACE_KIND_UNKNOWN", "place_kind"),
    ],
)
def test_what_is_no_place_is_refused_at_its_field(town, where, doubt, code, field):
    with pytest.raises(Refused) as refused:
        entered(doubt, where)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert Incident.objects.count() == 0


def test_an_unknown_place_needs_words(town):
    with pytest.raises(Refused) as refused:
        entered(address="  ")
    assert refused.value.field == "address"


@pytest.mark.parametrize("metres", [30, 5000])
def test_a_way_around_at_its_limits_is_taken(town, metres):
    assert fresh(entered(around(metres), (3, 2))).radius_m == metres


@pytest.mark.parametrize(
    "wrong",
    [
        {"place_kind": "unknown"},
        {"place_kind": "around"},
        {"place_kind": "either"},
        {"radius_m": 10.0},
        {"lon": None},
        {"other_lon": 1.0, "other_lat": 1.0},
        {"is_ring_known": False, "ring": 1},
        {"caller_lon": 1.0},
    ],
)
def test_the_database_keeps_kind_and_points_together(town, wrong):
    row = an_incident()
    for name, value in wrong.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=row.pk).bulk_update([row], list(wrong))


def test_ring_and_zone_are_those_of_all_that_it_may_be_or_not_known(town):
    near = fresh(entered(around(30), (2, 2)))
    assert (near.ring, near.is_ring_known, near.zone) == (1, True, 1)
    wide = fresh(entered(around(2000), (2, 2)))
    assert (wide.ring, wide.is_ring_known, wide.zone) == (None, False, None)
    two = fresh(entered(either((7, 2)), (2, 2)))
    assert (two.is_ring_known, two.zone) == (False, None)


def test_an_exact_incident_is_spelled_as_before_so_old_digests_hold(town):
    spelled = Incident.spelling().of_object(an_incident())
    assert '"lon":' in spelled
    for name in ("place_kind", "radius_m", "other_", "caller_", "is_ring_known", "place_changed"):
        assert name not in spelled


# --- who goes ------------------------------------------------------------------------------------


@pytest.fixture
def two(town):
    """特-01 at block (2, 2), 特-02 at (8, 1)."""
    a_crew_at("特-01", (2, 2))
    a_crew_at("特-02", (8, 1))


def test_a_rough_place_is_reckoned_to_its_nearest_and_its_farthest_end(two):
    first, second = shown(entered(around(500), (3, 2))).candidates
    # The edge to the north-east lies 0.707 blocks east and north: 1 + 1.707 blocks of 50 s.
    assert (first.best_s, first.seconds) == (
        pytest.approx(0, abs=2),
        pytest.approx(135.4, abs=2),
    )
    assert str(first.arrives) == "0–3 分"
    assert second.best_s < second.seconds


def test_of_two_places_the_farther_one_ranks_and_both_are_told(two):
    found = shown(entered(either((8, 0)), (3, 2)))
    assert [(c.call_sign, c.best_s, c.seconds) for c in found.candidates] == [
        ("特-02", pytest.approx(50, abs=1), pytest.approx(300, abs=1)),
        ("特-01", pytest.approx(50, abs=1), pytest.approx(400, abs=1)),
    ]
    assert [str(c.arrives) for c in found.candidates] == ["0–5 分", "0–7 分"]
    assert "两处之一" in str(found.remark)


def test_of_an_unknown_place_the_times_are_those_to_its_zone(two):
    found = shown(entered(Doubt(kind="unknown", zone=2)))
    assert found.candidates[0].call_sign == "特-02"
    assert 0 < found.candidates[0].best_s < found.candidates[0].seconds
    assert found.proposed == (found.candidates[0].unit_id,)
    assert "巡区" in str(found.remark)


def test_without_any_place_all_are_listed_without_times_and_nobody_is_proposed(two):
    found = shown(entered())
    assert [(c.call_sign, c.seconds) for c in found.candidates] == [
        ("特-01", None),
        ("特-02", None),
    ]
    assert [str(c.arrives) for c in found.candidates] == ["—", "—"]
    assert (found.proposed, found.unmet, found.first) == ((), (), None)
    assert "不计到场时间" in str(found.remark)


def test_and_whoever_is_chosen_is_sent(two):
    row = entered()
    chosen = shown(row).candidates[1].unit_id
    an_order(row, chosen)
    job = fresh(row).assignments.get()
    assert (job.unit_id, job.planned_s) == (chosen, None)


def test_an_exact_place_has_one_time_and_no_remark(two):
    found = shown(an_incident())
    assert found.remark is None
    assert {c.best_s for c in found.candidates} == {None}
    assert "area" not in found.inputs
    assert "place_kind" not in found.inputs


@pytest.mark.parametrize(
    ("doubt", "where"), [(around(500), (3, 2)), (either((8, 0)), (3, 2)), (UNKNOWN, None)]
)
def test_a_receipt_of_an_uncertain_place_is_decided_again(two, doubt, where):
    row = entered(doubt, where)
    an_order(row, shown(row).candidates[0].unit_id)
    assert replay_receipt(receipt=Receipt.objects.get().pk, at=NOON).is_same


def test_a_receipt_from_before_there_was_doubt_reads_as_it_did(two):
    found = shown(an_incident())
    old = dict(found.inputs)
    new = ("best_s", "is_partly")
    old["units"] = [{k: v for k, v in u.items() if k not in new} for u in old["units"]]
    assert decision.decide(old).candidates == found.candidates


# --- put right later -----------------------------------------------------------------------------


def test_the_place_is_put_right_and_everything_follows(two):
    row = entered()
    unit = shown(row).candidates[0].unit_id
    an_order(row, unit)
    lon, lat = spot(3, 2)
    later = NOON + timedelta(minutes=2)
    move_incident(
        incident=row.number, lon=lon, lat=lat, address="路口", by=an_actor("dispatcher"), at=later
    )
    now = fresh(row)
    assert (now.place_kind, now.lon, now.zone, now.ring) == ("exact", lon, 1, 1)
    assert (now.is_ring_known, now.place_changed_at) == (True, later)
    entry = Entry.objects.get(event="dispatch.incident_moved")
    assert entry.facts["before"]["place"] == "unknown"
    assert entry.facts["place"] == "exact"
    assert sum(one.startswith("person:") for one in entry.related) == 2, "the crew hears of it"


def test_putting_the_place_right_leaves_where_the_caller_is(town):
    row = entered(caller_address="对面楼上")
    lon, lat = spot(3, 2)
    move_incident(incident=row.number, lon=lon, lat=lat, by=an_actor("dispatcher"), at=NOON)
    assert fresh(row).caller_address == "对面楼上"


def test_where_the_caller_is_stands_apart_and_may_lie_outside(town):
    desk = an_actor("dispatcher")
    lon, lat = spot(3, 2)
    row = take_call(
        type_code="fight",
        said="看见河对岸有人打架",
        lon=lon,
        lat=lat,
        caller_address="邻县公路上",
        caller_lon=118.0,
        caller_lat=48.0,
        by=desk,
        at=NOON,
    )
    row = fresh(row)
    assert (row.lon, row.lat) == (lon, lat)
    assert (row.caller_address, row.caller_lon, row.caller_lat) == ("邻县公路上", 118.0, 48.0)


@pytest.mark.parametrize(
    ("one", "other", "kept"),
    [
        (None, UNKNOWN, "exact"),
        (UNKNOWN, None, "exact"),
        (around(100), UNKNOWN, "around"),
        (UNKNOWN, UNKNOWN, "unknown"),
    ],
)
def test_a_merge_keeps_the_place_that_is_known_better(town, one, other, kept):
    by = an_actor("dispatcher")
    rows = [entered(d, None if d == UNKNOWN else (3, 2), by=by) for d in (one, other)]
    propose_merge(incident=rows[0].number, into=rows[1].number, by=by, at=NOON)
    decide(rows[0].subject, by=an_actor("dispatcher"), at=NOON)
    survivor = fresh(rows[1])
    assert survivor.place_kind == kept
    assert (survivor.lon is None) == (kept == "unknown")


def test_a_part_that_is_split_off_may_be_somewhere_unknown(town):
    second = fresh(a_split(an_incident(), doubt=UNKNOWN, address="往火车站跑了"))
    assert (second.place_kind, second.lon, second.address) == ("unknown", None, "往火车站跑了")


# --- who reads it --------------------------------------------------------------------------------


def similar(place, text=""):
    found = similar_open_incidents(place=place, class_code="public_order", text=text, at=NOON)
    return [(view.number, metres) for view, metres, _ in found]


def test_a_second_call_is_as_far_as_it_is_at_least(town):
    row = entered(around(500), (3, 2))
    assert similar(exactly(spot(4.5, 2))) == [(row.number, pytest.approx(250, abs=2))]
    assert similar(exactly(spot(4.7, 2))) == []


def test_an_unknown_place_is_offered_only_where_words_agree(town):
    by = an_actor("dispatcher")
    row = take_call(
        type_code="fight", said="夜市喝醉打架", address=WORDS, doubt=UNKNOWN, by=by, at=NOON
    )
    assert similar(exactly(spot(8, 0)), "夜市有人喝醉") == [(row.number, None)]
    assert similar(exactly(spot(8, 0)), "邻居吵闹") == []
    assert similar(PlaceView(kind="unknown"), "夜市有人喝醉") == [(row.number, None)]


def test_measures_by_ring_leave_out_what_no_ring_is_known_of(town):
    rows = [an_incident(where=(2, 2)), entered()]
    later = NOON + timedelta(minutes=3)
    Incident.objects.filter(pk__in=[r.pk for r in rows]).update(ordered_at=NOON, arrived_at=later)
    found = measures(from_at=NOON - HOUR, until_at=NOON + HOUR)
    by_ring = {m.code: m.n for m in found if m.code.startswith("RT-3/")}
    assert by_ring == {"RT-3/1": 1, "RT-3/3": 0, "RT-3/5": 0, "RT-3/0": 0}
    by = an_actor("dispatcher")
    listed = incidents_listed(by, at=NOON + HOUR, ring=0, measure="RT-3")
    assert listed == [], "outside all rings is said of a place that is known"


def test_demand_and_coverage_take_no_false_point(town):
    an_incident(where=(2, 2))
    entered(around(500), (3, 2))
    entered(either((8, 0)), (3, 2))
    entered()
    span = {"from_at": NOON - HOUR, "until_at": NOON + HOUR}
    assert len(past_calls(**span)) == 1
    assert len(call_hours(at=NOON + timedelta(days=1), most_days=3).lon) == 1
    reached = reached_calls(NOON - HOUR, NOON + HOUR, NOON + HOUR)
    assert len(reached.number) == 4
    assert np.isinf(reached.seconds[~reached.is_known]).all()


def test_the_view_tells_every_point_and_its_words(town):
    by = an_actor("dispatcher")
    rough, two, none = (
        incident_named(row.number, actor=by, at=NOON).place
        for row in (
            entered(around(300), (3, 2)),
            entered(either((8, 0), "新桥街口"), (3, 2)),
            entered(),
        )
    )
    assert (str(rough.words), len(rough.points)) == ("300 米内", 1)
    assert (str(two.words), len(two.points)) == ("或者：新桥街口", 2)
    assert (str(none.label), str(none.words), none.points) == ("地点不明", "", ())


def test_what_was_shown_is_in_the_receipt(two):
    row = entered(around(500), (3, 2))
    content = receipt_content(shown(row))
    assert '"place_kind":"around"' in content
    assert '"area":[[' in content
