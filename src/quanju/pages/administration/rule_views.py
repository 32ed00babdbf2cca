"""Rule tables: by kind, their versions, a proposal as TOML, the decision of a second person."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from quanju.domains.approvals.queries import last_of
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.rulebook import actions, queries
from quanju.domains.rulebook.actions import WAIT_FOR_RIGHTS, RuleNotUsable
from quanju.domains.rulebook.permissions import (
    may_propose_rule,
    may_read_rules,
)
from quanju.domains.rulebook.types import CHANGE_ACT, RuleKind, kind_named, kinds
from quanju.pages.administration import lists, toml_text
from quanju.pages.administration.answers import tabs
from quanju.pages.administration.forms import RuleForm
from quanju.pages.shared.listing import answer
from quanju.pages.shared.once import done_once
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


def _definition(kind: str) -> RuleKind[Any]:
    found = kind_named(kind)
    if found is None:
        raise NotFound(subject=f"rules:{kind}")
    return found


def _in_force(tables: Sequence[Any], at: datetime) -> Any | None:
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
        rows.append((kind, _in_force(own, request.moment), waiting))
    more = tabs(request.actor, "rules")
    return answer(request, "administration/rules.html", lists.rules(rows), **more)


@require_GET
def rule_kind(request: Request, kind: str) -> HttpResponseBase:
    """All versions of a kind, and the text of the one in force."""
    may_read_rules(request.actor).or_refuse()
    tables = queries.tables(kind)
    current = _in_force(tables, request.moment)
    return answer(
        request,
        "administration/rule_kind.html",
        lists.versions(_lines(request, tables), kind),
        kind=_definition(kind),
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
            "kind": _definition(kind),
            "line": _lines(request, [table])[0],
            "text": text,
            "base": base,
            "diff": toml_text.compared(base.text, text) if base else [],
            "may_propose": may_propose_rule(request.actor),
            **tabs(request.actor, "rules"),
        },
    )


def _base_of(table: Any, tables: Sequence[Any], at: datetime) -> Any | None:
    """A proposal is held against what is in force, an older version against its predecessor."""
    current = _in_force(tables, at)
    if current is not None and current.pk != table.pk and table.version > current.version:
        return current
    before = [one for one in tables if one.version < table.version and one.approved_at]
    return before[0] if before else None


@require_http_methods(["GET", "POST"])
def propose_rule(request: Request, kind: str) -> HttpResponse:
    """Edit a copy of the version in force and put it up for approval; `check` only compares."""
    may_propose_rule(request.actor).or_refuse()
    definition = _definition(kind)
    tables = queries.tables(kind)
    base = _in_force(tables, request.moment)
    start = _copied(tables, request.GET.get("from", "")) or base
    text = start.text if start else queries.shipped(definition)
    form = RuleForm(request.POST or None, initial={"content": text})
    trouble = None
    if request.method == "POST":
        trouble = _proposed(request, definition, form)
        if trouble is None and form.is_valid() and "check" not in request.POST:
            return HttpResponseRedirect(reverse("administration:rule_kind", args=[kind]))
    typed = str(form["content"].value() or "").replace("\r\n", "\n")
    return render(
        request,
        "administration/propose_rule.html",
        {
            "kind": definition,
            "form": form,
            "base": base,
            "trouble": trouble,
            "is_checked": request.method == "POST",
            "waits": definition.is_about_rights,
            "diff": toml_text.compared(base.text, typed) if base else [],
            **tabs(request.actor, "rules"),
        },
        status=422 if trouble or form.errors else 200,
    )


def _copied(tables: Sequence[Any], version: str) -> Any | None:
    """An earlier version to go back to."""
    return next((one for one in tables if str(one.version) == version), None)


def _proposed(
    request: Request, definition: RuleKind[Any], form: RuleForm
) -> toml_text.Trouble | None:
    """Propose what was typed, or only check it; what is wrong is returned with its line."""
    if not form.is_valid():
        return None
    text = form.cleaned_data["content"].replace("\r\n", "\n")
    wait = WAIT_FOR_RIGHTS if definition.is_about_rights else timedelta(0)
    try:
        if "check" in request.POST:
            actions.check_rule(kind=definition.name, text=text)
        else:
            done_once(
                request,
                "rulebook.propose_rule",
                lambda: actions.propose_rule(
                    kind=definition.name,
                    text=text,
                    effective_from=form.cleaned_data["effective_from"] or request.moment + wait,
                    reason=form.cleaned_data["reason"],
                    source=form.cleaned_data["source"],
                    by=request.actor,
                    at=request.moment,
                ),
            )
    except RuleNotUsable as refused:
        return toml_text.trouble(text, refused.why, refused.line)
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.text))
    return None
