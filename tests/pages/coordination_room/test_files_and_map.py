"""Files, pages of the record and the map, as the room's page asks for them."""

import json

import pytest
from tests.builders.files import a_picture
from tests.builders.groups import a_group, an_opener, joined, the_offices
from tests.builders.people import sign_in

from quanju.domains.coordination.actions import members, messages
from quanju.domains.coordination.models import Message
from quanju.domains.documents.outside import store as stores
from quanju.domains.kernel.clock import now
from quanju.domains.people.models import Appointment

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings, tmp_path):
    settings.HOME, settings.FILES_AT, settings.CLAMAV = tmp_path, "", ""
    stores._opened.cache_clear()
    return the_offices()


@pytest.fixture
def view(office):
    return joined(a_group(an_opener(), at=now()), office["station"], office["dispatcher"], at=now())


@pytest.fixture
def page(client, office, view):
    sign_in(client, Appointment.objects.get(person=office["dispatcher"].person_id))
    return client


def send(page, view, content, key="a" * 32, **facts):
    query = "&".join(f"{name}={value}" for name, value in facts.items())
    address = f"/groups/{view.number}/file?{query}"
    kept = {"content_type": "application/octet-stream", "HTTP_IDEMPOTENCY_KEY": key}
    return page.post(address, content, **kept)


def test_a_file_sent_twice_is_said_once_and_stands_as_what_it_is(page, view):
    for _ in range(2):
        assert send(page, view, a_picture(), name="IMG.jpg").status_code == 204
    assert Message.objects.count() == 1
    shown = page.get(f"/groups/{view.number}").content.decode()
    use = Message.objects.get().file_id
    assert f"/files/{use}/thumbnail" in shown
    file = page.get(f"/files/{use}")
    assert f"/groups/{view.number}" in file.content.decode()
    download = page.get(f"/files/{use}/download")
    assert "sandbox" in download["Content-Security-Policy"]
    assert b"".join(download.streaming_content) == a_picture()


def test_a_file_of_the_wrong_kind_is_refused_in_a_sentence(page, view):
    answer = send(page, view, b"<!doctype html><script>1</script>", name="x.jpg")
    assert answer.status_code == 415
    assert not Message.objects.exists()


def test_who_is_no_member_sends_nothing_and_learns_nothing(page, view, office):
    other = a_group(kind="base_task", at=now())
    members.leave_group(group=view.number, why="下岗", by=office["dispatcher"], at=now())
    for number in (
        other.number if other.member(office["dispatcher"].person_id) is None else "x",
        view.number,
    ):
        answer = page.post(f"/groups/{number}/file?name=a", b"x", content_type="text/plain")
        assert answer.status_code == 404


def test_a_page_that_is_open_asks_for_what_came_after_and_for_nothing_else(page, view, office):
    for n in range(3):
        messages.send_message(group=view.number, text=f"第{n}条<b>", by=office["station"], at=now())
    after = page.get(f"/groups/{view.number}/stream?after=2").content.decode()
    assert "第2条&lt;b&gt;" in after
    assert "第1条" not in after
    assert 'data-last="3"' in after
    around = page.get(f"/groups/{view.number}?at=2").content.decode()
    assert 'id="m2"' in around


def test_what_is_far_back_comes_page_by_page(page, view, office):
    for n in range(120):
        messages.send_message(group=view.number, text=f"n{n}", by=office["station"], at=now())
    older = page.get(f"/groups/{view.number}/stream?before=71").content.decode()
    assert 'data-first="21" data-last="70"' in older
    newest = page.get(f"/groups/{view.number}/stream?since=71").content.decode()
    assert 'data-first="71" data-last="120"' in newest
    assert 'id="m45"' in page.get(f"/groups/{view.number}?at=45").content.decode()


def test_how_far_ones_own_words_have_come_is_asked_apart(page, view, office):
    messages.send_message(group=view.number, text="到", by=office["dispatcher"], at=now())
    messages.note_seen(group=view.number, up_to=1, is_read=True, by=office["station"], at=now())
    found = json.loads(page.get(f"/groups/{view.number}/reach").content)
    served, read, others = found["1"]
    assert (served, read) == (1, 1)
    assert others >= 1
    # Of others' messages nobody else sees who has read them.
    messages.send_message(group=view.number, text="收到", by=office["station"], at=now())
    assert 'data-reach="2"' not in page.get(f"/groups/{view.number}").content.decode()


def test_the_map_shows_what_its_reader_may_see(page, view, office, town):
    said = {"text": "东门 <i>", "lon": "119.75", "lat": "49.2", "idempotency_key": "b" * 32}
    assert page.post(f"/groups/{view.number}/say", said).status_code == 302
    shown = page.get(f"/groups/{view.number}/map?at=1").content.decode()
    assert "东门 &lt;i&gt;" in shown
    layer = json.loads(page.get(f"/groups/{view.number}/map/points.geojson").content)
    places = [one for one in layer["features"] if "stop" in one["properties"]]
    assert places[0]["geometry"]["coordinates"] == [119.75, 49.2]
    assert page.get(f"/groups/{view.number}/map/units.geojson").status_code == 200
    assert page.get(f"/groups/{view.number}/map/x.geojson").status_code == 404
    messages.strike_message(
        group=view.number, place=1, why="点错", by=office["dispatcher"], at=now()
    )
    layer = json.loads(page.get(f"/groups/{view.number}/map/points.geojson").content)
    assert not [one for one in layer["features"] if "stop" in one["properties"]]


def test_who_may_not_see_positions_gets_none_of_them(client, view, office, town):
    legal = office["legal"]
    joined(view, legal, at=now())
    sign_in(client, Appointment.objects.get(person=legal.person_id))
    layer = json.loads(client.get(f"/groups/{view.number}/map/units.geojson").content)
    assert layer["features"] == []
