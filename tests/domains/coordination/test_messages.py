"""What is said: the server's order, both texts of a correction, nothing deleted, who has it."""

from datetime import timedelta

import pytest
from tests.builders.groups import DAY, MINUTE, a_group, an_opener, joined, the_offices
from tests.builders.people import NOON, an_actor

from quanju.domains.coordination.actions import members, messages
from quanju.domains.coordination.actions.holding import GroupHasEnded
from quanju.domains.coordination.models import Group, Member, Message
from quanju.domains.coordination.queries.messages import PAGE, messages_of
from quanju.domains.coordination.waiting import waiting_for
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.words import TextMissing, TextTooLong
from quanju.domains.notices.models import Notice

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def office():
    return the_offices()


@pytest.fixture
def opener():
    return an_opener()


@pytest.fixture
def view(office, opener):
    return joined(a_group(opener), office["station"])


def say(view, by, text="已到场", at=NOON, **more):
    return messages.send_message(group=view.number, text=text, by=by, at=at, **more)


def said(view, by, **more):
    return [one.text for one in messages_of(view.number, by=by, at=NOON, **more)]


def test_the_order_is_the_servers_and_the_devices_moment_is_kept(view, opener, office):
    late = say(view, opener, "后到", own_at=NOON - 5 * MINUTE)
    say(view, office["station"], "先写")
    assert said(view, opener) == ["后到", "先写"]
    assert (late.place, late.sent_at, late.own_at) == (1, NOON, NOON - 5 * MINUTE)
    ahead = say(view, opener, "手机快一天", own_at=NOON + DAY)
    assert said(view, opener) == ["后到", "先写", "手机快一天"]
    assert (ahead.place, ahead.sent_at, ahead.own_at) == (3, NOON, NOON + DAY)


def test_a_correction_shows_both_texts(view, opener):
    say(view, opener, "三人受伤")
    common = {"group": view.number, "place": 1, "by": opener, "at": NOON + SECOND}
    after = messages.correct_message(text="两人受伤", **common)
    assert (after.text, after.before) == ("两人受伤", ((NOON + SECOND, "三人受伤"),))
    with pytest.raises(messages.SaysTheSame):
        messages.correct_message(text="两人受伤", **common)


def test_what_is_struck_out_stays_readable_with_the_reason(view, opener):
    say(view, opener, "发错群")
    common = {"group": view.number, "place": 1, "by": opener, "at": NOON}
    after = messages.strike_message(why="发错", **common)
    assert (after.text, after.struck_why) == ("发错群", "发错")
    with pytest.raises(messages.MessageStruck):
        messages.correct_message(text="改", **common)


def test_nobody_alters_what_another_said_not_even_the_owner(view, opener, office):
    say(view, opener)
    common = {"group": view.number, "place": 1, "by": office["station"], "at": NOON}
    with pytest.raises(Denied):
        messages.correct_message(text="改", **common)
    with pytest.raises(Denied):
        messages.strike_message(why="不好看", **common)


def test_supervision_reads_and_says_nothing(view, office):
    with pytest.raises(Denied):
        say(view, office["legal"])


def test_who_is_no_member_neither_reads_nor_speaks(view):
    stranger = an_actor("dispatcher")
    with pytest.raises(NotFound):
        say(view, stranger)
    with pytest.raises(NotFound):
        messages_of(view.number, by=stranger, at=NOON)


def test_a_member_taken_out_while_writing_is_told_there_is_no_such_group(view, opener, office):
    gone = view.member(office["dispatcher"].person_id).pk
    members.remove_member(group=view.number, member=gone, why="换人", by=opener, at=NOON)
    with pytest.raises(NotFound):
        say(view, office["dispatcher"])


def test_who_speaks_is_there(view, office):
    say(view, office["dispatcher"])
    row = Member.objects.get(person=office["dispatcher"].person_id)
    assert (row.status, row.joined_at) == ("joined", NOON)


def test_nothing_and_too_much_are_refused_and_rare_characters_stay(view, opener):
    with pytest.raises(TextMissing):
        say(view, opener, " \u200f ")
    with pytest.raises(TextTooLong):
        say(view, opener, "字" * 4001)
    assert say(view, opener, "𠮷字 😀 <b>粗</b> \u202eabc").text == "𠮷字 😀 <b>粗</b> abc"
    assert say(view, opener, "字" * 4000).place == 2


def test_what_has_ended_takes_no_word(view, opener):
    Group.objects.update(status="merged", merged_into=Group.objects.get())
    with pytest.raises(GroupHasEnded):
        say(view, opener)


def test_a_page_is_a_walk_along_one_index(view, opener, django_assert_max_num_queries):
    group = Group.objects.get()
    Message.objects.bulk_create(
        Message(
            group=group, place=n, author_id=opener.person_id, kind="text", text=f"{n}", sent_at=NOON
        )
        for n in range(1, 211)
    )
    with django_assert_max_num_queries(5):
        assert said(view, opener) == [str(n) for n in range(161, 211)]
    assert said(view, opener, before=161) == [str(n) for n in range(111, 161)]
    assert said(view, opener, before=1) == []
    assert PAGE == 50


def test_how_far_each_has_come_never_goes_back(view, opener, office):
    say(view, opener), say(view, opener)
    station = office["station"]

    def seen(up_to, is_read):
        messages.note_seen(group=view.number, up_to=up_to, is_read=is_read, by=station, at=NOON)
        return [(m.served, m.read) for m in messages_of(view.number, by=opener, at=NOON)]

    assert seen(1, False) == [(1, 0), (0, 0)]
    assert seen(2, True) == [(1, 1), (1, 1)]
    assert seen(1, False) == [(1, 1), (1, 1)]
    assert seen(99, True) == [(1, 1), (1, 1)]


def test_a_mention_is_told_and_waits_until_it_is_read(view, opener, office):
    dispatcher, station = office["dispatcher"], office["station"]
    name = view.member(dispatcher.person_id).name
    say(view, opener, f"@{name} 请调监控")
    assert Notice.objects.get(kind="coordination.mentioned").person_id == dispatcher.person_id

    def keys(actor):
        found = waiting_for(actor, at=NOON, until=NOON + MINUTE)
        return [one.key for one in found if "mention" in one.key]

    assert len(keys(dispatcher)) == 1
    assert keys(station) == []
    messages.note_seen(group=view.number, up_to=1, is_read=True, by=dispatcher, at=NOON)
    assert keys(dispatcher) == []


def test_the_first_report_tells_at_least_where_and_what(view, opener):
    said_so = {"exact": "胜利街路口", "type": "煤气泄漏", "number": "2 人轻伤"}
    report = messages.send_methane(group=view.number, said=said_so, by=opener, at=NOON)
    assert report.kind == "methane"
    assert report.text.splitlines()[0] == "E 准确位置：胜利街路口"
    with pytest.raises(messages.ReportEmpty):
        messages.send_methane(group=view.number, said={"exact": "x"}, by=opener, at=NOON)


def test_entries_hold_no_word_of_it(view, opener):
    say(view, opener, "秘密的一句")
    entry = Entry.objects.get(event="coordination.message_sent")
    assert "秘密" not in entry.facts_json
    assert entry.related_json == "[]"
