"""A home of before the migrations were folded goes on; one that stands in between is refused."""

import sqlite3

import pytest
from django.db.migrations.loader import MigrationLoader
from tests.cli.test_commands import in_process
from tests.sites import migrated_home, site_database

from quanju.backups.reading import _compared

FOLDS = {
    key: migration.replaces
    for key, migration in MigrationLoader(None).disk_migrations.items()
    if migration.replaces and key[1] == "0001_folded"
}


@pytest.fixture
def old_home(tmp_path):
    """A home whose database names what was applied as the program of before did."""
    home = migrated_home(tmp_path / "home")
    with sqlite3.connect(site_database(tmp_path / "home")) as database:
        gone = database.execute("delete from django_migrations where name = '0001_folded'")
        assert gone.rowcount == len(FOLDS)
    database.close()
    return home


@pytest.mark.long
def test_a_home_of_before_goes_on(old_home):
    told = in_process(old_home, "migrate")
    assert told.returncode == 0, told.stderr
    assert in_process(old_home, "journal", "verify").returncode == 0


@pytest.mark.long
def test_a_home_from_in_between_is_a_sentence(old_home, tmp_path):
    with sqlite3.connect(site_database(tmp_path / "home")) as database:
        gone = database.execute(
            "delete from django_migrations where app='dispatch' and name like '0023%'"
        )
        assert gone.rowcount == 1
    database.close()
    told = in_process(old_home, "migrate")
    assert told.returncode == 2
    assert "2026-11-30" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_backup_of_before_is_neither_older_nor_newer():
    ours = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    replaced = {f"{app}.{name}" for several in FOLDS.values() for app, name in several}
    before = (ours - {f"{app}.{name}" for app, name in FOLDS}) | replaced
    assert _compared(ours) == _compared(before) == (set(), set())
    assert _compared(before - {"dispatch.0001_initial"}) == (set(), {"dispatch.0001_folded"})
    assert _compared(ours | {"dispatch.9999_to_come"}) == ({"dispatch.9999_to_come"}, set())
