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


def told(found):
    return [(p.act, p.subject, p.status, p.proposed_by, p.decided_by) for p in found]


def test_appointments_and_resets():
    station = SimpleNamespace(kind="station", pk=7, parent=None, name_zh="所", name_en="station")
    post = SimpleNamespace(
        code="p", role="case_officer", title_zh="岗", title_en="post", organisation=station
    )
    person = SimpleNamespace(pk=9, display_name="某")
    common = {"person": person, "person_id": 9, "post": post, "valid_from": NOON}

    def row(pk, status, first, second):
        more = {"granted_by_id": first, "approved_by_id": second, "proposed_at": NOON}
        return SimpleNamespace(**common, **more, pk=pk, status=status, decided_at=NOON)

    reset = SimpleNamespace(
        person=person,
        person_id=9,
        status="proposed",
        asked_by_id=1,
        asked_at=NOON,
        decided_by_id=None,
        decided_at=None,
    )
    rows = [
        row(1, "proposed", 1, None),
        row(2, "approved", 1, 2),
        row(3, "revoked", 1, 2),
        row(4, "withdrawn", 1, None),
        row(5, "rejected", 1, 2),
        row(6, "approved", None, None),
    ]
    found = moved(
        "quanju.domains.people.migrations.0005_second_persons_move_to_approvals",
        {"Appointment": rows, "SecondFactorReset": [reset]},
    )
    assert told(found) == [
        ("people.appoint", "appointment:1", "proposed", "person:1", ""),
        ("people.appoint", "appointment:2", "approved", "person:1", "person:2"),
        ("people.appoint", "appointment:3", "approved", "person:1", "person:2"),
        ("people.appoint", "appointment:4", "withdrawn", "person:1", "person:1"),
        ("people.appoint", "appointment:5", "refused", "person:1", "person:2"),
        ("people.reset_second_factor", "person:9", "proposed", "person:1", ""),
    ]
    assert found[0].content == {"appointment": 1, "role": "case_officer", "station": 7}
    assert {p.about for p in found} == {"person:9"}


@pytest.mark.parametrize(
    ("status", "second", "after", "decided_by"),
    [
        ("proposed", None, "proposed", ""),
        ("approved", 2, "approved", "person:2"),
        ("superseded", 2, "approved", "person:2"),
        ("withdrawn", None, "withdrawn", "person:1"),
        # Who rejected it was not kept in the row.
        ("rejected", None, "expired", ""),
    ],
)
def test_rule_tables(status, second, after, decided_by):
    row = SimpleNamespace(
        pk=3,
        kind="patrol.cover",
        version=2,
        reason="新",
        status=status,
        proposed_by_id=1,
        approved_by_id=second,
        proposed_at=NOON,
        approved_at=NOON if second else None,
    )
    loaded = SimpleNamespace(proposed_by_id=None)
    found = moved(
        "quanju.domains.rulebook.migrations.0004_second_persons_move_to_approvals",
        {"RuleTable": [loaded, row]},
    )
    subject = "rule:patrol.cover@2"
    assert told(found) == [("rulebook.change_rule", subject, after, "person:1", decided_by)]
