"""The test database: its tables are made once, copied for each process, and emptied between tests.

Sixty migrations take a process twenty seconds; the copy takes none. What they made is kept in
`var/` until a migration, or what a migration asks, changes.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from tests.once import once
from tests.sites import migrate, migrated, site_database

TEMPLATE = "quanju_tables"
"""The PostgreSQL database that all others are copied from."""
KEPT = {"django_migrations", "django_content_type", "auth_permission"}
"""What the migrations fill and no test changes."""


@contextmanager
def made() -> Iterator[None]:
    """This process's own test database, with all tables and nothing in them."""
    name, creation = connection.settings_dict["NAME"], connection.creation
    make = _made_on_sqlite if connection.vendor == "sqlite" else _made_on_postgres
    test_name = make()
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = test_name
    try:
        yield
    finally:
        for one in connections.all(initialized_only=True):
            one.close()
        creation.destroy_test_db(name, verbosity=0)


def _made_on_sqlite() -> str:
    # The settings were read before the tests had a home: two runs at once each have their own.
    name = Path(os.environ["QUANJU_HOME"]) / Path(connection.creation._get_test_db_name()).name
    connection.settings_dict["TEST"]["NAME"] = str(name)
    shutil.copyfile(site_database(migrated()), name)
    # These files die with the run; nobody waits for the disk.
    options = connection.settings_dict["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    return str(name)


def _made_on_postgres() -> str:
    once("tables on PostgreSQL", _make_template)
    connection.settings_dict["TEST"]["TEMPLATE"] = TEMPLATE
    return str(connection.creation._create_test_db(verbosity=0, autoclobber=True))


def _make_template(folder: Path) -> None:
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(f"drop database if exists {TEMPLATE}")
        cursor.execute(f"create database {TEMPLATE}")
    address, _, name = os.environ["QUANJU_DATABASE"].partition("?")
    other = f"{address.rpartition('/')[0]}/{TEMPLATE}"
    migrate(folder, database=f"{other}?{name}" if name else other)


def empty() -> None:
    """Every table as the migrations left it, whoever refuses."""
    if connection.vendor == "sqlite":
        _empty_sqlite()
    else:
        _empty_postgres()


def _empty_sqlite() -> None:
    """All pages at once, whatever triggers stand in them."""
    connection.close_if_unusable_or_obsolete()
    connection.ensure_connection()
    with closing(sqlite3.connect(site_database(migrated()))) as source:
        source.backup(connection.connection)


def _empty_postgres() -> None:
    """As a replica, which asks no trigger and no other table; only a superuser may."""
    tables = set(connection.introspection.table_names()) - KEPT
    filled = " union all ".join(f"select '{t}' where exists (select from {t})" for t in tables)
    with connection.cursor() as cursor:
        cursor.execute(filled)
        found = [table for (table,) in cursor.fetchall()]
        clear = "; ".join(f"delete from {table}" for table in found)
        if clear:
            role = "set session_replication_role ="
            cursor.execute(f"{role} replica; {clear}; {role} origin")
