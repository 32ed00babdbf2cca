"""A new version of a rule table: by fields or as text, checked, compared, put up for approval."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from quanju.domains.kernel.types import Refused, Text
from quanju.domains.rulebook import actions, queries
from quanju.domains.rulebook.actions import WAIT_FOR_RIGHTS, RuleNotUsable
from quanju.domains.rulebook.permissions import may_propose_rule
from quanju.domains.rulebook.types import RuleError, RuleKind
from quanju.pages.administration import toml_text
from quanju.pages.administration.answers import tabs
from quanju.pages.administration.forms import RuleForm
from quanju.pages.administration.rule_form.editing import Editing
from quanju.pages.administration.rule_form.sheet import steps
from quanju.pages.administration.rule_views import definition_of, in_force_of, told_between
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request

NOTHING_CHANGED = Text(
    "没有改动，不用提出。", "Nothing was changed, there is nothing to be proposed."
)


@require_http_methods(["GET", "POST"])
def propose_rule(request: Request, kind: str) -> HttpResponse:
    """Edit a copy of the version in force and put it up for approval; `check` only compares."""
    may_propose_rule(request.actor).or_refuse()
    definition = definition_of(kind)
    tables = queries.tables(kind)
    base = in_force_of(tables, request.moment)
    start = _copied(tables, request.GET.get("from", "")) or base
    before = base.text if base else queries.shipped(definition)
    text = start.text if start else before
    form = RuleForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        editing = Editing(definition, text, path=steps(request.GET.get("sheet", "")[:300]))
        editing.look()
        return _shown(request, editing, form, base, before)
    editing = _edited(request, definition, form)
    is_ready = not (form.is_stepping or editing.faults or editing.trouble)
    if is_ready and _decided(request, editing, form, before):
        return HttpResponseRedirect(reverse("administration:rule_kind", args=[kind]))
    return _shown(request, editing, form, base, before)


def _edited(request: Request, definition: RuleKind[Any], form: RuleForm) -> Editing:
    """What was typed, and the press that edits done."""
    form.is_valid()
    said = form.cleaned_data
    if form.is_stepping or said.get("check"):
        form.errors.pop("reason", None)  # asked for by the proposal alone
    editing = Editing(
        definition,
        str(said.get("content") or form["content"].value() or "").replace("\r\n", "\n"),
        is_text=said.get("mode") != "form",
        path=steps(said.get("sheet", "")),
        is_checked=bool(said.get("checked")),
    )
    try:
        editing.take(request.POST)
        editing.step(said.get("step", ""))
    except RuleError as error:
        editing.trouble, editing.is_text = error, True
        return editing
    if said.get("step"):
        editing.look()
    else:
        editing.check()
    return editing


def _decided(request: Request, editing: Editing, form: RuleForm, before: str) -> bool:
    """Propose the whole unless it is only checked; true if that was done."""
    try:
        if form.cleaned_data.get("check"):
            actions.check_rule(kind=editing.kind.name, text=editing.text)
        elif editing.text == before:
            form.add_error(None, str(NOTHING_CHANGED))
        elif form.is_valid():
            _proposed(request, editing, form.cleaned_data)
            return True
    except RuleNotUsable as refused:
        editing.trouble = RuleError(refused.why, refused.line)
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.text))
    return False


def _proposed(request: Request, editing: Editing, said: dict[str, Any]) -> None:
    wait = WAIT_FOR_RIGHTS if editing.kind.is_about_rights else timedelta(0)
    done_once(
        request,
        "rulebook.propose_rule",
        lambda: actions.propose_rule(
            kind=editing.kind.name,
            text=editing.text,
            effective_from=said["effective_from"] or request.moment + wait,
            reason=said["reason"],
            source=said["source"],
            by=request.actor,
            at=request.moment,
        ),
    )


def _shown(
    request: Request, editing: Editing, form: RuleForm, base: Any, before: str
) -> HttpResponse:
    is_pressed = request.method == "POST" and not form.is_stepping
    trouble = editing.trouble
    if trouble is None and editing.is_text and editing.faults and is_pressed:
        trouble = _first_fault(editing)
    is_wrong = is_pressed and bool(trouble or form.errors or editing.faults)
    return render(
        request,
        "administration/propose_rule.html",
        {
            "kind": editing.kind,
            "form": form,
            "editing": editing,
            "sheet": None if editing.is_text else editing.sheet,
            "base": base,
            "trouble": trouble and toml_text.trouble(editing.text, trouble.text, trouble.line),
            "is_pressed": is_pressed,
            "is_edited": editing.text != before,
            "is_usable": editing.is_checked and not editing.faults and not editing.trouble,
            "waits": editing.kind.is_about_rights,
            "changes": told_between(editing.kind, before, editing.text),
            "diff": toml_text.compared(before, editing.text) if is_pressed else [],
            **tabs(request.actor, "rules"),
        },
        status=422 if is_wrong else 200,
    )


def _first_fault(editing: Editing) -> RuleError | None:
    """The first fault by its line of the text."""
    try:
        queries.read(editing.kind.name, editing.text)
    except RuleError as error:
        return error
    return None


def _copied(tables: Sequence[Any], version: str) -> Any | None:
    """An earlier version to go back to."""
    return next((one for one in tables if str(one.version) == version), None)
