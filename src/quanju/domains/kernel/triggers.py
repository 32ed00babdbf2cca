"""Nobody is planned twice at once: the same rule for both databases, held by them.

PostgreSQL excludes overlapping spans; a person is a range of one number, so that no extension is
needed. SQLite writes one after the other, so a trigger that looks is enough. A migration that makes
SQLite rebuild such a table must create its triggers anew.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class NotTwiceAtOnce:
    """Rows of one `whose` whose spans `duty_from` to `duty_until` may not meet.

    `condition` says which rows count, with `{row}` before each column.
    """

    name: str
    table: str
    whose: str
    condition: str

    def create(self, editor: Any) -> None:
        if editor.connection.vendor == "sqlite":
            for verb in ("insert", "update"):
                editor.execute(self._trigger(verb))
        else:
            editor.execute(self._exclusion())

    def drop(self, editor: Any) -> None:
        if editor.connection.vendor == "sqlite":
            for verb in ("insert", "update"):
                editor.execute(f"DROP TRIGGER IF EXISTS {self.name}_{verb}")
        else:
            editor.execute(f"ALTER TABLE {self.table} DROP CONSTRAINT IF EXISTS {self.name}")

    def _trigger(self, verb: str) -> str:
        new, old = self.condition.format(row="NEW."), self.condition.format(row="other.")
        return (
            f"CREATE TRIGGER {self.name}_{verb} BEFORE {verb.upper()} ON {self.table} "
            f"WHEN {new} AND EXISTS (SELECT 1 FROM {self.table} other WHERE {old} "
            f"AND other.{self.whose} = NEW.{self.whose} AND other.id IS NOT NEW.id "
            f"AND other.duty_from < NEW.duty_until AND other.duty_until > NEW.duty_from "
            f"AND NEW.duty_from < NEW.duty_until) "
            f"BEGIN SELECT RAISE(ABORT, '{self.table}: not twice at once'); END"
        )

    def _exclusion(self) -> str:
        return (
            f"ALTER TABLE {self.table} ADD CONSTRAINT {self.name} EXCLUDE USING gist "
            f"(int8range({self.whose}, {self.whose}, '[]') WITH &&, "
            f"tstzrange(duty_from, duty_until) WITH &&) WHERE ({self.condition.format(row='')})"
        )


def kept_by(*rules: NotTwiceAtOnce) -> tuple[Callable[..., None], Callable[..., None]]:
    """What a migration does for these rules, and what it does when it is undone."""

    def create(apps: Any, editor: Any) -> None:
        for rule in rules:
            rule.create(editor)

    def drop(apps: Any, editor: Any) -> None:
        for rule in rules:
            rule.drop(editor)

    return create, drop
