import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.builders.papers import a_note, notes
from tests.builders.people import NOON, a_branch, an_actor
from tests.protection import journal_holds

from quanju.domains.documents.models import Paper, PaperBody, PaperCounter
from quanju.domains.documents.queries.papers import papers_on
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused

both = pytest.mark.django_db
threads = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """What each act gave, carried out in the same instant."""
    barrier, given = threading.Barrier(len(acts)), []

    def run(act):
        try:
            barrier.wait(timeout=30)
            given.append(act())
        except Refused as refusal:
            given.append(refusal.code)
        finally:
            connection.close()

    started = [threading.Thread(target=run, args=(act,)) for act in acts]
    for one in started:
        one.start()
    for one in started:
        one.join()
    return given


@both
def test_numbers_follow_each_other_by_kind_year_and_office():
    desk, other = an_actor("dispatcher"), an_actor("station_command")
    new_year = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)  # midnight of the branch
    with notes():
        made = [
            a_note(desk),
            a_note(desk),
            a_note(other),
            a_note(desk, at=new_year - timedelta(seconds=1)),
            a_note(desk, at=new_year),
        ]
    ends = [one.number.split("-")[-2:] for one in made]
    assert ends == [
        ["2026", "0001"],
        ["2026", "0002"],
        ["2026", "0001"],
        ["2026", "0003"],
        ["2027", "0001"],
    ]
    assert made[0].number == f"BT-{desk.organisation}-2026-0001"


@both
def test_a_failed_write_leaves_no_gap():
    desk = an_actor("dispatcher")
    with notes():
        a_note(desk)
        with pytest.raises(ZeroDivisionError), write():
            a_note(desk)
            raise ZeroDivisionError
        assert a_note(desk).number.endswith("-0002")


@threads
def test_officers_in_the_same_instant_leave_no_gap():
    officers = [an_actor("dispatcher", organisation=a_branch()) for _ in range(4)]

    def two(officer, fails):
        def act():
            with write():
                a_note(officer)
                if fails:
                    raise Refused()
            a_note(officer)

        return act

    with notes():
        at_once(*(two(one, fails=place == 2) for place, one in enumerate(officers)))
    numbers = sorted(Paper.objects.values_list("ordinal", flat=True))
    assert numbers == list(range(1, 7))
    assert PaperCounter.objects.get().last == 6
    assert journal_holds()


@threads
def test_a_matter_gets_one_sole_paper_from_two_offices_at_once():
    officers = [an_actor("dispatcher"), an_actor("station_command")]
    with notes(is_sole=True):
        given = at_once(*(lambda one=one: a_note(one).number for one in officers))
        assert given[0] == given[1]
        assert a_note(officers[0]).number == given[0]
        assert a_note(officers[0], subject="incident:2").number != given[0]
        assert a_note(officers[0], language="en").number != given[0]
    assert PaperCounter.objects.count() <= 2
    assert sum(PaperCounter.objects.values_list("last", flat=True)) == 3


@both
@pytest.mark.parametrize(
    ("table", "change"),
    [(Paper, change) for change in ({"number": "X"}, {"content_sha256": "0" * 64}, {"code": "X"})]
    + [(PaperBody, {"content": "{}"})],
    ids=str,
)
def test_the_database_lets_nobody_change_a_paper(table, change):
    with notes():
        a_note()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        table.objects.update(**change)


@both
@pytest.mark.spoils
def test_the_database_lets_nobody_take_a_paper_away():
    with notes():
        a_note()
    for table in (PaperBody, Paper):
        with pytest.raises(DatabaseError), transaction.atomic():
            table.objects.all()._raw_delete(using="default")
    assert Paper.objects.count() == 1


@both
def test_papers_are_listed_for_who_may_read_them():
    desk = an_actor("dispatcher")
    with notes():
        made = a_note(desk)
        assert papers_on("incident:1", by=desk, at=NOON) == [made]
        assert papers_on("incident:1", by=an_actor("patrol_unit"), at=NOON) == []


@both
def test_who_acts_for_no_office_issues_none():
    with notes(), pytest.raises(Refused, match="NO_OFFICE"):
        a_note(replace(an_actor("dispatcher"), organisation_id=None))


@both
def test_two_kinds_with_one_mark_do_not_share_a_number():
    desk = an_actor("dispatcher")
    with notes():
        a_note(desk)
        PaperCounter.objects.update(last=0)
        with pytest.raises(Refused, match="MARK_TAKEN"):
            a_note(desk)
