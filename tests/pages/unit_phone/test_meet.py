"""“Came across” on the phone: two taps, here, at the moment of the press."""

import pytest
from tests.builders.town import spot
from tests.pages.unit_phone.conftest import ago

from quanju.domains.dispatch.models import Assignment, Incident

pytestmark = pytest.mark.django_db

KEY = "b" * 32


def fix(where, at, accuracy="8"):
    lon, lat = spot(*where)
    return {
        "lon": str(lon),
        "lat": str(lat),
        "accuracy_m": accuracy,
        "measured_at": at.isoformat(),
    }


def test_the_frequent_types_are_buttons_and_the_page_becomes_the_job(on_shift):
    page = on_shift.page()
    assert "遇到情况" in page
    assert 'name="type_code" value="fight"' in page
    answer = on_shift.press("meet", incident="", type_code="fight", idempotency_key=KEY)
    assert "现场已控制" in answer.content.decode()
    again = on_shift.press("meet", incident="", type_code="fight", idempotency_key=KEY)
    assert (again.status_code, Incident.objects.count()) == (200, 1)


def test_a_press_kept_without_signal_stands_where_and_when_it_was_pressed(on_shift):
    then = ago(300)
    on_shift.press(
        "meet",
        incident="",
        type_code="theft",
        text="自行车被撬",
        pressed_at=then.isoformat(),
        **fix((4, 2), then),
    )
    row = Incident.objects.get()
    assert (row.lon, row.lat) == pytest.approx(spot(4, 2))
    assert abs((row.arrived_at - then).total_seconds()) < 0.01
    assert row.title == "自行车被撬"


@pytest.mark.parametrize("accuracy", ["-1", "nan", "x"])
def test_a_fix_that_says_nonsense_is_still_a_place(on_shift, accuracy):
    on_shift.press("meet", incident="", type_code="theft", **fix((4, 2), ago(1), accuracy))
    assert Incident.objects.get().place_kind == "exact"


def test_on_a_job_it_is_the_desks(on_shift, ordered):
    assert "由指挥台另派" in on_shift.page()
    answer = on_shift.press("meet", incident="", type_code="collision")
    assert answer.status_code == 200
    assert Assignment.objects.get().incident == ordered
    assert Incident.objects.get(type_code="collision").state == "new"


def test_without_a_type_the_sentence_says_so(on_shift):
    answer = on_shift.press("meet", incident="", type_code="")
    assert answer.status_code == 422
    assert "类型" in answer.content.decode()
