"""Database triggers: a paper is never changed and never taken away, whoever writes.

Its state may move, and what follows from that; its bytes come once.
"""

from typing import Any

SENTENCE = "a paper is never changed"
# What may change: how a paper ends, and its digest from nothing to something.
PAPER, BODY = "documents_paper", "documents_paperbody"
COPY = "documents_papercopy"
FIXED = {
    PAPER: (
        *("id", "number", "kind", "year", "office_id", "ordinal", "subject", "language", "title"),
        *("template", "template_sha256", "content_sha256", "code", "numbered_by_id"),
        *("numbered_at", "replaces_id"),
    ),
    BODY: ("id", "paper_id", "content"),
    COPY: (
        *("id", "paper_id", "words", "recipient", "hidden", "is_whole", "sha256", "pdf"),
        *("made_by_id", "made_at"),
    ),
}
ONCE = {PAPER: ("issued_at", "sha256", "size"), BODY: ("pdf",), COPY: ()}
_EMPTY = {"issued_at": "OLD.issued_at IS NOT NULL", "sha256": "OLD.sha256 <> ''"}
_EMPTY |= {"size": "OLD.size <> 0", "pdf": "OLD.pdf IS NOT NULL"}
_UNIQUE = {PAPER: ("id", "number"), BODY: ("id", "paper_id"), COPY: ("id",)}


def _changed(table: str, differs: str) -> str:
    fixed = [f"NEW.{name} {differs} OLD.{name}" for name in FIXED[table]]
    once = [f"({_EMPTY[name]} AND NEW.{name} {differs} OLD.{name})" for name in ONCE[table]]
    return " OR ".join((*fixed, *once))


def _sqlite(table: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    # INSERT OR REPLACE takes the old row away without asking the trigger of DELETE.
    known = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {name} = NEW.{name})" for name in _UNIQUE[table]
    )
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"WHEN {_changed(table, 'IS NOT')} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {known} {refuse}",
    ]


def _postgres(table: str) -> list[str]:
    run = "FOR EACH ROW %s EXECUTE FUNCTION papers_are_never_changed()"
    changed = _changed(table, "IS DISTINCT FROM")
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {run % f'WHEN ({changed})'}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {run % ''}",
    ]


def create(connection: Any) -> None:
    """Put the triggers in place, whatever stood there before."""
    drop(connection)
    statements: list[str] = []
    if connection.vendor != "sqlite":
        statements.append(
            "CREATE OR REPLACE FUNCTION papers_are_never_changed() RETURNS trigger "
            f"LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$"
        )
    for table in FIXED:
        made = _sqlite if connection.vendor == "sqlite" else _postgres
        statements += made(table)
    _run(connection, statements)


def drop(connection: Any) -> None:
    """Take them away: for undoing the migration and for emptying a test database."""
    is_sqlite = connection.vendor == "sqlite"
    verbs = ("update", "delete", "replace") if is_sqlite else ("update", "delete")
    end = "" if is_sqlite else " ON {table}"
    names = [(table, f"{table}_no_{verb}") for table in FIXED for verb in verbs]
    _run(
        connection,
        [f"DROP TRIGGER IF EXISTS {name}{end.format(table=table)}" for table, name in names],
    )


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
