"""Rule tables: by kind, their versions, what each says and how it differs from another."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from quanju.domains.approvals.queries import last_of
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.rulebook import queries
from quanju.domains.rulebook.permissions import (
    may_propose_rule,
    may_read_rules,
)
from quanju.domains.rulebook.types import CHANGE_ACT, RuleError, RuleKind, kind_named, kinds
from quanju.pages.administration import lists, toml_text
from quanju.pages.administration.answers import tabs
from quanju.pages.administration.rule_form.told import Change, changes
from quanju.pages.shared.listing import answer
from quanju.pages.shared.proposals import shown_to
from quanju.pages.shared.request import Request

STATES = {
    "in_force": (Text("生效中", "in force"), "good"),
    "waiting": (Text("已批准，未到时间", "approved, not yet in force"), "accent"),
    "over": (Text("已被替代", "superseded"), "muted"),
    "superseded": (Text("未生效即被替代", "superseded before it began"), "muted"),
    "proposed": (Text("待批准", "waiting for approval"), "warn"),
    "rejected": (Text("已退回", "rejected"), "bad"),
    "withdrawn": (Text("已撤回", "withdrawn"), "muted"),
    "expired": (Text("无人决定，已过期", "expired undecided"), "muted"),
}


def _state(table: Any, at: datetime) -> str:
    if table.status != "approved":
        return str(table.status) if table.status in STATES else "over"
    if table.effective_until is not None and table.effective_until <= at:
        return "over"
    return "in_force" if table.effective_from <= at else "waiting"


def _lines(request: Request, tables: Sequence[Any]) -> list[dict[str, Any]]:
    """Each version with its state and who proposed and approved it."""
    asked = last_of((one.subject for one in tables), acts=[CHANGE_ACT])
    known = {one.view.subject: one for one in shown_to(request.actor, asked.values())[0]}
    found = []
    for table in tables:
        words, tone = STATES[_state(table, request.moment)]
        asked_by = known.get(table.subject)
        found.append({"table": table, "state": words, "tone": tone, "asked": asked_by})
    return found


def definition_of(kind: str) -> RuleKind[Any]:
    found = kind_named(kind)
    if found is None:
        raise NotFound(subject=f"rules:{kind}")
    return found


def in_force_of(tables: Sequence[Any], at: datetime) -> Any | None:
    return next((one for one in tables if _state(one, at) == "in_force"), None)


@require_GET
def rules(request: Request) -> HttpResponseBase:
    """Every kind with the version in force and what waits."""
    may_read_rules(request.actor).or_refuse()
    tables = queries.tables()
    rows = []
    for kind in kinds():
        own = [one for one in tables if one.kind == kind.name]
        waiting = [one for one in own if _state(one, request.moment) in ("proposed", "waiting")]
        rows.append((kind, in_force_of(own, request.moment), waiting))
    more = tabs(request.actor, "rules")
    return answer(request, "administration/rules.html", lists.rules(rows), **more)


@require_GET
def rule_kind(request: Request, kind: str) -> HttpResponseBase:
    """All versions of a kind, and the text of the one in force."""
    may_read_rules(request.actor).or_refuse()
    tables = queries.tables(kind)
    current = in_force_of(tables, request.moment)
    return answer(
        request,
        "administration/rule_kind.html",
        lists.versions(_lines(request, tables), kind),
        kind=definition_of(kind),
        current=current,
        text=current.text if current else "",
        may_propose=may_propose_rule(request.actor),
        **tabs(request.actor, "rules"),
    )


@require_GET
def rule(request: Request, kind: str, version: str) -> HttpResponse:
    """One version: what it says and how it differs from the one before it or in force."""
    may_read_rules(request.actor).or_refuse()
    tables = queries.tables(kind)
    table = next((one for one in tables if one.version == int(version)), None)
    if table is None:
        raise NotFound(subject=f"rule:{kind}@{version}")
    base = _base_of(table, tables, request.moment)
    text = table.text
    return render(
        request,
        "administration/rule.html",
        {
            "kind": definition_of(kind),
            "line": _lines(request, [table])[0],
            "text": text,
            "base": base,
            "diff": toml_text.compared(base.text, text) if base else [],
            "changes": told_between(definition_of(kind), base.text, text) if base else [],
            "may_propose": may_propose_rule(request.actor),
            **tabs(request.actor, "rules"),
        },
    )


def told_between(kind: RuleKind[Any], before: str, after: str) -> Sequence[Change]:
    """The differences of two texts in words; none where one of them cannot be read."""
    try:
        return changes(kind.model, queries.content(before), queries.content(after))
    except RuleError:
        return []


def _base_of(table: Any, tables: Sequence[Any], at: datetime) -> Any | None:
    """A proposal is held against what is in force, an older version against its predecessor."""
    current = in_force_of(tables, at)
    if current is not None and current.pk != table.pk and table.version > current.version:
        return current
    before = [one for one in tables if one.version < table.version and one.approved_at]
    return before[0] if before else None
