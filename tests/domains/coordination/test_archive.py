"""Who finds what in the archive of groups, and by which conditions."""

from datetime import timedelta

import pytest
from tests.builders.groups import DAY, HOUR, a_group, an_opener, the_offices
from tests.builders.people import NOON, a_station, an_actor

from quanju.domains.coordination.models import Group
from quanju.domains.coordination.queries.archive import (
    Wanted,
    archive_counts,
    archived_group,
    archived_groups,
)
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Denied, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return the_offices()


def ended(office, *, closed_at=NOON, status="archived", **more):
    """A group that has ended as the past has it."""
    kept = {"title", "kind"}
    view = a_group(an_opener(), **{k: v for k, v in more.items() if k in kept})
    with write():
        row = Group.objects.get(number=view.number)
        row.outcome, row.closed_at, row.archived_at = "双方签字", closed_at, closed_at
        row.status, row.is_urgent = status, more.get("is_urgent", False)
        row.result = "转办" if row.is_urgent else ""
        row.classification = more.get("classification", "internal")
        row.save()
    return row


def found(actor, **wanted):
    return [one.number for one in archived_groups(actor, Wanted(**wanted), at=NOON + DAY)]


def test_offices_of_the_archive_find_all_but_restricted_ones(office):
    open_one, hidden = ended(office), ended(office, classification="restricted")
    for role in ("base_control_officer", "branch_leader"):
        assert found(an_actor(role)) == [open_one.number]
    assert set(found(an_actor("archivist"))) == {open_one.number, hidden.number}
    # Members find their own, restricted or not; others nothing.
    assert set(found(office["dispatcher"])) == {open_one.number, hidden.number}
    assert found(an_actor("patrol_unit")) == []
    with pytest.raises(NotFound):
        archived_group(hidden.number, by=an_actor("branch_leader"), at=NOON)
    with pytest.raises(Denied):
        found(an_actor("volunteer"))


def test_conditions_narrow_the_list_and_the_counts(office):
    old = ended(office, closed_at=NOON - 40 * DAY, kind="event_safety", title="夜市安保")
    new = ended(office, is_urgent=True, status="closed")
    keeper = an_actor("archivist")
    assert found(keeper) == [new.number, old.number]
    assert found(keeper, kind="event_safety") == [old.number]
    assert found(keeper, unit=a_station().pk) == [new.number, old.number]
    assert found(keeper, unit=0) == []
    assert found(keeper, is_urgent=True) == [new.number]
    assert found(keeper, outcome="waits") == [new.number]
    assert found(keeper, outcome="unsealed", words="夜市") == [old.number]
    assert found(keeper, words="签字") == [new.number, old.number]
    ktv = ended(office, closed_at=NOON - 50 * DAY, title="KTV 门口 50% 清场")
    assert [found(keeper, words=words) for words in ("ktv 门", "50%", "5_%")] == [
        [ktv.number], [ktv.number], [],
    ]  # fmt: skip
    Group.objects.filter(pk=ktv.pk).update(closed_at=None, status="active")
    # Both sides of a month.
    assert found(keeper, from_at=old.closed_at, until_at=new.closed_at) == [old.number]
    assert found(keeper, from_at=old.closed_at + timedelta(seconds=1)) == [new.number]
    counts = archive_counts(keeper, Wanted(), at=NOON)
    assert (counts.groups, counts.urgent, counts.with_result, counts.archived) == (2, 1, 1, 1)


def test_what_runs_is_in_no_archive(office):
    view = a_group(an_opener())
    assert found(an_actor("archivist")) == []
    with pytest.raises(NotFound):
        archived_group(view.number, by=office["dispatcher"], at=NOON + HOUR)
