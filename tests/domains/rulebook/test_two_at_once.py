import threading

import pytest
from django.db import connection
from tests.builders.people import NOON, an_actor

from quanju.domains.kernel.types import Text
from quanju.domains.people.types import SERVICE
from quanju.domains.rulebook import actions
from quanju.domains.rulebook.models import RuleTable
from quanju.domains.rulebook.types import _KINDS, RuleKind, Table


@pytest.mark.django_db(transaction=True)
def test_two_proposals_at_the_same_instant_get_two_versions():
    RuleKind("test.race", Text("竞争", "Race"), Table)
    try:
        actions.load_rule(kind="test.race", text="", effective_from=NOON, by=SERVICE, at=NOON)
        admins, start = [an_actor("system_admin") for _ in range(4)], threading.Barrier(4)
        troubles = []

        def propose(by):
            start.wait()
            try:
                actions.propose_rule(
                    kind="test.race", text="", effective_from=NOON, reason="", by=by, at=NOON
                )
            except Exception as error:  # noqa: BLE001
                troubles.append(error)
            connection.close()

        threads = [threading.Thread(target=propose, args=(by,)) for by in admins]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert troubles == []
        assert sorted(RuleTable.objects.values_list("version", flat=True)) == [1, 2, 3, 4, 5]
    finally:
        _KINDS.pop("test.race")
