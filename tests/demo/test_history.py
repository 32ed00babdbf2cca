"""The drawn past: shapes, shares, chains of moments."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from quanju.demo.history.draw import draw_calls
from quanju.demo.history.facts import read_facts

MONDAY = datetime(2026, 1, 4, 16, tzinfo=UTC)
"""Midnight of Monday, 5 January 2026 in Hailar."""
MOMENTS = (
    "received_at", "answered_at", "created_at", "ordered_at", "acknowledged_at", "departed_at",
    "arrived_at", "cleared_at", "fed_back_at",
)  # fmt: skip


@pytest.fixture(scope="module")
def facts(hailar):
    return read_facts(hailar.path)


@pytest.fixture(scope="module")
def month(facts):
    return list(draw_calls(facts, MONDAY, MONDAY + timedelta(days=28), seed=3))


def test_the_same_seed_draws_the_same_calls(facts):
    until = MONDAY + timedelta(days=2)
    assert list(draw_calls(facts, MONDAY, until, seed=3)) == list(
        draw_calls(facts, MONDAY, until, seed=3)
    )
    assert list(draw_calls(facts, MONDAY, until, seed=3)) != list(
        draw_calls(facts, MONDAY, until, seed=4)
    )


def test_about_so_many_calls_a_day_in_order_and_inside(month):
    assert len(month) / 28 == pytest.approx(400 * 0.92, rel=0.06)
    received = [call.received_at for call in month]
    assert received == sorted(received)
    assert received[0] >= MONDAY
    assert received[-1] < MONDAY + timedelta(days=28)


def test_moments_rise_and_missing_ones_are_few(month):
    closed = [call for call in month if call.fate == "closed"]
    for call in closed:
        moments = [at for at in (getattr(call, name) for name in MOMENTS) if at is not None]
        assert moments == sorted(moments)
        assert None not in (call.answered_at, call.created_at, call.ordered_at)
        assert None not in (call.cleared_at, call.fed_back_at)
    lacking = sum(None in (c.acknowledged_at, c.departed_at, c.arrived_at) for c in closed)
    assert 0 < lacking / len(closed) < 0.015


def test_class_shares_are_those_of_the_table(facts, month):
    told = [call.class_code for call in month if call.class_code]
    found = Counter(told)
    for code in {kind.class_code for kind in facts.kinds}:
        share = sum(k.share for k in facts.kinds if k.class_code == code) / 100
        assert found[code] / len(told) == pytest.approx(share, abs=0.05)


def test_evenings_are_busier_than_the_small_hours(month):
    zone = ZoneInfo("Asia/Shanghai")
    hours = Counter(call.received_at.astimezone(zone).hour for call in month)
    assert hours[18] > 4 * hours[4]


def test_a_joined_call_repeats_an_incident_within_minutes_and_metres(month):
    by_number = {call.number: call for call in month if call.number}
    joined = [call for call in month if call.fate == "joined" and call.joined_to in by_number]
    assert 0.02 < len(joined) / len(month) < 0.05
    for call in joined:
        first = by_number[call.joined_to]
        assert call.class_code == first.class_code
        assert timedelta(0) < call.received_at - first.received_at <= timedelta(minutes=15)
        assert call.number == ""


def test_numbers_run_through_each_local_day(month):
    zone = ZoneInfo("Asia/Shanghai")
    numbers = [call.number for call in month if call.number]
    assert len(numbers) == len(set(numbers))
    first_day = [n for n in numbers if n.startswith("20260105")]
    assert first_day == [f"20260105-{n:04d}" for n in range(1, len(first_day) + 1)]
    for call in month:
        if call.number:
            assert call.number[:8] == f"{call.received_at.astimezone(zone):%Y%m%d}"


def test_nobody_is_sent_where_nobody_was_needed(month):
    for call in month:
        assert bool(call.call_sign) == (call.fate == "closed")
        assert bool(call.disposition_code) == (call.fate == "closed")
        assert bool(call.class_code) == (call.fate not in ("nuisance", "abandoned"))


def test_nearer_rings_are_reached_sooner(month):
    def median(ring):
        return np.median([
            (c.arrived_at - c.ordered_at).total_seconds()
            for c in month
            if c.ring == ring and c.fate == "closed" and c.arrived_at
        ])  # fmt: skip

    assert median(1) < median(3) < median(5) < median(None)


def test_texts_are_in_two_languages_without_blanks_to_fill(month):
    for call in month:
        if call.class_code:
            assert all(call.text)
            assert "{" not in call.text[0] + call.text[1]


def test_no_snow_in_july(facts):
    july = datetime(2026, 7, 1, tzinfo=UTC)
    calls = draw_calls(facts, july, july + timedelta(days=7), seed=1)
    assert not {"skid", "stranded_snow", "ice", "drunk_cold"} & {call.detail_code for call in calls}


def test_codes_are_those_of_the_branch(second):
    facts = read_facts(second.path)
    calls = list(draw_calls(facts, MONDAY, MONDAY + timedelta(days=20), per_day=30))
    closed = [call for call in calls if call.fate == "closed"]
    assert {c.zone for c in closed} <= {21, 22, 31, 32, None}
    assert {c.ring for c in closed} <= {1, 2, 4, None}
    assert {c.type_code for c in closed} == {"violence", "stealing", "crash", "question"}
    assert {c.disposition_code for c in closed} <= {"finished", "case_opened"}
    units = {row["call_sign"] for row in second.rows("units.csv")}
    assert {c.call_sign for c in closed} <= units


def test_moments_need_a_time_zone(facts):
    with pytest.raises(ValueError, match="time zone"):
        next(draw_calls(facts, datetime(2026, 1, 1), datetime(2026, 1, 2)))
