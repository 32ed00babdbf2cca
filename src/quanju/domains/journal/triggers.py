"""Database triggers: the journal is append-only on both databases, whoever writes."""

from typing import Any

TABLES = ("journal_entry", "journal_mention", "journal_seal")
_SENTENCE = "the journal is append-only"

_SQLITE = [
    f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
    f"BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END"
    for table in TABLES
    for verb in ("update", "delete")
]
# INSERT OR REPLACE takes the old row away without asking the trigger of DELETE.
_UNIQUE = {
    "journal_entry": ("id", "chain, number", "chain, prev_hash"),
    "journal_mention": ("id", "subject, entry_id"),
    "journal_seal": ("id", "chain, number"),
}
_SQLITE += [
    f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN "
    + " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE ({columns}) = "
        f"({', '.join('NEW.' + name for name in columns.split(', '))}))"
        for columns in keys
    )
    + f" BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END"
    for table, keys in _UNIQUE.items()
]
_POSTGRES = [
    "CREATE OR REPLACE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_SENTENCE}'; END $$",
    *(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()"
        for table in TABLES
    ),
]


def create(connection: Any) -> None:
    """Put the triggers in place, whatever stood there before."""
    drop(connection)
    _run(connection, _SQLITE if connection.vendor == "sqlite" else _POSTGRES)


def drop(connection: Any) -> None:
    """Take them away: for undoing the migration and for emptying a test database."""
    if connection.vendor == "sqlite":
        verbs = ("update", "delete", "replace")
        names = [f"DROP TRIGGER IF EXISTS {t}_no_{v}" for t in TABLES for v in verbs]
    else:
        names = [f"DROP TRIGGER IF EXISTS {t}_no_change ON {t}" for t in TABLES]
    _run(connection, names)


def create_for(apps: Any, editor: Any) -> None:
    """For a migration."""
    create(editor.connection)


def drop_for(apps: Any, editor: Any) -> None:
    """For a migration that is undone."""
    drop(editor.connection)


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
