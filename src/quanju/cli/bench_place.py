"""Where a bench fills its years: a home and a database of its own, for one run or kept.

A branch's own home or database is never touched: what is kept is known by a file that the bench
wrote into it.
"""

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quanju.cli.framework import refuse

MARK = "filled-by-bench.json"


@dataclass(frozen=True)
class Place:
    """A home, and the address of its database if that is a server's."""

    home: Path
    address: str | None

    def filled_once(self, fill: Callable[[int], dict[str, Any]], wanted: int) -> dict[str, Any]:
        """What was told of the filling; filled now if nobody did before."""
        mark = self.home / MARK
        told: dict[str, Any] = json.loads(mark.read_text())
        if "incidents" not in told:
            told |= fill(wanted)
            mark.write_text(json.dumps(told))
        return {name: value for name, value in told.items() if name != "name"}


@contextmanager
def place_to_fill(home: Path | None, database: str | None) -> Iterator[Place]:
    """A home to fill: `home`, which is kept with its database, or one for this run alone."""
    server = database if database and database.startswith("postgres") else None
    if home:
        name = _kept(home)
        if server:
            _make(server, name)
        yield Place(home, _named(server, name))
        return
    with tempfile.TemporaryDirectory(prefix="quanju-bench-") as made:
        name = _kept(Path(made))
        if server:
            _make(server, name)
        try:
            yield Place(Path(made), _named(server, name))
        finally:
            if server:
                _run(server, "DROP DATABASE {} WITH (FORCE)", name)


def _kept(home: Path) -> str:
    """The name of the database that goes with a home; the home is marked as a bench's."""
    mark = home / MARK
    if mark.exists():
        return str(json.loads(mark.read_text())["name"])
    if home.exists() and any(home.iterdir()):
        refuse(
            f"{home} 不是空的，也不是本命令填过的：不动它",
            f"{home} is neither empty nor filled by a bench: it is left alone",
        )
    home.mkdir(parents=True, exist_ok=True)
    name = f"quanju_bench_{os.getpid()}"
    mark.write_text(json.dumps({"name": name}))
    return name


def _named(server: str | None, name: str) -> str | None:
    return re.sub(r"^(postgres(?:ql)?://[^/]*)/[^?]*", rf"\1/{name}", server) if server else None


def _make(server: str, name: str) -> None:
    import psycopg

    try:
        with psycopg.connect(server) as link:
            known = link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not known:
            _run(server, "CREATE DATABASE {}", name)
    except psycopg.Error as error:
        refuse(f"不能在该服务器上建库：{error}", f"No database can be made on that server: {error}")


def _run(server: str, statement: Any, name: str) -> None:
    import psycopg
    from psycopg import sql

    with psycopg.connect(server, autocommit=True) as link:
        link.execute(sql.SQL(statement).format(sql.Identifier(name)))


def forget_counts() -> bool:
    """Is the database as before its first ANALYZE now? A server lets only its owner forget."""
    from django.db import DatabaseError, connection, connections

    try:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(
                    "DELETE FROM pg_statistic WHERE starelid IN (SELECT oid FROM pg_class"
                    " WHERE relnamespace = 'public'::regnamespace)"
                )
            elif "sqlite_stat1" in connection.introspection.table_names(cursor):
                cursor.execute("DELETE FROM sqlite_stat1")
    except DatabaseError:
        return False
    connections.close_all()  # counts are read when a connection is opened
    return True
