"""Conditions of a list: a wrong one is told, the good ones stay; no day ends in a fault."""

import pytest
from django.core.exceptions import ValidationError
from tests.builders.incidents import an_incident
from tests.builders.people import an_appointment, sign_in

from quanju.domains.kernel.clock import now
from quanju.pages.shared.fields import DayField, MomentField

pytestmark = pytest.mark.django_db
OUT_OF_TIME = ["0001-01-01", "1970-01-01", "1999-12-31", "2101-01-01", "9999-12-31", "2026-13-45"]


@pytest.fixture
def desk(client, town):
    sign_in(client, an_appointment("dispatcher"))
    return client


@pytest.mark.parametrize("wrong", ["from=2026-13-45", "until=0001-01-01", "ring=99", "from=昨天"])
def test_a_wrong_condition_is_told_and_the_good_one_stays(desk, wrong):
    first = an_incident(at=now())
    answer = desk.get(f"/dispatch/incidents?grade={first.grade}&{wrong}")
    other = desk.get(f"/dispatch/incidents?grade={first.grade % 4 + 1}&{wrong}")
    assert answer.status_code == other.status_code == 422
    assert "没有按它筛选" in answer.content.decode()
    assert first.number in answer.content.decode()
    assert first.number not in other.content.decode()


def test_good_conditions_need_no_words(desk):
    answer = desk.get("/dispatch/incidents?grade=1&from=2026-11-01")
    assert answer.status_code == 200
    assert "没有按它筛选" not in answer.content.decode()


@pytest.mark.parametrize("day", OUT_OF_TIME)
@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("dispatcher", "/dispatch/incidents?from={}"),
        ("dispatcher", "/dispatch/incidents?until={}"),
        ("auditor", "/journal/?day={}"),
        ("branch_leader", "/patrol/?day={}"),
        ("branch_leader", "/patrol/?zone=1&from={}T00:00:00%2B00:00&until={}T01:00:00%2B00:00"),
        ("branch_leader", "/patrol/measures?day={}"),
        ("branch_leader", "/patrol/rounds?day={}"),
    ],
)
def test_a_day_of_any_year_is_answered(client, town, role, path, day):
    sign_in(client, an_appointment(role))
    assert client.get(path.replace("{}", day)).status_code in (200, 422)


FIELDS = pytest.mark.parametrize("field", [DayField(), MomentField()])


@FIELDS
@pytest.mark.parametrize("year", [2000, 2100])
def test_years_of_our_time_are_taken(field, year):
    assert field.clean(f"{year}-06-01").year == year


@FIELDS
@pytest.mark.parametrize("year", [1999, 2101])
def test_other_years_are_told_at_the_field(field, year):
    with pytest.raises(ValidationError, match="2000"):
        field.clean(f"{year}-06-01")


WRITTEN = [
    "2026-12-01",
    "2026年12月1日",
    "2026/12/1",
    "2026.12.1",
    "２０２６－１２－０１",
    " 2026-12-01 ",
]


@FIELDS
@pytest.mark.parametrize("typed", WRITTEN)
def test_a_day_is_read_as_people_write_it(field, typed):
    assert field.clean(typed) == field.clean("2026-12-01")


def test_a_moment_is_read_as_people_write_it():
    wanted = MomentField().clean("2026-12-01T09:05:00")
    for typed in ("2026年12月1日 9:05", "2026年12月1日9时05分", "2026/12/1 09:05"):
        assert MomentField().clean(typed) == wanted


OTHER_CALENDARS = [
    *("民国115年12月1日", "115-12-01", "R8.12.1", "丙午年十月廿三", "二〇二六年十二月一日"),
    *("01/12/2026", "2026-02-30", "2026-13-01", "2026年12月", "٢٠٢٦-١٢-٠١"),
]


@FIELDS
@pytest.mark.parametrize("typed", OTHER_CALENDARS)
def test_what_is_no_day_of_the_common_calendar_is_told_with_how_to_write_it(field, typed):
    with pytest.raises(ValidationError, match="2026-12-01"):
        field.clean(typed)


@FIELDS
@pytest.mark.parametrize("year", [2569, 1405, 5787, 1448])
def test_years_of_other_eras_are_no_years_of_ours(field, year):
    with pytest.raises(ValidationError, match="2000"):
        field.clean(f"{year}-12-01")
