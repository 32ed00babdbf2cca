"""A row is spelled the same before it is stored and after it is read, on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import models
from hypothesis import given, settings
from hypothesis import strategies as st

from quanju.domains.dispatch.models import Incident, Receipt
from quanju.domains.kernel import rows
from quanju.domains.kernel.spelling import Spelling, _json, _number

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
CHINA = timezone(timedelta(hours=8))
pytestmark = pytest.mark.django_db


def an_incident(**more):
    fields = {
        "number": "20261123-0001",
        "title": "x",
        "class_code": "a",
        "type_code": "b",
        "grade": 3,
        "address": "",
        "lon": 119.7,
        "lat": 49.2,
        "channel": "phone",
        "state": "new",
        "received_at": NOON,
        "created_at": NOON,
    }
    return Incident.objects.create(**{**fields, **more})


def spelled(row):
    return dict(rows._spelled_now(type(row), [row.pk]))[row.pk]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"lon": 119, "lat": -0.0},
        {"lon": 1e-7, "lat": 0.1 + 0.2},
        {"grade": "2"},
        {"zone": 0, "is_restricted": True},
        {"title": '引号" 反斜\\ 换行\n 🚓', "address": "\u2028"},
        {"received_at": datetime(2026, 11, 23, 12, 0, 0, 1, tzinfo=CHINA)},
        {"received_at": "2026-11-23T12:00:00+08:00"},
        {"grade_reasons": ["a", {"b": 1.0, "甲": [None, True]}]},
        {"grade_reasons": ({10: 1, 9: 2, "x": ()},)},
        {"grade_reasons": [1e22, 10**17, 1e16, -0.0, 5e-324, 1.5]},
    ],
)
def test_what_is_stored_is_read_as_it_was_spelled(more):
    row = an_incident(**more)
    assert Incident.spelling().of_object(row) == spelled(row)


@settings(deadline=None, max_examples=40)
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**70), 2**70)
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
                inner,
                max_size=3,
            )
        ),
        max_leaves=8,
    )
)
def test_whatever_json_holds_is_spelled_alike(content):
    row = an_incident(number=f"x{Incident.objects.count()}")
    receipt = Receipt.objects.create(incident=row, made_at=NOON, content="", chosen=[content])
    assert Receipt.spelling().of_object(receipt) == spelled(receipt)


def test_rows_read_by_key_are_spelled_like_all_of_them():
    made = [an_incident(number=f"x{n}", zone=n) for n in range(3)]
    read = rows._spelled_now(Incident, [row.pk for row in made])
    assert dict(read) == dict(rows.spelled_rows(Incident))


def test_a_generated_column_is_not_spelled_since_an_object_keeps_its_old_value():
    row = an_incident(state="new")
    row.state = "closed"
    row.disposition_code = "done"
    row.save()
    assert "is_open" not in Incident.spelling().names
    assert Incident.spelling().of_object(row) == spelled(row)


def test_a_change_of_any_protected_field_is_another_spelling():
    before = Incident(grade=3, lon=1.0, lat=2.0, received_at=NOON, created_at=NOON)
    told = Incident.spelling().of_object(before)
    others = {
        "grade": 2,
        "lon": 1.0000001,
        "title": " ",
        "is_restricted": True,
        "zone": 0,
        "received_at": NOON + timedelta(microseconds=1),
        "grade_reasons": [[]],
    }
    for name, value in others.items():
        was = getattr(before, name)
        setattr(before, name, value)
        assert Incident.spelling().of_object(before) != told, name
        setattr(before, name, was)


def test_a_value_that_only_the_database_knows_is_read_from_it():
    assert Incident.spelling().of_object(Incident(grade=models.F("grade") + 1)) is None


def test_one_and_one_point_zero_are_one_number():
    assert [_number(n) for n in (1, 1.0, -0.0, 2**53, 1e16, 0.5)] == [
        "1",
        "1",
        "0",
        "9007199254740992.0",
        "1e+16",
        "0.5",
    ]
    assert _json({"b": 1, "a": (True,)}) == '{"a":[true],"b":1}'


def test_a_column_added_later_does_not_change_how_older_rows_are_spelled():
    class Before(models.Model):
        name = models.CharField(max_length=5)

        class Meta:
            app_label = "spelling_before"

    class After(models.Model):
        name = models.CharField(max_length=5)
        note = models.TextField(blank=True)
        done_at = models.DateTimeField(null=True)
        is_late = models.BooleanField(default=False)

        class Meta:
            app_label = "spelling_after"

    old = Spelling(Before, ()).of_object(Before(name="x"))
    assert old == Spelling(After, ()).of_object(After(name="x")) == '{"name":"x"}'


def test_a_kind_of_field_that_nobody_thought_of_is_refused():
    class Odd(models.Model):
        size = models.DurationField()

        class Meta:
            app_label = "spelling_odd"

    with pytest.raises(TypeError, match="how such a field is told"):
        Spelling(Odd, ())
