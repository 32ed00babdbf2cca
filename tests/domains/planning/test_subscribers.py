"""What planning does upon the news of duty: nobody is offered what no longer fits."""

import pytest
from tests.builders.people import NOON
from tests.domains.planning.test_suggestions import look, week  # noqa: F401 - a fixture

from quanju.config.reactions import react
from quanju.domains.duty.actions import deciding, relocation
from quanju.domains.journal.actions.reacting import begin_reactions
from quanju.domains.journal.queries import history_of
from quanju.domains.planning.actions.suggestions import drop_outdated_suggestion
from quanju.domains.planning.models import Suggestion

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(week):  # noqa: F811
    look(week)
    begin_reactions(at=NOON)
    return Suggestion.objects.get(status="offered")


def cancel(shift, by):
    deciding.cancel_shift(shift=shift, why="雨", by=by, at=NOON)


def relocate(shift, by):
    relocation.relocate_shift(shift=shift, zone=2, by=by, at=NOON)


def confirm(shift, by):
    deciding.confirm_shift(shift=shift, by=by, at=NOON)


@pytest.mark.parametrize(
    ("verb", "status"), [(cancel, "superseded"), (relocate, "superseded"), (confirm, "offered")]
)
def test_a_suggestion_goes_when_its_shift_has_changed(week, offered, verb, status):  # noqa: F811
    verb(offered.shift_id, week)
    react(NOON)
    offered.refresh_from_db()
    assert offered.status == status
    told = [e.event for e in history_of(offered.subject)]
    assert ("planning.suggestion_outdated" in told) == (status == "superseded")


def test_twice_is_once(week, offered):  # noqa: F811
    cancel(offered.shift_id, week)
    assert drop_outdated_suggestion(shift=offered.shift_id, at=NOON)
    assert not drop_outdated_suggestion(shift=offered.shift_id, at=NOON)
