"""The area “standard enforcement” of the home page: tiles, targets, charts, drill-down."""

from datetime import timedelta

import pytest
from django.utils.translation import override
from tests.builders.cases import receipted
from tests.builders.people import an_appointment, sign_in

from quanju.domains.kernel.clock import now
from quanju.domains.supervision.queries.figures import CODES
from quanju.domains.supervision.types.board import Target
from quanju.pages.home import enforcement
from quanju.pages.shared.spans import PERIODS, shelf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    shelf.clear()


def test_the_home_page_fetches_the_area_after_it_stands(client):
    sign_in(client, an_appointment("branch_leader"))
    assert "/home/enforcement?period=week" in client.get("/").content.decode()
    part = client.get("/home/enforcement?period=month", headers={"HX-Request": "true"})
    page = part.content.decode()
    assert "<html" not in page
    assert all(f"({code})" in page.replace("（", "(").replace("）", ")") for code in CODES)
    assert "这段时间的数还不够判断" in page


def test_every_figure_opens_its_parts_and_says_its_n(client):
    receipted(at=now())
    sign_in(client, an_appointment("branch_leader"))
    for code in CODES:
        page = client.get(f"/home/figures?code={code}&period=week")
        assert page.status_code == 200, code
    assert "n = 1" in client.get("/home/figures?code=RP-2&period=week").content.decode()


def test_what_one_reader_had_computed_the_next_reads_in_their_own_language():
    """Found on a demo whose first visitor read English."""
    for language, words in (("en", "a matter"), ("zh-hans", "次/件")):
        with override(language):
            rows = enforcement.groups(PERIODS["week"], now())
            (moves,) = [one for _, figures in rows for one in figures if one.code == "RP-6"]
            assert str(moves.unit) == words


def test_a_target_gives_a_verdict_where_there_are_enough():
    for _ in range(10):
        receipted(at=now() - timedelta(minutes=1))
    rows = enforcement.groups(PERIODS["week"], now())
    by_code = {one.code: one for _, figures in rows for one in figures}
    assert (by_code["RP-4"].n, by_code["RP-4"].verdict) == (10, "good")
    assert by_code["CF-1"].verdict == ""
    assert enforcement.counted(rows) == {
        side: sum(one.verdict == side for one in by_code.values()) for side in ("good", "bad")
    }


def test_a_chart_has_twelve_months_and_leaves_out_those_with_too_few(monkeypatch):
    for _ in range(10):
        receipted(at=now() - timedelta(minutes=1))
    monkeypatch.setattr(enforcement, "CHARTS", ("RP-4",))
    (chart,) = enforcement.charts(now())
    assert (chart.values[-1], chart.counts[-1], chart.target) == (100.0, 10, 90)
    assert chart.values[:-1] == [None] * 11


@pytest.mark.parametrize(
    ("value", "n", "aim", "verdict"),
    [
        (95.0, 10, {"at_least": 95}, "good"),
        (94.9, 10, {"at_least": 95}, "bad"),
        (15.0, 10, {"at_most": 15}, "good"),
        (15.1, 10, {"at_most": 15}, "bad"),
        (10.0, 9, {"at_least": 95}, ""),
        (None, 0, {"at_least": 95}, ""),
    ],
)
def test_both_sides_of_a_target(value, n, aim, verdict):
    one = enforcement.Measure(code="RP-3", name="", n=n, value=value, unit="%")
    assert (
        enforcement._verdict(one, Target(**{"at_least": None, "at_most": None, "told": ""} | aim))
        == verdict
    )


def test_a_fact_has_no_verdict():
    one = enforcement.Measure(code="CF-4", name="", n=99, value=1.0, unit="")
    assert enforcement._verdict(one, None) == ""


def test_a_limit_that_lies_ahead_in_the_running_month_is_not_missed(monkeypatch):
    asked = []
    monkeypatch.setattr(
        enforcement,
        "measure",
        lambda code, *, since, until: (
            asked.append((since, until))
            or enforcement.Measure(code=code, name="", n=0, value=None, unit="%")
        ),
    )
    at = now()
    enforcement.charts(at)
    assert max(until for _, until in asked) <= at + timedelta(hours=1)
    assert all(since <= until for since, until in asked)
