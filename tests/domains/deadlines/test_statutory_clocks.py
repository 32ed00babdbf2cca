"""The shipped table: every clock on both sides of its limit, worked out by hand."""

from datetime import date, datetime, timedelta

import chinese_calendar
import pytest

from quanju.domains.deadlines.rules import shipped_tables
from quanju.engine.clocks.acts import Extended, Found, Suspended
from quanju.engine.clocks.deadline import work_out
from quanju.engine.clocks.errors import NotInForce
from quanju.engine.clocks.lengths import Unit
from quanju.engine.clocks.rule import Roll, rule_for
from quanju.engine.clocks.why import why

BOOK, CALENDAR = shipped_tables()
RULES = BOOK.rules
ZONE = CALENDAR.zone
SECOND = timedelta(seconds=1)

# Begun on Monday 2026-03-02 at 10:00. Days: the 2nd is not counted; Saturday the 7th rolls to the
# 9th; 1 May (60 days) and 2 May (two months) lie in Labour Day and roll to the 6th.
LIMITS = """
R2 03-03T10:00  R4 03-05  R5 03-05  R6 03-03T10:00  R8 03-05
A2 04-01  A3 03-02T18:00  A4 03-03T10:00  A5 03-04  A5-victim 03-04  A6 03-17  A7 03-03T10:00
A8 03-04T10:00  A9 03-09  A9-again 03-05  A9-refusal 03-05  A10 03-09  A10-seizure 04-01
A11 03-11  A12 05-06  A12-apply 05-06  A12-admit 03-09  A12-decide 05-06  A12-suit 03-17
A13 09-02  A14 03-09  A14-hearing 03-12  A15 03-02T22:00  A16 03-03T10:00  A18-order 03-05T10:00
A19 03-03T10:00  A19-opinion 03-03T10:00  A19-paper 03-05  A19-complex 03-09
C2 03-05  C3 03-03T10:00  C4 03-05  C5 03-09  C5-decide 04-01  C6 03-09  C6-decide 04-01
C7 03-09  C7-file 03-17  C8 03-05  C8-papers 03-03T10:00  C8-supply 03-05  C8-review 03-05
C8-answer 03-05  C9 03-09  C10 03-05  C11 03-02T22:00  C12 03-03T10:00  C12-family 03-03T10:00
C12-questioning 03-03T10:00  C12-arrest 03-05  C12-procuratorate 03-09  C13 05-02
C14-residence 09-02  C15 03-05  C16 09-02  C16-release 03-05  C17 03-04T10:00  C17-leave 03-05
F2 03-04T10:00  F3 09-02
L2 03-05  L2-assign 03-05  L3 03-03T10:00  L4 03-09  L4-assign 03-05  L6 03-09  L9 04-01
P4 09-02  T1 03-05  T2 03-12  T2-expert 03-09  T2-review 03-05
"""
PAIRS = [pair.split() for line in LIMITS.strip().split("\n") for pair in line.split("  ")]
FAR = {"C14": date(2027, 3, 2), "P1": date(2029, 3, 2)}
AT_ONCE = {"R1", "R3", "R7", "R10", "A1", "A17", "A18", "C1", "F1", "F6", "L1", "P2"}
OPEN = {"R9", "R11", "F4", "F5", "L5", "L7", "L8", "P3"}
OLD = {"A1-old", "A1-old-hard", "A2-old"}
START = datetime(2026, 3, 2, 10, tzinfo=ZONE)


def worked(number, start, *acts):
    return work_out(RULES[number], start=start, acts=acts, calendar=CALENDAR)


def expected(text):
    moment = datetime.fromisoformat(f"2026-{text}")
    return moment.replace(tzinfo=ZONE) if "T" in text else moment.date()


@pytest.mark.parametrize(("number", "limit"), PAIRS)
def test_a_second_before_and_after_the_limit(number, limit):
    clock = worked(number, START)
    assert clock.due == expected(limit)
    assert not clock.is_late(clock.ends_at - SECOND)
    assert clock.is_late(clock.ends_at + SECOND)


@pytest.mark.parametrize(("number", "last"), FAR.items())
def test_long_limits(number, last):
    assert worked(number, START).due == last


def test_every_row_of_the_list_has_its_limit_here():
    known = {number for number, _ in PAIRS} | set(FAR) | AT_ONCE | OPEN | OLD
    assert known == set(RULES)


@pytest.mark.parametrize("number", sorted(AT_ONCE))
def test_at_once_is_due_when_it_begins(number):
    assert worked(number, START).due == START


@pytest.mark.parametrize("number", sorted(OPEN))
def test_a_duty_without_a_length_has_no_date(number):
    assert worked(number, START).due is None


@pytest.mark.parametrize(
    ("number", "last"),
    [
        ("A1-old", datetime(2025, 6, 4, 10, tzinfo=ZONE)),
        ("A1-old-hard", date(2025, 6, 6)),
        ("A2-old", date(2025, 7, 3)),
    ],
)
def test_limits_before_2026(number, last):
    assert worked(number, datetime(2025, 6, 3, 10, tzinfo=ZONE)).due == last


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("times", "last"), [(0, "2026-02-04"), (1, "2026-03-06"), (2, "2026-04-07")]
)
def test_vector_a_a_public_order_case_extended_twice(times, last):
    acts = [Extended(at=day(at)) for at in ("2026-02-04", "2026-03-06")][:times]
    assert worked("A2", day("2026-01-05"), *acts).due == day(last)


def test_vector_b_the_seventh_day_lies_in_the_spring_festival():
    assert worked("C5", day("2026-02-12")).due == day("2026-02-24")


def test_vector_c_custody_does_not_roll():
    start = datetime(2026, 9, 30, 10, tzinfo=ZONE)
    for number in ("C12", "C12-family"):
        assert worked(number, start).due == datetime(2026, 10, 1, 10, tzinfo=ZONE)


def test_vector_d_a_stop_payment_runs_through_the_holiday():
    start = datetime(2026, 10, 1, 23, 30, tzinfo=ZONE)
    assert worked("F2", start).due == datetime(2026, 10, 3, 23, 30, tzinfo=ZONE)


def test_vector_e_five_working_days_over_qingming():
    assert worked("A14", day("2026-04-03")).due == day("2026-04-13")


@pytest.mark.parametrize(
    ("number", "codes"),
    [
        ("A3", {"many": "03-02T22:00", "complex": "03-03T10:00"}),
        ("A18-order", {"urgent": "03-03T10:00"}),
        ("A12-decide", {"simplified": "04-01"}),
        ("C2", {"leads": "03-09", "major": "04-01"}),
        ("C10", {"latest": "03-12"}),
        ("C11", {"custody": "03-03T10:00"}),
        ("C12-arrest", {"roaming": "04-01"}),
    ],
)
def test_circumstances_give_another_length(number, codes):
    for code, limit in codes.items():
        assert worked(number, START, Found(at=START, circumstance=code)).due == expected(limit)


@pytest.mark.parametrize(
    ("number", "limits"),
    [
        ("A2", ("05-06", "06-01")),  # 1 May; 31 May is a Sunday
        ("A10-seizure", ("05-06",)),
        ("A12-decide", ("06-01",)),
        ("A15", ("03-03T10:00", "03-04T10:00")),
        ("C5-decide", ("05-06",)),
        ("C9", ("04-01", "05-06")),
        ("C10", ("04-01", "05-06")),
        ("C12-arrest", ("03-09",)),
        ("C13", ("06-02", "08-02", "10-02")),
        ("F2", ("03-06T10:00",)),
    ],
)
def test_extensions_one_after_the_other_and_no_more(number, limits):
    acts = []
    for limit in limits:
        acts.append(Extended(at=START))
        assert worked(number, START, *acts).due == expected(limit)
    with pytest.raises(ValueError, match="extended"):
        worked(number, START, *acts, Extended(at=START))


def test_a_hearing_stops_the_clock_since_2026_and_did_not_before():
    out = Suspended(at=day("2026-01-10"), until=day("2026-01-20"), reason="hearing")
    assert worked("A2", day("2026-01-05"), out).due == day("2026-02-14")
    with pytest.raises(ValueError, match="does not stand"):
        worked("A2-old", day("2025-12-31"), out)


def test_the_day_of_the_act_chooses_the_version():
    for number in ("A2", "A2-old"):
        assert rule_for(RULES, number, day("2025-12-31")).number == "A2-old"
        assert rule_for(RULES, number, day("2026-01-01")).number == "A2"


def test_no_version_binds_before_the_rule_was_made():
    with pytest.raises(NotInForce):
        rule_for(RULES, "R4", day("2023-12-31"))
    assert rule_for(RULES, "R4", day("2024-01-01")).number == "R4"


def test_what_was_not_read_in_the_text_says_check_locally():
    doubtful = {number for number, rule in RULES.items() if not rule.is_verified}
    assert doubtful == {"A19", "A19-opinion", "A19-paper", "A19-complex", "C9", "C10", "F2", "P4"}
    told = why(worked("F2", START), CALENDAR)
    assert any("以本地规定为准" in step.words.zh for step in told)
    assert not any("以本地规定为准" in s.words.zh for s in why(worked("A2", START), CALENDAR))


def test_custody_bail_freeze_and_bars_never_roll():
    never = {n for n, r in RULES.items() if r.roll is Roll.NEVER and r.length.unit.has_days}
    assert never == {
        *("A13", "C12-arrest", "C12-procuratorate", "C13", "C14", "C14-residence"),
        *("C16", "F3", "P1", "P4"),
    }


def test_working_days_are_only_those_of_the_two_laws():
    working = {n for n, r in RULES.items() if r.length.unit is Unit.WORKING_DAY}
    assert working == {"A11", "A12-admit", "A14"}


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_calendar_is_that_of_a_second_source(year):
    first = date(year, 1, 1)
    for day_ in (first + timedelta(days=n) for n in range(365)):
        assert CALENDAR.is_working(day_) == chinese_calendar.is_workday(day_), day_


def test_an_unpublished_year_is_provisional():
    assert worked("A2", day("2026-12-01")).due == day("2026-12-31")
    assert not worked("A2", day("2026-12-01")).is_provisional
    assert worked("A2", day("2026-12-02")).is_provisional
    assert not worked("C13", day("2026-12-02")).is_provisional
    assert not worked("F2", datetime(2026, 12, 31, tzinfo=ZONE)).is_provisional
