"""A row for every way to be wrong: its own error, and a sentence in both languages."""

from datetime import date, datetime

import pytest
from tests.engine.clocks.grounds import (
    CALENDAR,
    LAW,
    PROSECUTOR,
    SERGEANT,
    a_rule,
    at,
)

from quanju.engine.clocks import errors
from quanju.engine.clocks.acts import Extended, Found, Suspended
from quanju.engine.clocks.calendar import Holiday, WorkingCalendar, Year
from quanju.engine.clocks.deadline import span_of, work_out
from quanju.engine.clocks.errors import ClockError
from quanju.engine.clocks.lengths import Length, Unit, Words
from quanju.engine.clocks.rule import Circumstance, Exclusion, Extension, check_versions, rule_for

WORDS = Words("甲", "one")
MONDAY = date(2026, 3, 2)
LATE = date(2026, 3, 6)


def work(*acts, start=MONDAY, **changes):
    return work_out(a_rule(3, **changes), start=start, acts=acts, calendar=CALENDAR)


def year(off=(), working=()):
    return Year(2026, tuple(Holiday(WORDS, *span) for span in off), working, WORDS)


def out(first, last=None, reason="expert"):
    return Suspended(at=first, until=last, reason=reason)


CASES = {
    "a length of nothing": (errors.BadLength, lambda: Length(0, Unit.DAY)),
    "a negative length": (errors.BadLength, lambda: Length(-3, Unit.HOUR)),
    "half a day": (errors.BadLength, lambda: Length(0.5, Unit.DAY)),
    "true is no number": (errors.BadLength, lambda: Length(True, Unit.DAY)),
    "a thousand years": (errors.BadLength, lambda: Length(1001, Unit.YEAR)),
    "an unknown unit": (errors.BadLength, lambda: Length(3, "fortnight")),
    "a count of at once": (errors.BadLength, lambda: Length(1, Unit.AT_ONCE)),
    "the span of a clock of days": (errors.BadLength, lambda: span_of(a_rule(3))),
    "a rule without a number": (errors.BadRule, lambda: a_rule(number="")),
    "a rule without a source": (errors.BadRule, lambda: a_rule(sources=())),
    "days from a moment": (errors.BadRule, lambda: a_rule(3, start="moment")),
    "hours from the next day": (errors.BadRule, lambda: a_rule(3, "hour", start="next_day")),
    "hours that roll": (errors.BadRule, lambda: a_rule(3, "hour", roll="roll")),
    "days extended by hours": (
        errors.BadRule,
        lambda: a_rule(3, extensions=(Extension(Length(1, Unit.HOUR)),)),
    ),
    "days extended by working days": (
        errors.BadRule,
        lambda: a_rule(3, extensions=(Extension(Length(1, Unit.WORKING_DAY)),)),
    ),
    "hours with a circumstance in days": (
        errors.BadRule,
        lambda: a_rule(
            3,
            "hour",
            extensions=(),
            circumstances=(Circumstance("x", WORDS, Length(3, Unit.DAY)),),
        ),
    ),
    "a rule that ends before it begins": (
        errors.BadRule,
        lambda: a_rule(valid_from=MONDAY, valid_until=date(2026, 3, 1)),
    ),
    "one circumstance twice": (
        errors.BadRule,
        lambda: a_rule(circumstances=(Circumstance("x", WORDS, Length(3, Unit.DAY)),) * 2),
    ),
    "one exclusion twice": (
        errors.BadRule,
        lambda: a_rule(exclusions=(Exclusion("x", WORDS, WORDS, WORDS),) * 2),
    ),
    "a number twice": (errors.BadRule, lambda: check_versions([a_rule(), a_rule()])),
    "two versions on a day": (
        errors.BadRule,
        lambda: check_versions([a_rule(), a_rule(number="X1-old", valid_until=MONDAY)]),
    ),
    "no version on that day": (
        errors.NotInForce,
        lambda: rule_for({"X1": a_rule(valid_from=LATE)}, "X1", MONDAY),
    ),
    "an act before the rule binds": (errors.NotInForce, lambda: work(valid_from=LATE)),
    "an act after it bound": (errors.NotInForce, lambda: work(valid_until=date(2026, 3, 1))),
    "a moment without a zone": (
        errors.BadMoment,
        lambda: work(start=datetime(2026, 3, 2, 9)),
    ),
    "an act without a zone": (
        errors.BadMoment,
        lambda: work(Extended(at=datetime(2026, 3, 3, 9))),
    ),
    "beyond the last year": (errors.BadMoment, lambda: work(start=date(9999, 12, 30))),
    "months beyond the last year": (
        errors.BadMoment,
        lambda: work_out(a_rule(2, "month"), start=date(9999, 12, 1), calendar=CALENDAR),
    ),
    "hours beyond the last year": (
        errors.BadMoment,
        lambda: work_out(
            a_rule(48, "hour"),
            start=datetime(9999, 12, 31, tzinfo=CALENDAR.zone),
            calendar=CALENDAR,
        ),
    ),
    "an extension too many": (
        errors.NoSuchExtension,
        lambda: work(Extended(at=MONDAY), Extended(at=MONDAY)),
    ),
    "an extension of what may not be": (
        errors.NoSuchExtension,
        lambda: work(Extended(at=MONDAY), extensions=()),
    ),
    "an extension too long": (
        errors.ExtensionTooLong,
        lambda: work(Extended(at=MONDAY, length=Length(4, Unit.DAY))),
    ),
    "an extension in another unit": (
        errors.ExtensionTooLong,
        lambda: work(Extended(at=MONDAY, length=Length(1, Unit.HOUR))),
    ),
    "approved too low": (
        errors.ApproverTooLow,
        lambda: work(Extended(at=MONDAY, approver=SERGEANT)),
    ),
    "approved by another authority": (
        errors.ApproverTooLow,
        lambda: work(Extended(at=MONDAY, approver=PROSECUTOR)),
    ),
    "an extension before the start": (
        errors.ActTooEarly,
        lambda: work(Extended(at=date(2026, 3, 1))),
    ),
    "an extension after the end": (errors.ActTooLate, lambda: work(Extended(at=LATE))),
    "a suspension after the end": (errors.ActTooLate, lambda: work(out(LATE))),
    "a circumstance after the end": (
        errors.ActTooLate,
        lambda: work(Found(at=LATE, circumstance="hard")),
    ),
    "an extension a minute after the last hour": (
        errors.ActTooLate,
        lambda: work_out(
            a_rule(3, "hour"),
            start=at(3, 2, 9),
            acts=[Extended(at=at(3, 2, 12, 1))],
            calendar=CALENDAR,
        ),
    ),
    "no such circumstance": (
        errors.NoSuchCircumstance,
        lambda: work(Found(at=MONDAY, circumstance="easy")),
    ),
    "no such exclusion": (errors.NotExcluded, lambda: work(out(MONDAY, reason="holiday"))),
    "a suspension that ends before it begins": (
        errors.BadInterval,
        lambda: work(out(date(2026, 3, 4), date(2026, 3, 3))),
    ),
    "from a day until a moment": (
        errors.BadInterval,
        lambda: work(out(date(2026, 3, 3), at(3, 4))),
    ),
    "a holiday that ends before it begins": (
        errors.BadCalendar,
        lambda: year([(date(2026, 1, 3), date(2026, 1, 1))]),
    ),
    "a holiday of another year": (
        errors.BadCalendar,
        lambda: year([(date(2025, 12, 31), date(2026, 1, 1))]),
    ),
    "off and worked": (
        errors.BadCalendar,
        lambda: year([(date(2026, 1, 3), date(2026, 1, 4))], (date(2026, 1, 4),)),
    ),
    "off twice": (
        errors.BadCalendar,
        lambda: year([(date(2026, 1, 1), date(2026, 1, 2)), (date(2026, 1, 2), date(2026, 1, 3))]),
    ),
    "a Monday listed as worked": (errors.BadCalendar, lambda: year(working=(MONDAY,))),
    "a year under a wrong number": (
        errors.BadCalendar,
        lambda: WorkingCalendar({2025: year()}),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_it_is_refused_with_a_sentence(name):
    kind, make = CASES[name]
    with pytest.raises(kind) as caught:
        make()
    assert isinstance(caught.value, ClockError)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in caught.value.zh)
    assert caught.value.en.strip()


def test_every_error_has_its_row():
    kinds = {e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, ClockError)}
    assert kinds - {ClockError} == {kind for kind, _ in CASES.values()}


def test_an_unknown_number_is_a_key_error():
    with pytest.raises(KeyError):
        rule_for({}, "A99", MONDAY)


def test_the_last_day_itself_is_not_too_late():
    assert work(Extended(at=date(2026, 3, 5))).due == date(2026, 3, 9)


def test_an_article_that_is_words_is_not_numbered():
    assert LAW.words == Words("《某法》第7条", "Some Law, Art. 7")


def test_what_is_not_known_is_answered_with_what_is():
    with pytest.raises(errors.NoSuchCircumstance) as caught:
        work(Found(at=MONDAY, circumstance="easy"))
    assert "known: hard" in caught.value.en
    with pytest.raises(errors.NotExcluded) as caught:
        work(out(MONDAY, reason="holiday"))
    assert "known: none" not in caught.value.en
    bare = a_rule(3, "hour", circumstances=())
    with pytest.raises(errors.NoSuchCircumstance) as caught:
        acts = [Found(at=at(3, 2, 10), circumstance="easy")]
        work_out(bare, start=at(3, 2, 9), acts=acts, calendar=CALENDAR)
    assert "known: none" in caught.value.en
    assert "可用：无" in caught.value.zh
