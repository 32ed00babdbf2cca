"""One list for every page: its pages, its empty sentence, its file."""

import csv
import io
from datetime import UTC, datetime

import pytest
from tests.builders.incidents import an_incident
from tests.builders.people import an_actor, an_appointment, sign_in
from tests.pages.reading import page_of

from quanju.domains.journal import queries as journal
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.types import Text
from quanju.pages.shared.listing import PAGE, STEP, Column, Listing, plain, safe, whole


@pytest.mark.parametrize("words", ["=1+1", "+86", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_of_a_file_is_a_formula(words):
    assert safe(words) == f"'{words}"


@pytest.mark.parametrize("words", ["", "张三", "a=b", "1-2", " =1"])
def test_other_words_stay_as_they_are(words):
    assert safe(words) == words


def test_numbers_stay_numbers_and_moments_are_local(settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    at = datetime(2026, 11, 29, 16, 5, 6, tzinfo=UTC)
    assert plain(-3) == -3
    assert plain(at) == "2026-11-30 00:05:06"
    assert plain(None) == ""
    assert plain(Text("=在途", "=en route")) == "'=在途"


@pytest.mark.parametrize("count", [0, 1, STEP - 1, STEP, STEP + 1, 2 * STEP])
def test_a_file_holds_every_row_once(count):
    numbers = [f"{n:05}" for n in range(count, 0, -1)]

    def fetch(before, limit):
        return [n for n in numbers if not before or n < before][:limit]

    listing = Listing(
        (Column(Text("号", "No."), str),),
        fetch,
        str,
        Text("无", "none"),
        "inbox",
        "x",
        "x",
        "audit",
    )
    assert list(listing.all_rows()) == numbers


@pytest.fixture
def desk(client, db, town):
    sign_in(client, an_appointment("dispatcher", name="desk"))
    return client


@pytest.fixture
def incidents(db, town):
    by = an_actor("dispatcher", name="caller")
    return [an_incident(by=by, at=now()) for _ in range(PAGE + 1)]


def test_the_next_page_begins_after_the_last_row_and_keeps_the_conditions(desk, incidents):
    grade = f"grade={incidents[0].grade}"
    first = desk.get(f"/dispatch/incidents?{grade}")
    older = first.context["older"]
    assert grade in older
    second = desk.get(f"/dispatch/incidents{older}")
    assert [len(one.context["lines"]) for one in (first, second)] == [PAGE, 1]
    assert second.context["older"] == ""


def test_the_file_has_every_row_a_mark_for_excel_and_is_recorded_as_an_export(desk, incidents):
    grade = f"grade={incidents[0].grade}"
    answer = desk.get(f"/dispatch/incidents?{grade}&as=csv")
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0][0] == "编号"
    assert {row[0] for row in rows[1:]} == {one.number for one in incidents}
    (entry,) = journal.search(subject="incident:list")
    assert (entry.event, entry.kind, entry.purpose) == (
        "journal.list_exported",
        "export",
        "respond",
    )
    assert entry.facts == {"list": "incidents", "conditions": [grade], "rows": len(incidents)}


def test_an_empty_list_says_so_and_offers_no_file(desk):
    page = page_of(desk.get("/dispatch/incidents"))
    assert "没有符合条件的警情" in page
    assert "as=csv" not in page


def test_conditions_are_kept_as_a_view_of_ones_own_and_removed_again(desk):
    asked = {"path": "/dispatch/incidents", "asked": "grade=1", "name": "一级"}
    assert desk.post("/views", asked)["Location"] == "/dispatch/incidents?grade=1"
    page = desk.get("/dispatch/incidents?grade=1")
    (view,) = page.context["saved"]["views"]
    assert '<a href="?grade=1" aria-current="true">一级</a>' in page_of(page)
    desk.post(f"/views/{view.pk}/forget", {"path": "/dispatch/incidents"})
    assert desk.get("/dispatch/incidents").context["saved"]["views"] == []


def test_a_view_keeps_no_condition_that_names_somebody(desk):
    sent = {"path": "/journal/", "asked": "person=li-si&result=denied&before=9", "name": "x"}
    assert desk.post("/views", sent)["Location"] == "/journal/?result=denied"
    sent = {"path": "/journal/", "asked": "person=li-si", "name": "x"}
    assert desk.post("/views", sent).status_code == 422


def test_a_view_leads_out_of_no_house(desk):
    sent = {"path": "//elsewhere.example/", "asked": "grade=1", "name": "x"}
    assert desk.post("/views", sent).status_code == 404


def test_a_print_has_every_row_says_its_conditions_and_is_recorded_as_a_reading(desk, incidents):
    page = desk.get(f"/dispatch/incidents?grade={incidents[0].grade}&as=print")
    assert len(page.context["lines"]) == PAGE + 1
    assert f"等级 {incidents[0].grade}" in page_of(page)
    assert page.context["older"] == ""
    (reading,) = journal.search(subject="incident:list")
    assert "as=print" in reading.facts["fields"]


def test_a_list_at_hand_comes_in_pages_and_begins_anew_after_a_row_that_is_gone():
    fetch = whole("abcde", str)
    assert [fetch(before, 2) for before in ("", "b", "e", "gone")] == ["ab", "cd", "", "ab"]
