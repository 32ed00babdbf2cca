"""The hand-over of a shift, signed by two; the bulletin of a day, made once each morning."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.builders.incidents import a_crew_at, an_incident, an_order
from tests.builders.people import NOON, an_actor

from quanju.domains.dispatch import jobs
from quanju.domains.dispatch.actions import desks
from quanju.domains.dispatch.actions.bulletins import due_bulletins, release_bulletin
from quanju.domains.dispatch.actions.handover import sign_incoming, sign_outgoing
from quanju.domains.dispatch.models import Bulletin, ShiftHandover
from quanju.domains.dispatch.queries import handover as queries
from quanju.domains.dispatch.queries.bulletin import bulletin, numbers_of
from quanju.domains.dispatch.waiting import waiting_for
from quanju.domains.kernel.days import local_day, midnight
from quanju.domains.kernel.types import Refused

DAY = midnight(NOON)
EVENING = DAY + timedelta(hours=20)
SECOND = timedelta(seconds=1)
MORNING = DAY + timedelta(days=1, hours=6)


def refused(act, **facts):
    with pytest.raises(Refused) as refusal:
        act(**facts)
    return refusal.value.code


@pytest.mark.django_db
class TestHandover:
    def test_it_is_due_from_half_an_hour_before_the_shift_until_two_have_signed(self, town):
        one, other = an_actor("dispatcher"), an_actor("dispatcher")
        for actor in (one, other):
            desks.take_desk(by=actor, at=NOON)
        early = EVENING - timedelta(minutes=30)
        sign_outgoing(by=one, at=NOON)
        sign_incoming(by=other, at=NOON)
        assert queries.is_to_sign(one, early - SECOND) == ""
        assert queries.is_to_sign(one, early) == "outgoing"
        sign_outgoing(by=one, at=early)
        assert queries.is_to_sign(one, early) == ""
        assert queries.is_to_sign(other, early) == "incoming"
        keys = [w.key for w in waiting_for(other, at=early, until=early)]
        assert any(key.startswith("dispatch.handover:") for key in keys)
        late = EVENING + timedelta(minutes=30)
        assert queries.is_to_sign(other, late) == "incoming"
        assert queries.is_to_sign(other, late + SECOND) == ""
        sign_incoming(by=other, at=EVENING)
        assert queries.is_to_sign(other, EVENING) == ""

    def test_what_was_signed_stays_as_it_stood_and_names_nobody(self, town):
        one, other = an_actor("dispatcher"), an_actor("dispatcher")
        unit, _ = a_crew_at("特-01", (2, 2))
        row = an_incident(by=one, text="张三在此")
        an_order(row, unit.pk, by=one)
        signed = sign_outgoing(remark="等医院回话", by=one, at=EVENING)
        an_incident(by=one, where=(4, 2), at=EVENING)
        shown = queries.handover_now(other, at=EVENING)
        assert [x["number"] for x in shown.content["incidents"]] == [row.number]
        assert shown.content["units"][0]["call_sign"] == "特-01"
        assert shown.remark == "等医院回话"
        assert "张三" not in str(signed.content)

    def test_two_sign_and_not_one_twice(self, town):
        one = an_actor("dispatcher")
        assert refused(sign_incoming, by=one, at=EVENING) == "OUTGOING_FIRST"
        sign_outgoing(by=one, at=EVENING)
        assert refused(sign_outgoing, by=an_actor("dispatcher"), at=EVENING) == "SIGNED_ALREADY"
        assert refused(sign_incoming, by=one, at=EVENING) == "HANDOVER_NEEDS_TWO"
        sign_incoming(by=an_actor("dispatcher"), at=EVENING)
        again = {"by": an_actor("dispatcher"), "at": EVENING}
        assert refused(sign_incoming, **again) == "SIGNED_ALREADY"
        assert refused(sign_outgoing, by=an_actor("patrol_unit"), at=EVENING) == "DENY_ROLE"
        with pytest.raises(IntegrityError), transaction.atomic():
            ShiftHandover.objects.update(incoming_id=one.person_id)


@pytest.mark.django_db
class TestBulletin:
    def test_it_is_made_once_after_the_morning_hour(self, town):
        yesterday = local_day(NOON)
        assert due_bulletins(MORNING - SECOND) == []
        assert ("day", yesterday) in due_bulletins(MORNING)
        assert jobs.make_bulletins(MORNING) >= 1
        assert jobs.make_bulletins(MORNING) == 0
        assert Bulletin.objects.filter(span="day", day=yesterday).count() == 1

    def test_on_mondays_the_week_before_is_made_too(self, town):
        monday = MORNING
        while local_day(monday).weekday() != 0:
            monday += timedelta(days=1)
        spans = dict(due_bulletins(monday))
        assert spans["week"] == local_day(monday) - timedelta(days=7)
        assert "week" not in dict(due_bulletins(monday + timedelta(days=1)))

    def test_it_counts_by_class_station_zone_and_hour_beside_the_week_before(self, town):
        for at in (NOON, NOON, NOON - timedelta(days=7)):
            an_incident(at=at, text="张三，滨河路 5 号")
        numbers = numbers_of("day", local_day(NOON))
        assert numbers["total"] == [2, 1]
        assert sum(numbers["by_hour"][0]) == 2
        for name in ("by_class", "by_station", "by_zone"):
            assert [sum(side.values()) for side in numbers[name]] == [2, 1], name
        assert "张三" not in str(numbers)
        assert "滨河" not in str(numbers)

    def test_below_ten_a_measure_says_only_its_n(self, town):
        an_incident(at=NOON)
        jobs.make_bulletins(MORNING)
        view = bulletin(Bulletin.objects.get(span="day").pk, an_actor("auditor"), at=MORNING)
        response = dict(view.sections)[view.sections[-1][0]]
        assert {one.value for one in response} <= {"n=0", "n=1"}

    def test_a_person_releases_it_as_a_paper(self, town):
        an_incident(at=NOON)
        jobs.make_bulletins(MORNING)
        pk = Bulletin.objects.get(span="day").pk
        act = {"pk": pk, "language": "zh-hans", "at": MORNING}
        assert refused(release_bulletin, **act, by=an_actor("dispatcher")) == "DENY_ROLE"
        paper = release_bulletin(**act, by=an_actor("shift_supervisor"))
        assert paper.kind == "dispatch.bulletin"
        assert paper.subject == f"bulletin:{pk}"
