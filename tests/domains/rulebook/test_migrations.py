"""Versions stored before the room kept texts say the same afterwards."""

import importlib

import pytest
from django.apps import apps
from tests.factories import NOON

from quanju.domains.rulebook.models import RuleTable
from quanju.domains.rulebook.queries import read

pytestmark = pytest.mark.django_db
migration = importlib.import_module("quanju.domains.rulebook.migrations.0002_tables_as_written")


class Before:
    """A row as the first migration had it."""

    def __init__(self, kind, content):
        self.kind, self.content = kind, content

    def save(self, update_fields):
        assert set(update_fields) == {"kind", "text", "sha256"}


def test_a_stored_content_is_written_down_and_read_as_it_was(monkeypatch):
    row = Before("joining", {"within_m": 300, "within_min": 15, "same_class_only": True})

    class Rows:
        objects = type("", (), {"iterator": staticmethod(lambda: [row])})

    monkeypatch.setattr(apps, "get_model", lambda *_: Rows)
    migration.write_down(apps, None)
    assert row.kind == "dispatch.joining"
    assert read(row.kind, row.text).within_m == 300


def test_every_version_is_known_by_what_it_says():
    made = [
        RuleTable.objects.create(
            kind="patrol.cover", version=n, text=text, proposed_at=NOON, effective_from=NOON
        )
        for n, text in enumerate(["alert_after_min = 1", "alert_after_min = 2"], 1)
    ]
    assert len({one.sha256 for one in made}) == 2
    assert all(len(one.sha256) == 64 for one in made)
