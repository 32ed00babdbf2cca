"""Each version of a table is known by what it says."""

import pytest
from tests.builders.people import NOON

from quanju.domains.rulebook.models import RuleTable

pytestmark = pytest.mark.django_db


def test_every_version_is_known_by_what_it_says():
    made = [
        RuleTable.objects.create(
            kind="patrol.cover", version=n, text=text, proposed_at=NOON, effective_from=NOON
        )
        for n, text in enumerate(["alert_after_min = 1", "alert_after_min = 2"], 1)
    ]
    assert len({one.sha256 for one in made}) == 2
    assert all(len(one.sha256) == 64 for one in made)
