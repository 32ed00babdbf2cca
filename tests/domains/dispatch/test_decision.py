"""The recommendation as a pure decision, by hand and against every possible choice."""

import itertools
import json
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quanju.domains.dispatch.decision import UnitFacts, decide, digest_of, inputs_of
from quanju.domains.dispatch.plans import Need
from quanju.domains.patrol.types.standing import FORCE_TYPES

PREFERENCE_S = 60
STALE_S = 300
ANY = Need(("special_police", "case_team", "community_team"), 1)
PAIR = Need(("special_police", "case_team"), 2)


def a_unit_fact(number, *, force="special_police", seconds=100.0, crew=2, **more):
    known = {
        "call_sign": f"U{number:02}",
        "agency": "",
        "status": "available",
        "home_zone": 1,
        "lon": 119.7,
        "lat": 49.2,
        "position_age_s": 5.0,
    }
    known.update(more)
    return UnitFacts(unit_id=number, force_type=force, crew_size=crew, seconds=seconds, **known)


def asked(*units, needs=(ANY,), going=(), is_enforcement=True):
    return inputs_of(
        units=units,
        needs=needs,
        preference_s=PREFERENCE_S,
        stale_s=STALE_S,
        is_enforcement=is_enforcement,
        place=(119.7, 49.2),
        roads="town@1",
        rules=("classes@1", "plans@1"),
        going=going,
    )


def order_of(*units, **more):
    return [c.unit_id for c in decide(asked(*units, **more)).candidates]


def proposed(*units, **more):
    return decide(asked(*units, **more)).proposed


def reason_for(unit, **more):
    (out,) = decide(asked(unit, **more)).left_out
    return out.code


def test_the_soonest_stands_first_and_equal_times_go_by_call_sign():
    units = (
        a_unit_fact(3, seconds=90.0),
        a_unit_fact(2, seconds=120.0),
        a_unit_fact(1, seconds=90.0),
    )
    assert order_of(*units) == [1, 3, 2]


def test_each_candidate_says_why_it_stands_there():
    found = decide(
        asked(
            a_unit_fact(1, seconds=50.0),
            a_unit_fact(2, seconds=60.0),
            a_unit_fact(3, force="case_team", seconds=70.0),
        )
    )
    assert [[reason.en for reason in c.reasons] for c in found.candidates] == [
        ["soonest there"],
        [],
        [f"the nearest of {FORCE_TYPES['case_team'].en}"],
    ]


@pytest.mark.parametrize(
    ("code", "facts", "more"),
    [
        ("BUSY", {"busy_zh": "在办", "busy_en": "busy"}, {}),
        ("ON_A_BREAK", {"status": "break"}, {}),
        ("NOT_AVAILABLE", {"status": "out_of_service"}, {}),
        ("NOT_AVAILABLE", {"status": "emergency"}, {}),
        ("NO_POWERS", {"force": "volunteer"}, {}),
        ("NOT_IN_PLAN", {"force": "office_liaison"}, {}),
        ("NO_POSITION", {"position_age_s": None}, {}),
        ("NO_POSITION", {"lon": None, "lat": None}, {}),
        ("STALE", {"position_age_s": STALE_S + 0.1}, {}),
        ("CUT_OFF", {"seconds": None}, {}),
        ("CREW_TOO_SMALL", {"crew": 1}, {"needs": (PAIR,)}),
    ],
)
def test_who_is_left_out_says_why(code, facts, more):
    assert reason_for(a_unit_fact(1, **facts), **more) == code


def test_the_plainest_reason_is_told_first():
    wrong = {"status": "break", "force": "volunteer", "position_age_s": None, "seconds": None}
    assert reason_for(a_unit_fact(1, busy_zh="在办", busy_en="busy", **wrong)) == "BUSY"
    assert reason_for(a_unit_fact(1, **wrong)) == "ON_A_BREAK"


CASE = Need(("case_team",), 1)
ONE = Need(("special_police",), 1)
TWO = Need(("special_police",), 2)


@pytest.mark.parametrize(
    ("sooner", "later", "needs", "going", "why"),
    [
        ({"force": "community_team"}, {}, (ANY,), (), "the plan prefers special police"),
        ({}, {"force": "case_team"}, (CASE, ONE), (("special_police", 1),), "asks for case team"),
        ({"crew": 1}, {"crew": 2}, (TWO, ONE), (("special_police", 1),), "a crew of 1, not of 2"),
    ],
)
def test_a_proposed_unit_that_is_not_the_soonest_says_why(sooner, later, needs, going, why):
    units = a_unit_fact(1, **sooner), a_unit_fact(2, seconds=140.0, **later)
    found = decide(asked(*units, needs=needs, going=going))
    (told,) = [c.reasons[-1].en for c in found.candidates if c.unit_id in found.proposed]
    assert found.proposed == (2,)
    assert told.startswith("U01 is 40 s sooner, but ")
    assert why in told


def test_the_soonest_and_one_as_soon_have_nothing_to_explain():
    community = a_unit_fact(1, force="community_team", seconds=99.6)
    for units in [(a_unit_fact(1), a_unit_fact(2)), (community, a_unit_fact(2, seconds=100.0))]:
        found = decide(asked(*units))
        told = [reason.en for c in found.candidates for reason in c.reasons]
        assert found.proposed
        assert not [words for words in told if "sooner" in words]


def test_a_unit_kept_for_another_need_is_sent_too_and_is_not_explained_away():
    either = Need(("special_police", "case_team"), 1)
    units = a_unit_fact(1), a_unit_fact(2, force="case_team", seconds=140.0)
    found = decide(asked(*units, needs=(either, ONE)))
    assert set(found.proposed) == {1, 2}
    assert not [r for c in found.candidates for r in c.reasons if "sooner" in r.en]


@pytest.mark.parametrize(
    ("facts", "grade", "may"),
    [
        ({"busy_zh": "在办", "busy_en": "busy"}, 1, False),
        ({"status": "out_of_service"}, 1, False),
        ({"status": "break"}, 1, True),
        ({"status": "break"}, 2, False),
        ({"force": "volunteer"}, 3, False),
        ({"force": "office_liaison"}, 3, True),
        ({"lon": None, "lat": None}, 3, True),
        ({"position_age_s": STALE_S + 0.1}, 3, True),
        ({"seconds": None}, 3, True),
    ],
)
def test_what_is_only_doubtful_may_be_sent_by_a_person(facts, grade, may):
    (out,) = decide(asked(a_unit_fact(1, **facts))).left_out
    assert out.may_be_sent(grade) is may


@pytest.mark.parametrize("status", ["available", "staging", "patrolling"])
def test_these_states_can_be_sent(status):
    assert order_of(a_unit_fact(1, status=status)) == [1]


def test_a_position_is_good_until_the_stale_limit():
    assert order_of(a_unit_fact(1, position_age_s=float(STALE_S))) == [1]
    assert order_of(a_unit_fact(1, position_age_s=STALE_S + 0.1)) == []


def test_a_crew_of_just_the_least_size_is_enough():
    assert order_of(a_unit_fact(1, crew=2), needs=(PAIR,)) == [1]
    assert order_of(a_unit_fact(1, crew=1), needs=(PAIR,)) == []


def test_volunteers_are_never_offered_for_enforcement_even_if_a_plan_names_them():
    plan = (Need(("volunteer",), 1),)
    volunteers = a_unit_fact(1, force="volunteer")
    assert proposed(volunteers, needs=plan) == ()
    assert proposed(volunteers, needs=plan, is_enforcement=False) == (1,)


def test_a_preferred_force_may_be_a_little_later():
    near = a_unit_fact(1, force="community_team", seconds=100.0)
    just = a_unit_fact(2, seconds=100.0 + PREFERENCE_S)
    late = a_unit_fact(3, seconds=100.1 + PREFERENCE_S)
    assert proposed(near, just) == (2,)
    assert proposed(near, late) == (1,)


def test_two_needs_take_two_units_and_what_is_lacking_is_said():
    one, two = a_unit_fact(1), a_unit_fact(2, seconds=200.0)
    assert proposed(one, two, needs=(ANY, PAIR)) == (1, 2)
    found = decide(asked(one, needs=(ANY, PAIR)))
    assert found.proposed == (1,)
    assert len(found.unmet) == 1


def test_no_unit_is_taken_that_another_need_cannot_do_without():
    special = a_unit_fact(1, seconds=50.0)
    community = a_unit_fact(2, force="community_team", seconds=500.0)
    found = decide(asked(special, community, needs=(ANY, PAIR)))
    assert found.proposed == (2, 1)
    assert found.unmet == ()


def test_needs_that_units_at_work_meet_are_not_proposed_again():
    free = a_unit_fact(1)
    assert proposed(free, going=(("special_police", 2),)) == ()
    assert proposed(free, needs=(ANY, PAIR), going=(("special_police", 2),)) == (1,)
    assert proposed(free, needs=(PAIR,), going=(("special_police", 1),)) == (1,)
    assert proposed(free, needs=(PAIR,), going=(("community_team", 2),)) == (1,)


@pytest.mark.parametrize(
    "going", list(itertools.permutations([("special_police", 2), ("community_team", 2)]))
)
def test_units_at_work_meet_as_many_needs_as_they_can(going):
    assert proposed(a_unit_fact(1), needs=(ANY, PAIR), going=going) == ()


def test_the_list_is_whole_when_nothing_needs_to_be_proposed():
    assert order_of(a_unit_fact(1), going=(("special_police", 2),)) == [1]


units = st.lists(
    st.builds(
        dict,
        force=st.sampled_from(sorted(FORCE_TYPES)),
        seconds=st.one_of(st.none(), st.integers(0, 400).map(float)),
        crew=st.integers(1, 3),
        status=st.sampled_from(["available", "patrolling", "break"]),
        position_age_s=st.sampled_from([None, 0.0, float(STALE_S), STALE_S + 1.0]),
    ),
    max_size=6,
).map(lambda rows: [a_unit_fact(n, **row) for n, row in enumerate(rows, 1)])
needs = st.lists(
    st.builds(
        Need,
        st.lists(st.sampled_from(sorted(FORCE_TYPES)), min_size=1, max_size=4, unique=True).map(
            tuple
        ),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=3,
).map(tuple)
groups = st.lists(st.tuples(st.sampled_from(sorted(FORCE_TYPES)), st.integers(1, 3)), max_size=3)


@given(units=units, needs=needs, is_enforcement=st.booleans())
def test_it_proposes_what_trying_every_choice_finds(units, needs, is_enforcement):
    found = decide(asked(*units, needs=needs, is_enforcement=is_enforcement))
    assert list(found.proposed) == _by_trying_all(found.candidates, needs)
    assert len(found.proposed) + len(found.unmet) == len(needs)
    told = {c.unit_id for c in found.candidates} | {o.unit_id for o in found.left_out}
    assert told == {unit.unit_id for unit in units}
    assert len(found.candidates) + len(found.left_out) == len(units)


def _by_trying_all(candidates, needs):
    """Every way to give needs a unit or none: most needs met, earlier needs first, best units."""
    ways = itertools.product([None, *candidates], repeat=len(needs))
    possible = [way for way in ways if _is_possible(way, needs)]
    is_met = max(
        tuple(bool(unit) for unit in way)
        for way in possible
        if _met(way) == max(map(_met, possible))
    )
    possible = [way for way in possible if _needs_met(way) == is_met]
    for number, need in enumerate(needs):
        if is_met[number]:
            soonest = min(way[number].seconds for way in possible)
            near = [w for w in possible if w[number].seconds <= soonest + PREFERENCE_S]
            best = min(near, key=lambda w: _rank(w[number], need))[number]
            possible = [way for way in possible if way[number] == best]
    return [unit.unit_id for unit in possible[0] if unit]


def _needs_met(way):
    return tuple(unit is not None for unit in way)


def _met(way):
    return sum(unit is not None for unit in way)


def _is_possible(way, needs):
    used = [unit.unit_id for unit in way if unit]
    fits = (
        unit.force_type in need.forces and unit.crew_size >= need.least_crew
        for unit, need in zip(way, needs, strict=True)
        if unit
    )
    return len(used) == len(set(used)) and all(fits)


def _rank(unit, need):
    return need.forces.index(unit.force_type), unit.seconds, unit.call_sign


@given(units=units, needs=needs, going=groups)
def test_the_same_inputs_give_the_same_list_and_digest(units, needs, going):
    first = asked(*units, needs=needs, going=going)
    second = asked(*reversed(units), needs=needs, going=going)
    kept = json.loads(json.dumps(first))
    assert first == second
    assert decide(kept).candidates == decide(first).candidates
    assert decide(kept).proposed == decide(first).proposed
    texts = [json.dumps(i, sort_keys=True) for i in (first, second)]
    assert digest_of(texts[0]) == digest_of(texts[1])


@given(units=units, needs=needs, going=groups)
@example(
    units=[
        a_unit_fact(1, force="case_team", seconds=1.0, crew=1),
        a_unit_fact(2, force="community_team", seconds=0.0, crew=1),
    ],
    needs=(Need(("case_team", "community_team"), 1),),
    going=[("case_team", 1)],
)
def test_units_already_going_never_raise_what_is_needed(units, needs, going):
    alone, helped = (
        decide(asked(*units, needs=needs)),
        decide(asked(*units, needs=needs, going=going)),
    )
    assert len(helped.proposed) + len(helped.unmet) <= len(alone.proposed) + len(alone.unmet)
    # Only why the proposed one is not the soonest is told anew: it is told of what is still needed.
    assert _apart_from_why(helped) == _apart_from_why(alone)


def _apart_from_why(found):
    """The candidates with what is told of each, but for why a sooner one is not proposed."""
    return [
        replace(one, reasons=tuple(r for r in one.reasons if " sooner, but " not in r.en))
        for one in found.candidates
    ]
