"""Questions to the rulebook."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import tomlkit

from quanju.domains.kernel.kept import kept
from quanju.domains.kernel.prepared import PreparedView
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.rulebook.models import RuleTable
from quanju.domains.rulebook.reading import (
    content_of,
    faults_of,
    read_shipped,
    read_table,
    shipped_text,
)
from quanju.domains.rulebook.rules import SECOND_PERSON
from quanju.domains.rulebook.types import (
    Called,
    Content,
    Fault,
    RuleError,
    RuleKind,
    Rules,
    kind_named,
)


class NoRuleInForce(Refused):
    """No table of that kind is in force at that moment, and none comes with the room."""

    code = "NO_RULE_IN_FORCE"
    text = Text("没有生效的规则表：{kind}", "No rule table in force: {kind}")
    status = 409


def in_force(kind: RuleKind[Content], *, at: datetime | None) -> Rules[Content]:
    """The branch's table in force at `at`; without one, or a moment, the one of the room (`@0`).

    `NoRuleInForce` where the room brings none either.
    """
    row = kept(RuleTable, at, lambda: _rows_in_force(at)).get(kind.name) if at else None
    if not row:
        if not shipped_text(kind):
            raise NoRuleInForce(kind=kind.label)
        return Rules(kind.name, 0, None, read_shipped(kind))
    version, effective_from, sha256, pk = row
    if (found := _read.get((kind.name, sha256))) is None:
        found = read_table(kind, RuleTable.objects.values_list("text", flat=True).get(pk=pk))
        _read[kind.name, sha256] = found
    return Rules(kind.name, version, effective_from, found)


def version(kind: RuleKind[Content], reference: str) -> Rules[Content]:
    """The very table that a reference names, in force or not: `dispatch.grades@3`."""
    number = int(reference.rpartition("@")[2])
    if not number:
        return Rules(kind.name, 0, None, read_shipped(kind))
    row = RuleTable.objects.filter(kind=kind.name, version=number).first()
    if row is None:
        raise NoRuleInForce(kind=kind.label)
    return Rules(kind.name, number, row.effective_from, read_table(kind, row.text))


def _rows_in_force(at: datetime) -> dict[str, tuple[int, datetime, str, int]]:
    """Version, beginning, digest and key of the table of every kind that is in force."""
    return _IN_FORCE(at=at)


_IN_FORCE = PreparedView(
    lambda at: (
        RuleTable.objects.in_force(at)
        .order_by("effective_from", "version")
        .values_list("kind", "version", "effective_from", "sha256", "pk")
    ),
    lambda rows: {kind: tuple(row) for kind, *row in rows},
    at=datetime,
)


_read: dict[tuple[str, str], Any] = {}
"""What was read already, by its kind and what it says: once a process."""


def shipped(kind: RuleKind[Any]) -> str:
    """The text of the table that comes with the room; empty if none does."""
    return shipped_text(kind)


def read(kind: str, text: str) -> Any:
    """A text as a table of that kind; `RuleError` if it is none."""
    definition = kind_named(kind)
    if definition is None:
        raise RuleError(Text(f"没有“{kind}”这种规则表", f"there is no kind of table “{kind}”"))
    return read_table(definition, text)


def content(text: str) -> dict[str, Any]:
    """What a TOML text holds; `RuleError` with its line if it is no TOML."""
    return content_of(text)


def faults(kind: RuleKind[Any], text: str, called: Called | None = None) -> list[Fault]:
    """All that is wrong with a text, each at its line; `called` gives the words of a line."""
    return faults_of(kind, text, called)


def written(content: Mapping[str, Any]) -> str:
    """The content as TOML; reading it gives the same content again."""
    return tomlkit.dumps(content).strip("\n") + "\n"


def tables(kind: str = "") -> list[RuleTable]:
    """All versions, newest first, for the administration page."""
    rows = RuleTable.objects.all()
    return list((rows.filter(kind=kind) if kind else rows).order_by("kind", "-version"))


def how_long_an_act_waits(act: str, at: datetime) -> timedelta:
    """For its second person: the port of approvals, which stand below this room."""
    return in_force(SECOND_PERSON, at=at).content.wait_of(act)
