"""What waits in supervision, and for whom; gone once the verb is done."""

import pytest
from tests.builders.people import NOON, an_actor
from tests.builders.reports import a_room, taken
from tests.waiting import posts_that_wait, waits

from quanju.domains.kernel.roles import ROLES
from quanju.domains.supervision import waiting
from quanju.domains.supervision.actions.checking import check_report
from quanju.domains.supervision.actions.hits import dismiss_hit
from quanju.domains.supervision.models import RuleHit

pytestmark = pytest.mark.django_db


def test_a_hit_waits_for_legal_supervision_alone_until_somebody_has_looked():
    made = taken(a_room()[1], kind="dispute")
    check_report(report=made.number, at=NOON)
    actors = {role: an_actor(role) for role in ROLES}
    assert posts_that_wait(waiting, actors, NOON) == {"legal_supervision": 1}
    legal = actors["legal_supervision"]
    (one,) = waiting.waiting_for(legal, at=NOON, until=NOON)
    assert "被盗" in one.why.filled(**one.facts).zh
    dismiss_hit(hit=RuleHit.objects.get().pk, why="误报", by=legal, at=NOON)
    assert waits(waiting, legal, NOON) == []
