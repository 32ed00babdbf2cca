"""The tables of notices: quiet hours to the minute, and texts that say what is known."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from quanju.domains.notices.rules import TEXTS, WAYS_OUT, first_moment
from quanju.domains.notices.types import notice_kinds
from quanju.domains.rulebook.queries import in_force, read, shipped
from quanju.domains.rulebook.types import RuleError

HAILAR = ZoneInfo("Asia/Shanghai")
WAYS = in_force(WAYS_OUT, at=None).content


def local(text):
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=HAILAR)


@pytest.mark.parametrize(
    ("hours", "told", "leaves"),
    [
        (("22:00", "07:00"), "23T21:59", "23T21:59"),
        (("22:00", "07:00"), "23T22:00", "24T07:00"),
        (("22:00", "07:00"), "24T06:59", "24T07:00"),
        (("22:00", "07:00"), "24T07:00", "24T07:00"),
        (("12:30", "14:00"), "23T12:29", "23T12:29"),
        (("12:30", "14:00"), "23T12:30", "23T14:00"),
        (("12:30", "14:00"), "23T14:00", "23T14:00"),
        (("00:00", "00:00"), "23T03:00", "23T03:00"),
    ],
)
def test_quiet_hours_hold_to_the_minute(hours, told, leaves):
    rule = WAYS.model_copy(update=dict(zip(("quiet_from", "quiet_until"), hours, strict=True)))
    assert first_moment(rule, local(told), HAILAR, at_night=False) == local(leaves)
    assert first_moment(rule, local(told), HAILAR, at_night=True) == local(told)


def test_every_notice_of_every_room_has_its_text_and_its_ways():
    texts = in_force(TEXTS, at=None).content
    names = [kind.name for kind in notice_kinds()]
    assert names
    assert [name for name in names if not (texts.of(name) and WAYS.of(name))] == []


@pytest.mark.parametrize(
    ("kind", "old", "new", "says"),
    [
        (TEXTS, "{minutes} min ago", "{caller} ago", "unknown {caller}"),
        (TEXTS, "{minutes} min ago", "{minutes!r:>9} ago", "unknown"),
        (TEXTS, "{minutes} min ago", "{minutes ago", "braces"),
        (TEXTS, '"duty.shift_changed"', '"dispatch.order_waits"', "unknown"),
        (TEXTS, '"duty.shift_changed"', '"patrol.nothing"', "there is no notice"),
        (TEXTS, "title = [", 'title = ["' + 61 * "x" + '", "x"] # [', "at most 60"),
        (WAYS_OUT, '"duty.shift_changed"', '"patrol.nothing"', "there is no notice"),
        (WAYS_OUT, '["sms", "mail"]', '["pigeon"]', "sms"),
        (WAYS_OUT, "[30, 120, 600", "[30, 20, 600", ""),
        (WAYS_OUT, "[30, 120, 600", "[30, 900, 600", "must grow"),
        (WAYS_OUT, '"22:00"', '"24:00"', ""),
    ],
)
def test_a_table_that_says_too_much_is_refused(kind, old, new, says):
    text = shipped(kind)
    assert old in text
    with pytest.raises(RuleError) as refused:
        read(kind.name, text.replace(old, new, 1))
    assert says in refused.value.text.en
