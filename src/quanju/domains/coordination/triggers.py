"""The two indexes of the databases over the tokens of a line: they follow the rows by themselves.

SQLite: FTS5 over the table's own column, without a copy of it. PostgreSQL: GIN over the words of
the same column. Whoever writes the rows, the index is right; and a backup that brings the rows
brings it, too.
"""

from typing import Any

TABLE = "coordination_searchline"
_NEW = f"INSERT INTO {TABLE}_fts(rowid, tokens) VALUES (new.id, new.tokens)"
_OLD = f"INSERT INTO {TABLE}_fts({TABLE}_fts, rowid, tokens) VALUES ('delete', old.id, old.tokens)"
SQLITE = (
    f"CREATE VIRTUAL TABLE {TABLE}_fts USING fts5("
    f"tokens, content='{TABLE}', content_rowid='id', tokenize='ascii', detail=none, columnsize=0)",
    f"CREATE TRIGGER {TABLE}_in AFTER INSERT ON {TABLE} BEGIN {_NEW}; END",
    f"CREATE TRIGGER {TABLE}_out AFTER DELETE ON {TABLE} BEGIN {_OLD}; END",
    f"CREATE TRIGGER {TABLE}_anew AFTER UPDATE OF tokens ON {TABLE} BEGIN {_OLD}; {_NEW}; END",
)
POSTGRESQL = (
    # No list of what is not sorted in yet: each question would read it whole.
    f"CREATE INDEX {TABLE}_gin ON {TABLE} USING gin (string_to_array(tokens, ' '))"
    " WITH (fastupdate = off)",
)


def create_for(apps: Any, editor: Any) -> None:
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def drop_for(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        for name in ("in", "out", "anew"):
            editor.execute(f"DROP TRIGGER {TABLE}_{name}")
        editor.execute(f"DROP TABLE {TABLE}_fts")
    else:
        editor.execute(f"DROP INDEX {TABLE}_gin")
