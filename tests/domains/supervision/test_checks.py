"""Each check finds its planted violation and is silent on its near miss: a pure question."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.builders.people import NOON

from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.reading import read_shipped
from quanju.domains.supervision.checks import ASKED, Classed, Decided, Due, Matter, found_in
from quanju.domains.supervision.rules import CHECKS_RULE
from quanju.domains.supervision.types.checks import CHECKS

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
RULE = read_shipped(CHECKS_RULE)
CLEAN = Matter(
    kind="criminal",
    words="电瓶被盗\n中午不见了",
    begun_at=NOON,
    entered_at=NOON,
    receipted_at=NOON,
    asks_receipt=True,
    has_recording=True,
    declined_at=(),
    entered_by="person:1",
    classes=(),
    decisions=(),
    due=(),
)
LONG_AFTER = NOON + timedelta(days=400)


def of_clock(rule="C2", *, due_at=NOON + HOUR, done_at=None):
    return Due(
        cause="clock 1", rule=rule, name=Text("审查", "review"), due_at=due_at, done_at=done_at
    )


def kinds(*found):
    return tuple(Classed(kind=kind, at=NOON, entry=n) for n, kind in enumerate(found))


def decided(*found):
    return tuple(
        Decided(decision=name, at=NOON + after, by=by, entry=n)
        for n, (name, after, by) in enumerate(found)
    )


PLANTED = [
    ("should_file", {"kind": "dispute"}),
    ("should_file", {"kind": "help", "words": "没有被盗，是被骗了"}),
    ("overdue", {"due": (of_clock(),)}),
    ("overdue", {"due": (of_clock(done_at=NOON + HOUR + MINUTE),)}),
    ("no_receipt", {"receipted_at": None}),
    ("no_receipt", {"receipted_at": NOON + 121 * MINUTE}),
    ("no_recording", {"has_recording": False}),
    ("lighter_class", {"classes": kinds("criminal", "criminal", "administrative")}),
    ("lighter_class", {"classes": kinds("administrative", "dispute")}),
    ("bounced", {"declined_at": (NOON, NOON)}),
    ("withdrawn", {"decisions": decided(("file", 0 * HOUR, ""), ("revoke", 72 * HOUR, ""))}),
    ("same_officer", {"decisions": decided(("not_file", HOUR, "person:1"))}),
]
NEAR_MISS = [
    ("should_file", {}),
    ("should_file", {"kind": "dispute", "words": "邻里纠纷，没有被盗"}),
    ("should_file", {"kind": "administrative"}),
    ("overdue", {"due": (of_clock(done_at=NOON + HOUR),)}),
    ("overdue", {"due": (of_clock("C5"),)}),
    ("no_receipt", {"receipted_at": NOON + 120 * MINUTE}),
    ("no_receipt", {"receipted_at": None, "asks_receipt": False}),
    ("no_recording", {"has_recording": False, "kind": "help", "words": "漏水"}),
    ("no_recording", {"has_recording": False, "entered_at": None}),
    ("no_receipt", {"receipted_at": None, "entered_at": None}),
    ("lighter_class", {"classes": kinds("dispute", "administrative", "criminal")}),
    ("lighter_class", {"classes": kinds("", "criminal", "unknown", "criminal")}),
    ("bounced", {"declined_at": (NOON,)}),
    ("withdrawn", {"decisions": decided(("file", 0 * HOUR, ""), ("revoke", 73 * HOUR, ""))}),
    ("withdrawn", {"decisions": decided(("revoke", HOUR, ""))}),
    ("same_officer", {"decisions": decided(("not_file", HOUR, "person:2"))}),
    ("same_officer", {"entered_by": "", "decisions": decided(("not_file", HOUR, ""))}),
]


def flagged(changed):
    found = found_in(replace(CLEAN, **changed), RULE, {})
    return [one.check for one in found if one.from_at <= LONG_AFTER]


@pytest.mark.parametrize(("check", "changed"), PLANTED)
def test_a_check_finds_its_planted_violation_and_nothing_else(check, changed):
    assert flagged(changed) == [check]


@pytest.mark.parametrize(("check", "changed"), NEAR_MISS)
def test_a_check_is_silent_on_its_near_miss(check, changed):
    assert flagged(changed) == []


def test_every_check_has_its_planted_violation_and_its_near_miss():
    assert {check for check, _ in PLANTED} == {check for check, _ in NEAR_MISS} == set(CHECKS)
    assert set(ASKED) == set(CHECKS)


def test_an_answer_that_lies_ahead_tells_when_it_will_hold():
    (found,) = found_in(replace(CLEAN, receipted_at=None), RULE, {})
    assert found.from_at == NOON + 120 * MINUTE


def test_a_check_that_is_off_finds_nothing():
    off = RULE.model_copy(update={"bounced": RULE.bounced.model_copy(update={"is_on": False})})
    assert found_in(replace(CLEAN, declined_at=(NOON, NOON)), off, {}) == []


def test_what_is_found_twice_has_two_causes():
    changed = {"classes": kinds("criminal", "dispute", "criminal", "help")}
    found = found_in(replace(CLEAN, **changed), RULE, {})
    assert len({one.cause for one in found}) == len(found) == 2
