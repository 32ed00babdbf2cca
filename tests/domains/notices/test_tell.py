"""Telling people: with the verb or not at all, once of a cause, by the ways of the table."""

from datetime import timedelta

import pytest
from tests.builders.outbox import KIND, VALUES, a_person, told
from tests.builders.people import NOON, a_station, an_actor, an_appointment

from quanju.domains.journal.queries import history_of
from quanju.domains.kernel.transaction import NoWriteOpen, write
from quanju.domains.notices import queries
from quanju.domains.notices.actions.telling import tell
from quanju.domains.notices.models import Delivery, Notice
from quanju.domains.notices.types import To, notice_kind_named
from quanju.domains.people.actions.duty import go_on_duty
from quanju.domains.people.queries.actors import actor_in

pytestmark = pytest.mark.django_db


def people_told():
    return set(Notice.objects.values_list("person__username", flat=True))


def test_a_notice_is_told_in_both_languages_and_in_the_journal():
    person = a_person()
    assert told(person) == 1
    view = Notice.objects.get().view()
    assert (view.title.zh, view.title.en) == ("巡-01 有指令未签收", "巡-01 has an order that waits")
    (entry,) = history_of("incident:20261123-0042")
    assert (entry.event, entry.related) == ("notices.people_told", (person.subject,))
    assert entry.facts == {"kind": KIND, "people": 1, "ways": []}


def test_nobody_is_told_twice_of_one_cause():
    person = a_person()
    assert [told(person), told(person), told(person, cause="assignment:2")] == [1, 0, 1]


def test_nobody_is_told_of_their_own_act():
    me, other = an_appointment("patrol_unit"), a_person(name="other")
    told(me.person, other, by=actor_in(me))
    assert people_told() == {"other"}


def test_what_is_rolled_back_tells_nobody():
    person = a_person()
    with pytest.raises(ZeroDivisionError), write():
        told(person)
        raise ZeroDivisionError
    assert not Notice.objects.exists()


def test_outside_of_a_write_nobody_is_told():
    with pytest.raises(NoWriteOpen):
        tell(
            notice_kind_named(KIND),
            to=To(),
            about="x",
            cause="x",
            values=VALUES,
            by=an_actor("dispatcher"),
            at=NOON,
        )


def test_what_a_kind_does_not_declare_is_a_mistake():
    with pytest.raises(ValueError, match="is told with"):
        told(a_person(), values={**VALUES, "caller": "x"})


def test_of_a_role_those_on_duty_are_told_if_anybody_is():
    first = an_appointment("station_command", name="first")
    an_appointment("station_command", name="second")
    told(roles=["station_command"])
    assert people_told() == {"first", "second"}
    go_on_duty(by=actor_in(first), at=NOON)
    told(roles=["station_command"], cause="assignment:2")
    assert Notice.objects.filter(cause="assignment:2").get().person == first.person


def test_a_role_may_be_kept_to_one_station():
    rooms = [a_station(code).parts.get(kind="command_room") for code in ("east", "west")]
    for room in rooms:
        an_appointment("station_command", name=f"in-{room.parent.code}", organisation=room)
    told(roles=["station_command"], station_id=rooms[1].parent_id)
    assert people_told() == {"in-west"}


def test_the_words_that_leave_are_the_tables_and_in_the_readers_language(settings):
    settings.NOTICES_TO = {"sms": "http://127.0.0.1:9/x"}
    told(a_person(name="a"), a_person(name="b", language="en"))
    words = dict(Delivery.objects.values_list("notice__person__username", "words"))
    assert words == {
        "a": "【全局】巡-01 有指令 3 分钟未签收，请立即在系统内签收。",
        "b": "[Quanju] 巡-01 has an order that has waited 3 min. Acknowledge it in the system now.",
    }
    assert "20261123" not in "".join(words.values())


def test_a_way_that_is_not_set_has_no_line(settings):
    settings.NOTICES_TO = {"webhook": "http://127.0.0.1:9/x"}
    told(a_person())
    assert list(Delivery.objects.values_list("way", flat=True)) == ["webhook"]


SHIFT = {"day": "11-24", "span": "20:00–08:00", "zone": "1", "what": "取消"}
NIGHT = NOON + timedelta(hours=11)  # 23:00 in Hailar


@pytest.mark.parametrize(
    ("kind", "values", "waits"),
    [(KIND, VALUES, timedelta(0)), ("duty.shift_changed", SHIFT, timedelta(hours=8))],
)
def test_at_night_only_what_may_wake_somebody_leaves_at_once(settings, kind, values, waits):
    settings.NOTICES_TO = {"sms": "http://127.0.0.1:9/x"}
    told(a_person(), kind=kind, values=values, at=NIGHT)
    assert Delivery.objects.get().next_try_at == NIGHT + waits


def test_a_reader_sees_their_own_alone_and_what_is_unread_stays():
    mine, other = an_appointment("patrol_unit"), a_person()
    me = actor_in(mine)
    told(mine.person, other)
    assert [queries.unread_count(by=me), len(queries.notices_of(by=me, at=NOON))] == [1, 1]
    later = NOON + timedelta(days=31)
    assert len(queries.notices_of(by=me, at=later)) == 1
    with write():
        Notice.objects.filter(person=mine.person).update(read_at=NOON)
    assert queries.unread_count(by=me) == 0
    shown = [len(queries.notices_of(by=me, at=NOON + timedelta(days=d))) for d in (30, 31)]
    assert shown == [1, 0]
