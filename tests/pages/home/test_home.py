"""The home page: who gets numbers, what each says, and what it opens."""

from datetime import timedelta

import pytest
from tests.builders.people import actor_in, an_actor, an_appointment, sign_in

from quanju.domains.dispatch.models import Incident
from quanju.domains.dispatch.permissions import may_read_measures
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.roles import ROLES
from quanju.domains.people.models import Person
from quanju.domains.people.types import SERVICE
from quanju.domains.rulebook.actions import take_over_shipped
from quanju.pages.shared.spans import PERIODS, Shelf, own_station, response, shelf

pytestmark = pytest.mark.django_db
HEADINGS = ["队伍改革", "巡逻防控", "侦查打击", "规范执法", "警务协同", "基层基础"]


@pytest.fixture(autouse=True)
def rules(db):
    shelf.clear()
    take_over_shipped(by=SERVICE, at=now() - timedelta(days=1))


@pytest.fixture
def leader(client):
    return sign_in(client, an_appointment("branch_leader"))


def incidents(count: int, *, ring: int | None = 1, seconds: int = 50, **more) -> None:
    """Closed incidents of a few minutes ago, one crew there after so many seconds."""
    at = now() - timedelta(seconds=30)
    first = Incident.objects.count()
    Incident.objects.bulk_create(
        Incident(
            number=f"20260101-{first + n:04}",
            title="x",
            class_code="dispute",
            type_code="fight",
            grade=2,
            address=f"street {first + n}",
            lon=119.7,
            lat=49.2,
            ring=ring,
            channel="phone",
            state="closed",
            disposition_code="mediated",
            received_at=at - timedelta(seconds=20),
            answered_at=at - timedelta(seconds=15),
            created_at=at,
            ordered_at=at,
            departed_at=at,
            **{"arrived_at": at + timedelta(seconds=seconds), **more},
        )
        for n in range(count)
    )


@pytest.mark.parametrize("role", list(ROLES))
def test_numbers_for_the_branch_and_a_plain_page_for_others(client, role):
    actor = sign_in(client, an_appointment(role))
    page = client.get("/")
    assert page.status_code == 200
    words = page.content.decode()
    has_numbers = bool(may_read_measures(actor))
    assert ("RT-3" in words) is has_numbers
    for path in ("/home/trend", "/home/figures?code=RT-1"):
        assert client.get(path).status_code == (200 if has_numbers else 403)


def test_a_stranger_is_sent_to_the_door(client):
    assert client.get("/").status_code == 302


def test_six_areas_and_those_without_a_source_say_so(client, leader):
    page = client.get("/").content.decode()
    assert all(words in page for words in HEADINGS)
    assert page.count("后续模块") >= 2


def test_below_ten_there_is_not_enough_data(client, leader):
    incidents(9)
    assert "100.0" not in _ring(client)
    shelf.clear()
    incidents(1)
    assert "100.0" in _ring(client)


def _ring(client) -> str:
    page = client.get("/?period=today").content.decode()
    return page.split('class="table table-stacks rings"')[1].split("</table>")[0]


def test_rings_outside_and_missing_are_told(client, leader):
    incidents(10, ring=3, seconds=200)
    incidents(11, ring=None, seconds=60)
    incidents(2, ring=3, arrived_at=None)
    words = " ".join(_ring(client).split())
    assert "圈外" in words
    row = words.split("3 分钟圈")[1].split("</tr>")[0]
    assert ">10</a>" in row
    assert "3:20" in row
    assert "<b>0.0</b>" in row
    assert '缺到场时间">2</td>' in row
    assert '电台代报">0</td>' in row


@pytest.mark.parametrize("period", list(PERIODS))
def test_every_number_opens_what_it_counts(client, leader, period):
    incidents(12)
    for path in ("/", "/home/trend"):
        page = client.get(f"{path}?period={period}").content.decode()
        links = {part.split('"')[0] for part in page.split('href="')[1:]}
        for link in sorted(one for one in links if one.startswith("/home/figures")):
            opened = client.get(link.replace("&amp;", "&"))
            assert opened.status_code == 200, link


def test_the_parts_add_up_to_the_number(client, leader):
    incidents(12)
    for code in ("count", "RT-3/1", "RT-10"):
        answer = client.get("/home/figures", {"code": code, "period": "week"})
        assert sum(one.n for _, one in answer.context["rows"]) == answer.context["total"].n == 12


def test_nonsense_is_answered_with_a_sentence(client, leader):
    assert client.get("/home/figures?code=<b>").status_code == 404
    assert client.get("/home/figures").status_code == 404
    assert client.get("/?period=century").status_code == 200


def test_a_repeat_call_is_the_same_place_and_class_within_a_day(client, leader):
    incidents(11, ended_at=now() - timedelta(seconds=29))
    Incident.objects.update(address="one street")
    at = now()
    incidents(1, ended_at=at)
    Incident.objects.filter(number="20260101-0011").update(created_at=at, address="one street")
    words = client.get("/home/trend?period=today").content.decode()
    assert "8.3" in words


def test_english_is_complete(client, leader):
    incidents(12)
    Person.objects.update(language="en", display_name="Demo")
    for path in ("/", "/?period=year", "/home/trend?period=year", "/home/figures?code=RT-3/1"):
        page = client.get(path).content.decode()
        inside = page.split("<main", 1)[-1].split("</main>", 1)[0]
        assert not any("\u4e00" <= c <= "\u9fff" for c in inside), path


def test_a_number_is_computed_once_a_minute_and_the_shelf_stays_small():
    kept, asked = Shelf(2), []
    for key in ("a", "a", "b", "c", "a"):
        kept.get(key, lambda key=key: asked.append(key) or key)
    assert asked == ["a", "b", "c", "a"]
    assert len(kept.kept) == 2


def test_periods_are_whole_local_days():
    at = now()
    for period in PERIODS.values():
        start, end = period.span(at)
        assert start <= at < end <= at + period.grain
        assert (start.hour, start.minute) == (0, 0)


def test_legal_supervision_opens_the_list_of_as_many_records(client):
    sign_in(client, an_appointment("legal_supervision"))
    incidents(12)
    page = client.get("/?period=today").content.decode()
    link = next(
        part.split('"')[0]
        for part in page.split('href="')[1:]
        if "state=closed" in part.split('"')[0]
    )
    opened = client.get(link.replace("&amp;", "&"))
    assert opened.status_code == 200
    assert len(opened.context["lines"]) == 12


def test_a_station_reads_its_own_response_and_opens_as_many_records(client):
    post = an_appointment("station_command")
    incidents(12, station_id=actor_in(post).station_id)
    incidents(30)
    sign_in(client, post)
    page = client.get("/?period=today").content.decode()
    assert "响应时间为本所" in page
    links = [part.split('"')[0] for part in page.split('href="')[1:]]
    link = next(one for one in links if "measure=RT-3" in one and "ring=1" in one)
    opened = client.get(link.replace("&amp;", "&"))
    assert len(opened.context["lines"]) == 12


def test_the_branch_and_a_station_are_counted_apart():
    at, own = now(), an_appointment("station_command")
    incidents(12, station_id=actor_in(own).station_id)
    incidents(3, seconds=200)
    week = PERIODS["week"]
    found = {
        station: next(one for one in response(week, at, station) if one.code == "RT-3/1")
        for station in (None, actor_in(own).station_id)
    }
    assert [(one.n, one.value) for one in found.values()] == [(15, 80), (12, 100)]
    assert own_station(an_actor("branch_leader")) is None
