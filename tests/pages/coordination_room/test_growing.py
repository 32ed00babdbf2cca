"""What was said after a place: drawn once for those who read it alike, never for who may not."""

import pytest
from django.test import Client
from tests.builders.groups import a_group, an_opener, joined, the_offices
from tests.builders.people import NOON, actor_in, an_appointment, sign_in

from quanju.domains.coordination.actions import members, messages
from quanju.domains.coordination.models import Member
from quanju.domains.kernel.clock import now
from quanju.domains.people.models import Appointment
from quanju.pages.coordination_room import drawing, growing

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    """A group in which its station's command speaks, and two who read."""
    growing._pieces.clear()
    drawing._drawn.clear()
    office = the_offices()
    view = joined(a_group(an_opener()), office["station"], office["legal"])
    readers = []
    for _ in range(2):
        one = an_appointment("patrol_unit")
        members.call_in(
            group=view.number,
            person=one.person_id,
            role="support",
            why="增援",
            by=office["station"],
            at=NOON,
        )
        client = Client()
        sign_in(client, one)
        readers.append((client, actor_in(one)))
    return view, office, readers


def page(client, view, after=0):
    return client.get(f"/groups/{view.number}/stream?after={after}")


def anew(client, view):
    return client.get(f"/groups/{view.number}/stream?since=1").content.decode()


def test_two_readers_are_served_the_same_piece_and_a_correction_ends_it(room, monkeypatch):
    view, office, ((one, _), (other, _)) = room
    said = {"group": view.number, "by": office["station"]}
    messages.send_message(text="双方已隔开", at=now(), **said)
    first = page(one, view).content
    assert "双方已隔开" in first.decode()
    with monkeypatch.context() as patched:
        patched.setattr(growing, "_drawn", None)  # nobody draws it again
        assert page(other, view).content == first
    messages.correct_message(place=1, text="双方已劝开", at=now(), **said)
    assert "双方已劝开" in page(other, view).content.decode()
    messages.strike_message(place=1, why="发错群", at=now(), **said)
    assert "发错群" in page(other, view).content.decode()


def test_ones_own_message_and_a_first_report_are_drawn_for_their_reader(room):
    view, office, ((one, actor), (other, _)) = room
    messages.send_message(group=view.number, text="我已到", by=actor, at=now())
    assert "更正、划去" not in page(other, view).content.decode()
    assert "更正、划去" in page(one, view).content.decode()
    assert "更正、划去" not in page(other, view).content.decode()
    report = {"exact": "胜利街 3 号", "type": "纠纷"}
    messages.send_methane(group=view.number, said=report, by=office["station"], at=now())
    growing._pieces.clear()
    assert "送达" in page(one, view, after=1).content.decode()
    assert not growing._pieces


def test_who_was_taken_out_gets_no_piece_that_is_kept(room):
    view, office, ((one, actor), (other, _)) = room
    messages.send_message(group=view.number, text="双方已隔开", by=office["station"], at=now())
    assert page(one, view).status_code == page(other, view).status_code == 200
    mine = Member.objects.get(person=actor.person_id)
    members.remove_member(
        group=view.number, member=mine.pk, why="换岗", by=office["station"], at=now()
    )
    gone = page(one, view)
    assert gone.status_code == 404
    assert "双方" not in gone.content.decode()
    stranger = Client()
    sign_in(stranger, an_appointment("dispatcher"))
    assert page(stranger, view).status_code == 404
    assert page(other, view).status_code == 200


def test_the_page_anew_tells_what_happened_to_who_may_read_it_and_holds_no_form(room, monkeypatch):
    view, office, ((one, actor), (other, _)) = room
    messages.send_message(group=view.number, text="双方已隔开", by=office["station"], at=now())
    first = anew(one, view)
    assert "双方已隔开" in first
    assert 'class="group-event"' in first
    with monkeypatch.context() as patched:
        patched.setattr(growing, "_drawn", None)  # the other may read the same steps
        assert anew(other, view) == first
    messages.send_message(group=view.number, text="我已到", by=actor, at=now())
    assert "group-own" in anew(one, view)
    assert "group-own" not in anew(other, view)
    assert "<form" not in anew(one, view)
    # Another step of the group: nobody is shown the page as it was before.
    before = anew(other, view).count("group-event")
    members.leave_group(group=view.number, why="换岗", by=actor, at=now())
    assert anew(other, view).count("group-event") == before + 1
    assert one.get(f"/groups/{view.number}/stream?since=1").status_code == 404


def test_ones_own_message_is_mended_by_the_one_form_of_the_page(room):
    view, _, ((one, actor), (other, _)) = room
    messages.send_message(group=view.number, text="我已到<b>", by=actor, at=now())
    assert 'id="mend"' in one.get(f"/groups/{view.number}").content.decode()
    asked = one.get(f"/groups/{view.number}?mend=1").content.decode()
    assert ">我已到&lt;b&gt;</textarea>" in asked
    assert 'name="place" value="1"' in asked
    # Another's words are not put into one's form, and a number that is no place asks for nothing.
    for address in (f"/groups/{view.number}?mend=1", f"/groups/{view.number}?mend=77"):
        page_of_other = other.get(address).content.decode()
        assert 'name="place" value="1"' not in page_of_other
    assert 'name="place" value=""' in one.get(f"/groups/{view.number}?mend=x").content.decode()


def test_a_lead_takes_somebody_out_by_one_form_however_many_sit(room, monkeypatch):
    view, office, ((_, reader), (other, _)) = room
    lead = Client()
    sign_in(lead, Appointment.objects.get(person=office["station"].person_id))
    monkeypatch.setattr(drawing, "SEATS_SHOWN", 2)
    address = f"/groups/{view.number}"
    few, whole = (lead.get(one).content.decode() for one in (address, f"{address}?seats=all"))
    assert few.count("group-seat") == 2
    assert whole.count("group-seat") == Member.objects.filter(group__number=view.number).count() > 2
    assert "?seats=all#seats" in few
    assert "?seats=all#seats" not in whole
    assert f"{address}/side?seats=all" in whole  # what is drawn anew has all of them, too
    member = Member.objects.get(person=reader.person_id, group__number=view.number)
    for page in (few, whole):
        assert page.count("移出，立即不能再看") == 1
        assert f'<option value="{member.pk}">' in page
    assert lead.post(f"{address}/remove", {"member": member.pk, "why": "换岗"}).status_code == 302
    assert "换岗" in other.get(address).content.decode()


def test_seats_are_drawn_once_for_who_leads_not_and_change_with_the_group(room):
    view, _, ((one, actor), (other, _)) = room
    address = f"/groups/{view.number}/side"
    assert "group-seat" in one.get(address).content.decode()
    assert "移出，立即不能再看" not in one.get(address).content.decode()
    members.leave_group(group=view.number, why="换岗去了", by=actor, at=now())
    assert "换岗去了" in other.get(address).content.decode()
