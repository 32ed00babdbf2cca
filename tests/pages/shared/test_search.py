"""Ctrl K: numbers, places, papers for who may see them; persons by nothing."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders.groups import a_group, the_offices
from tests.builders.papers import a_note, notes
from tests.builders.people import NOON, actor_in, an_appointment, sign_in

from quanju.domains.coordination.actions.messages import send_message
from quanju.domains.dispatch.models import Call, Incident
from quanju.domains.dispatch.search import numbers_meant
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.found import number_asked
from quanju.domains.kernel.roles import ROLES
from quanju.domains.people.models import Appointment
from quanju.pages.shared.deeds import DEEDS
from quanju.pages.shared.search import ROOMS

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).parents[3] / "src" / "quanju"
NAME, PHONE = "欧阳测试", "13912345678"


@pytest.fixture
def matter():
    """An incident and its call; whoever is in it stands in its title and words."""
    at = now() - timedelta(minutes=1)
    row = Incident.objects.create(
        number="20261129-0429",
        title=f"{NAME}被打",
        class_code="dispute",
        type_code="fight",
        grade=3,
        address=f"{NAME}家门口",
        lon=119.7,
        lat=49.2,
        channel="phone",
        state="new",
        received_at=at,
        created_at=at,
    )
    Call.objects.create(
        number="20261129-0430",
        state="incident_linked",
        channel="phone",
        caller_number=PHONE,
        said=f"我是{NAME}，电话 {PHONE}",
        incident=row,
        ringing_at=at,
    )
    return row


@pytest.mark.parametrize("role", ["dispatcher", "legal_supervision", "system_admin", "auditor"])
@pytest.mark.parametrize("words", [NAME, NAME[:2], PHONE, PHONE[-4:], "欧阳", "ouyang"])
def test_nobody_finds_a_person_by_name_or_telephone(client, matter, role, words):
    person = an_appointment("case_officer", name="ouyang").person
    person.display_name, person.badge_no = NAME, PHONE
    person.save()
    sign_in(client, an_appointment(role))
    assert client.get("/search", {"q": words}).json() == {"results": []}


@pytest.mark.parametrize("role", list(ROLES))
def test_an_incident_is_found_by_its_number_by_who_may_see_it(client, matter, role):
    sign_in(client, an_appointment(role))
    found = client.get("/search", {"q": "20261129-0429"}).json()["results"]
    sees = role in {"dispatcher", "shift_supervisor", "legal_supervision"}
    assert [one["subject"] for one in found] == (["incident:20261129-0429"] if sees else [])


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("20261123-0429", ["20261123-0429"]),
        ("1123-0429", ["20261123-0429", "20251123-0429"]),
        ("1123-429", ["20261123-0429", "20251123-0429"]),
        ("20261123-04291", []),
        ("123-0429", []),
        ("四二九", []),
        ("", []),
    ],
)
def test_digits_stand_for_these_numbers(words, meant):
    assert numbers_meant(words, NOON) == meant


def test_a_running_number_alone_is_of_the_last_fortnight():
    meant = numbers_meant("429", NOON)
    assert (meant[0], meant[-1], len(meant)) == ("20261123-0429", "20261110-0429", 14)


def test_a_rule_is_found_by_its_name_and_leads_to_its_page(client):
    sign_in(client, an_appointment("branch_leader"))
    found = client.get("/search", {"q": "我的待办"}).json()["results"]
    assert [(one["kind"], one["href"]) for one in found] == [
        ("paper", "/administration/rules/deadlines.worklist")
    ]


def test_more_words_than_a_question_has_find_nothing(client):
    sign_in(client, an_appointment("branch_leader"))
    assert client.get("/search", {"q": "待" * 81}).json() == {"results": []}


def test_every_room_that_can_be_searched_is_asked():
    told = {path.parent.name for path in SOURCE.glob("domains/*/search.py")}
    assert told == {room.__name__.split(".")[2] for room in ROOMS}


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.words.en)
def test_a_verb_that_is_found_may_be_done_where_it_leads(client, deed):
    posts = (an_appointment(role) for role in ROLES)
    sign_in(client, next(post for post in posts if deed.may(actor_in(post))))
    found = client.get("/search", {"q": deed.words.zh}).json()["results"]
    assert ("verb", deed.words.zh, deed.address) in [
        (one["kind"], one["title"], one["href"]) for one in found
    ]
    page = client.get(deed.address.partition("#")[0])
    assert page.status_code in (200, 409)  # without a map of the branch the desk says so
    drawn = (SOURCE / "pages" / deed.url_name.partition(":")[0]).rglob("*.html")
    assert not deed.key or any(f'data-key="{deed.key}"' in one.read_text("utf-8") for one in drawn)


@pytest.mark.parametrize("words", ["接警", "封路", "协同群", "close a road", "规则", "排班"])
def test_a_verb_that_one_may_not_do_is_not_found(client, words):
    sign_in(client, an_appointment("lawyer"))
    found = client.get("/search", {"q": words}).json()["results"]
    assert [one for one in found if one["kind"] == "verb"] == []


@pytest.mark.parametrize("words", ["封路", "close road", "ROADS", "路况"])
def test_a_verb_is_found_by_its_words_and_by_others_for_it(client, words):
    sign_in(client, an_appointment("dispatcher"))
    found = client.get("/search", {"q": words}).json()["results"]
    assert "/dispatch/#press-r" in [one["href"] for one in found]


@pytest.mark.parametrize("end", [4, 3])
def test_a_group_is_found_by_the_end_of_its_number_by_its_members(client, end):
    opener = an_appointment("community_officer")
    the_offices()
    group = a_group(actor_in(opener))
    sign_in(client, opener)
    found = client.get("/search", {"q": group.number[-end:]}).json()["results"]
    assert f"group:{group.number}" in [one["subject"] for one in found if one["kind"] == "number"]
    sign_in(client, an_appointment("community_officer", name="another"))
    found = client.get("/search", {"q": group.number}).json()["results"]
    assert found == []


def test_a_paper_is_found_by_its_number_by_who_may_read_it(client):
    with notes():
        made = a_note()
        for role, sees in (("dispatcher", True), ("case_officer", False)):
            sign_in(client, an_appointment(role))
            found = client.get("/search", {"q": made.number[-4:]}).json()["results"]
            told = [one["href"] for one in found if one["kind"] == "paper"]
            assert told == ([f"/papers/{made.number}"] if sees else [])


@pytest.mark.parametrize("words", ["张三", "", "2026-1", "20261129-042913", "１２３４"])
def test_other_words_ask_for_no_number(words):
    assert number_asked(words) is None


@pytest.mark.parametrize("words", ["120", "急救", "ambulance", "5550 0151", "拖车", "tow"])
def test_an_office_is_found_in_the_duty_phone_book_by_name_or_number(client, words):
    sign_in(client, an_appointment("dispatcher"))
    found = client.get("/search", {"q": words}).json()["results"]
    told = [one["detail"] for one in found if one["kind"] == "phone"]
    assert any("120" in detail or "5550 0151" in detail for detail in told)


def test_the_book_is_for_those_who_answer_incidents(client):
    sign_in(client, an_appointment("system_admin"))
    found = client.get("/search", {"q": "ambulance"}).json()["results"]
    assert "phone" not in {one["kind"] for one in found}


def test_what_was_said_is_found_by_members_alone_and_not_quoted(client):
    office = the_offices()
    view = a_group()
    member = office["station"]
    send_message(group=view.number, text="铁皮柜在东门岗亭", by=member, at=NOON)
    sign_in(client, Appointment.objects.get(person=member.person_id))
    answer = client.get("/search", {"q": "铁皮柜"})
    (one,) = [one for one in answer.json()["results"] if one["kind"] == "said"]
    assert one["title"].endswith(view.number)
    assert "东门" not in answer.content.decode()
    assert "东门岗亭" in "".join(client.get(one["href"]).content.decode().split("</mark>"))
    for words in ("铁", "没有说过"):
        found = client.get("/search", {"q": words}).json()["results"]
        assert not [one for one in found if one["kind"] == "said"]
    sign_in(client, an_appointment("dispatcher"))
    assert view.number not in client.get("/search", {"q": "铁皮柜"}).content.decode()
