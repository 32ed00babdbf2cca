"""Dates worked out on paper: starts, lengths, rolls, extensions, days that do not count."""

from datetime import date

import pytest
from tests.engine.clocks.grounds import CALENDAR, CHIEF, a_rule, at

from quanju.engine.clocks.acts import Extended, Found, Suspended
from quanju.engine.clocks.deadline import work_out
from quanju.engine.clocks.lengths import Length, Unit, Words
from quanju.engine.clocks.rule import Circumstance, Extension, Roll, Start
from quanju.engine.clocks.why import why


def due(rule, start, *acts):
    return work_out(rule, start=start, acts=acts, calendar=CALENDAR).due


def test_the_day_it_starts_is_not_counted():
    assert due(a_rule(3), date(2026, 3, 2)) == date(2026, 3, 5)


def test_or_it_is_where_the_rule_says_so():
    assert due(a_rule(3, start=Start.SAME_DAY), date(2026, 3, 2)) == date(2026, 3, 4)


def test_the_hour_of_the_day_moves_no_last_day():
    assert due(a_rule(3), at(3, 2, 0, 0)) == due(a_rule(3), at(3, 2, 23, 59)) == date(2026, 3, 5)


def test_a_moment_of_another_zone_belongs_to_the_local_day():
    utc = at(3, 3, 1, 0).astimezone(__import__("datetime").UTC)  # still 2 March in UTC
    assert utc.day == 2
    assert due(a_rule(3), utc) == date(2026, 3, 6)


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2026, 3, 4), date(2026, 3, 9)),  # Saturday -> Monday
        (date(2026, 2, 10), date(2026, 2, 13)),  # Friday
        (date(2026, 2, 11), date(2026, 2, 14)),  # a Saturday that is worked stays
        (date(2026, 2, 12), date(2026, 2, 24)),  # the first of nine days off
        (date(2026, 2, 20), date(2026, 2, 24)),  # the last of them
        (date(2026, 2, 21), date(2026, 2, 24)),  # the day after is worked
    ],
)
def test_the_last_day_moves_to_the_first_worked_day_after(start, last):
    assert due(a_rule(3), start) == last


def test_custody_never_moves():
    assert due(a_rule(3, roll=Roll.NEVER), date(2026, 2, 12)) == date(2026, 2, 15)


def test_hours_run_on_over_midnight_year_and_holiday():
    assert due(a_rule(24, "hour"), at(10, 1, 23, 30)) == at(10, 2, 23, 30)
    assert due(a_rule(24, "hour"), at(12, 31, 23, 30)) == at(1, 1, 23, 30, year=2027)
    assert due(a_rule(90, "second"), at(12, 31, 23, 59)).isoformat() == "2027-01-01T00:00:30+08:00"


def test_a_full_hour_later_where_the_hour_of_the_start_is_not_counted():
    rule = a_rule(2, "hour", start=Start.NEXT_HOUR)
    assert due(rule, at(3, 2, 10, 0)) == due(rule, at(3, 2, 10, 59)) == at(3, 2, 13, 0)


def test_hours_from_a_bare_day_run_from_its_midnight_and_say_so():
    worked = work_out(a_rule(24, "hour"), start=date(2026, 3, 2), calendar=CALENDAR)
    assert worked.due == at(3, 3)
    assert worked.is_midnight_assumed
    assert any("从严" in step.words.zh for step in why(worked, CALENDAR))


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 2, 28), 1, date(2026, 3, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(start, months, last):
    assert due(a_rule(months, "month", roll=Roll.NEVER), start) == last


def test_a_year_from_the_leap_day_ends_on_the_28th():
    assert due(a_rule(1, "year", roll=Roll.NEVER), date(2028, 2, 29)) == date(2029, 2, 28)


def test_months_are_added_up_before_the_month_is_cut_short():
    rule = a_rule(1, "month", roll=Roll.NEVER, extensions=(Extension(Length(1, Unit.MONTH)),))
    assert due(rule, date(2026, 1, 31), Extended(at=date(2026, 2, 1))) == date(2026, 3, 31)


def test_working_days_pass_over_holidays_and_count_worked_weekends():
    rule = a_rule(5, "working_day")
    assert due(rule, date(2026, 2, 12)) == date(2026, 2, 26)  # 13, 14 worked, then 24, 25, 26


def test_an_extension_is_added_before_rolling():
    assert due(a_rule(3), date(2026, 3, 4), Extended(at=date(2026, 3, 9))) == date(2026, 3, 10)


def test_an_extension_may_be_shorter_than_the_rule_grants():
    half = Extended(at=date(2026, 3, 5), length=Length(2, Unit.DAY), approver=CHIEF)
    assert due(a_rule(3), date(2026, 3, 2), half) == date(2026, 3, 9)  # the 7th is a Saturday


def test_an_extension_to_a_total_replaces_the_length():
    to_ten = (Extension(Length(10, Unit.DAY), is_total=True), Extension(Length(5, Unit.DAY)))
    rule = a_rule(3, extensions=to_ten)
    first, second = Extended(at=date(2026, 3, 3)), Extended(at=date(2026, 3, 4))
    assert due(rule, date(2026, 3, 2), first) == date(2026, 3, 12)
    assert due(rule, date(2026, 3, 2), first, second) == date(2026, 3, 17)


def test_a_renewable_extension_is_granted_again_and_again():
    rule = a_rule(10, extensions=(Extension(Length(10, Unit.DAY), is_renewable=True),))
    acts = [Extended(at=date(2026, 3, 3)) for _ in range(3)]
    assert due(rule, date(2026, 3, 2), *acts) == date(2026, 4, 13)  # 11 April is a Saturday


def test_a_circumstance_gives_the_whole_clock_another_length():
    hard = (Circumstance("hard", Words("疑难", "hard"), Length(7, Unit.DAY)),)
    found = Found(at=date(2026, 3, 3), circumstance="hard")
    assert due(a_rule(3, circumstances=hard), date(2026, 3, 2), found) == date(2026, 3, 9)


def out(first, last, **more):
    return Suspended(at=first, until=last, reason="expert", **more)


def test_excluded_days_push_the_end_by_as_many():
    span = out(date(2026, 3, 3), date(2026, 3, 5))  # the 3rd and the 4th
    assert due(a_rule(10), date(2026, 3, 2), span) == date(2026, 3, 16)  # the 14th is a Saturday
    assert due(a_rule(10, roll=Roll.NEVER), date(2026, 3, 2), span) == date(2026, 3, 14)


def test_two_exclusions_that_overlap_count_once():
    spans = out(date(2026, 3, 3), date(2026, 3, 6)), out(date(2026, 3, 5), date(2026, 3, 8))
    assert due(a_rule(10, roll=Roll.NEVER), date(2026, 3, 2), *spans) == date(2026, 3, 17)


def test_an_exclusion_within_a_day_excludes_no_day():
    span = out(at(3, 3, 9), at(3, 3, 17))
    assert due(a_rule(3), date(2026, 3, 2), span) == date(2026, 3, 5)
    assert due(a_rule(24, "hour"), at(3, 3, 8), span) == at(3, 4, 16)


def test_an_exclusion_before_the_clock_began_counts_from_its_start():
    span = out(date(2026, 2, 20), date(2026, 3, 4))
    assert due(a_rule(3), date(2026, 3, 2), span) == date(2026, 3, 6)


def test_a_roll_passes_over_days_that_do_not_count():
    span = out(date(2026, 3, 7), date(2026, 3, 11))  # the limit ends on Saturday the 7th
    assert due(a_rule(5), date(2026, 3, 2), span) == date(2026, 3, 11)


def test_while_it_stands_there_is_no_date():
    worked = work_out(
        a_rule(3), start=date(2026, 3, 2), acts=[out(date(2026, 3, 3), None)], calendar=CALENDAR
    )
    assert (worked.due, worked.ends_at, worked.standing_since) == (None, None, date(2026, 3, 3))
    assert not worked.is_late(at(12, 31))


def test_at_once_is_due_when_it_begins():
    assert due(a_rule(0, "at_once", roll=Roll.NEVER), at(3, 7, 9)) == at(3, 7, 9)


def test_a_duty_without_a_length_has_no_date():
    assert due(a_rule(0, "open"), at(3, 7, 9)) is None


def test_the_last_day_is_in_time_to_its_last_second():
    worked = work_out(a_rule(3), start=date(2026, 3, 2), calendar=CALENDAR)
    assert worked.ends_at == at(3, 6)
    assert not worked.is_late(at(3, 5, 23, 59))
    assert worked.is_late(at(3, 6))


def test_the_last_moment_is_in_time():
    worked = work_out(a_rule(24, "hour"), start=at(3, 2, 10), calendar=CALENDAR)
    assert not worked.is_late(at(3, 3, 10))
    assert worked.is_late(at(3, 3, 10, 1))


def test_a_year_without_a_notice_makes_the_date_provisional():
    worked = work_out(a_rule(30), start=date(2026, 12, 2), calendar=CALENDAR)
    assert worked.due == date(2027, 1, 4)  # 1 January is off by law, then a weekend
    assert worked.unknown_years == (2027,)
    assert any("暂定" in step.words.zh for step in why(worked, CALENDAR))


@pytest.mark.parametrize("rule", [a_rule(30, roll=Roll.NEVER), a_rule(720, "hour")])
def test_but_not_where_no_holiday_is_asked_for(rule):
    assert not work_out(rule, start=at(12, 2, 9), calendar=CALENDAR).is_provisional


def test_acts_are_told_in_the_order_they_happened():
    acts = out(date(2026, 3, 20), date(2026, 3, 22)), Extended(at=date(2026, 3, 10), approver=CHIEF)
    told = why(work_out(a_rule(30), start=date(2026, 3, 2), acts=acts, calendar=CALENDAR), CALENDAR)
    words = [step.words.zh for step in told]
    assert words[2].startswith("2026-03-10 延长30日，局长批准")
    assert words[3].startswith("2026-03-20 至 2026-03-22 鉴定期间不计入（委托书 → 意见）")


def test_every_step_has_both_languages_and_names_an_article():
    told = why(work_out(a_rule(3), start=date(2026, 3, 4), calendar=CALENDAR), CALENDAR)
    assert [step.words.en.isascii() for step in told] == [True] * 4
    assert "顺延" in told[-1].words.zh
    assert {step.source.words.zh for step in told} == {"《某法》第7条"}
