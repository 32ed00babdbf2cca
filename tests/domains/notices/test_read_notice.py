"""Reading one's own notices."""

from datetime import timedelta

import pytest
from tests.builders.outbox import a_person, told
from tests.builders.people import NOON, an_actor, an_appointment

from quanju.domains.journal.queries import head_number
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.notices import queries
from quanju.domains.notices.actions.reading import read_all_notices, read_notice
from quanju.domains.notices.models import Notice
from quanju.domains.people.queries.actors import actor_in
from quanju.domains.people.types import STRANGER

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=1)


@pytest.fixture
def me():
    appointment = an_appointment("patrol_unit")
    told(appointment.person)
    return actor_in(appointment)


def test_the_first_reading_counts_and_is_no_entry(me):
    notice, before = Notice.objects.get(), head_number()
    assert read_notice(notice=notice.pk, by=me, at=LATER).read_at == LATER
    assert head_number() == before


def test_a_second_reading_keeps_the_first_moment(me):
    notice = Notice.objects.get()
    read_notice(notice=notice.pk, by=me, at=NOON)
    assert read_notice(notice=notice.pk, by=me, at=LATER).read_at == NOON


def test_others_notices_are_not_found(me):
    with pytest.raises(NotFound):
        read_notice(notice=Notice.objects.get().pk, by=an_actor("dispatcher"), at=LATER)


def test_a_stranger_has_none():
    with pytest.raises(Denied):
        read_all_notices(by=STRANGER, at=NOON)
    assert queries.unread_count(by=STRANGER) == 0


def test_all_are_read_that_were_told_until_then(me):
    told(a_person())
    told(*[n.person for n in Notice.objects.filter(person=me.person_id)], cause="b", at=LATER)
    assert read_all_notices(by=me, at=NOON) == 1
    assert queries.unread_count(by=me) == 1
