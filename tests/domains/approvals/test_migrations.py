"""What waited in the rooms before approvals had one waits here, and what was decided stays so."""

import importlib
from types import SimpleNamespace

import pytest
from django.apps import apps
from tests.factories import NOON

from quanju.domains.approvals.models import Proposal

pytestmark = pytest.mark.django_db


class Rows(list):
    """The rows of a table that is no more."""

    def order_by(self, *_):
        return self

    select_related = order_by

    def iterator(self, *_):
        return iter(self)


def moved(migration, rows):
    """Run its `move_over` on these rows, as the tables stood before."""
    known = {name: SimpleNamespace(objects=Rows(found)) for name, found in rows.items()}
    before = SimpleNamespace(
        get_model=lambda room, name: known.get(name) or apps.get_model(room, name)
    )
    importlib.import_module(migration).move_over(before, None)
    return list(Proposal.objects.order_by("pk"))


def test_a_merge_and_a_cancellation():
    one, other = SimpleNamespace(number="20261123-0001"), SimpleNamespace(number="20261123-0002")
    row = {"incident": one, "proposed_by": "person:1", "proposed_at": NOON, "reason": "同一件事"}
    merge = SimpleNamespace(
        **row, kind="merge", other=other, decided_by="", decided_at=None, is_confirmed=None
    )
    row["reason"] = "entered_twice"
    cancel = SimpleNamespace(
        **row, kind="cancel", other=None, decided_by="person:2", decided_at=NOON, is_confirmed=False
    )
    found = moved(
        "quanju.domains.dispatch.migrations.0006_acts_move_to_approvals",
        {"PendingAct": [merge, cancel]},
    )
    assert [(p.act, p.status, p.content, p.reason, p.decided_by) for p in found] == [
        (
            "dispatch.merge_incident",
            "proposed",
            {"incident": one.number, "into": other.number},
            "同一件事",
            "",
        ),
        (
            "dispatch.cancel_incident",
            "refused",
            {"incident": one.number, "reason": "entered_twice"},
            "",
            "person:2",
        ),
    ]
    assert {p.subject for p in found} == {"incident:20261123-0001"}
