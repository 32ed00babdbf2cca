"""Whoever writes: a row stands in a state that its workflow knows."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import CheckConstraint
from tests.builders.people import NOON

from quanju.domains.rulebook.models import RuleTable

pytestmark = pytest.mark.django_db
STATES = [
    (model, field)
    for model in apps.get_models()
    for field in model._meta.fields
    if model.__module__.startswith("quanju.")
    and field.name in ("state", "status")
    and field.choices
]


@pytest.mark.parametrize(("model", "field"), STATES, ids=lambda one: getattr(one, "__name__", ""))
def test_the_database_knows_every_state_of_the_table_and_no_other(model, field):
    listed = [
        set(dict(one.condition.children)[f"{field.name}__in"])
        for one in model._meta.constraints
        if isinstance(one, CheckConstraint) and one.name.endswith("in_a_known_state")
    ]
    assert listed == [{state for state, _ in field.choices}]


def test_there_is_no_state_beside_those():
    assert {model.__name__ for model, _ in STATES} >= {
        "Incident", "Call", "Assignment", "PlannedShift", "PatrolRound", "Checkpoint", "Unit",
        "Appointment", "Proposal", "Study", "Plan", "Suggestion", "RuleTable",
    }  # fmt: skip


def test_a_state_that_no_table_knows_is_refused_by_the_database():
    row = RuleTable.objects.create(
        kind="patrol.cover",
        version=1,
        text="alert_after_min = 1",
        proposed_at=NOON,
        effective_from=NOON,
    )
    table = RuleTable._meta.db_table
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET status = 'forgotten' WHERE id = %s", [row.pk])
