"""The archive's page: files past their term, on hold, deleted; headers, never content."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.documents.actions import ends
from quanju.domains.documents.permissions import may_propose_file_act
from quanju.domains.documents.queries.files import files_in_state, matters_held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.authors import names_of
from quanju.pages.files.forms import DeletionForm, MatterForm
from quanju.pages.shared.once import once_of
from quanju.pages.shared.request import Request

SHOWN = 200


class FormUnclear(Refused):
    """The form names no file or no matter."""

    code = "FORM_UNCLEAR"
    text = Text(
        "请选择文件，或写明事项编号（如 incident:20261123-0042）",
        "Choose files, or name the matter (such as incident:20261123-0042)",
    )
    status = 422


@require_GET
def archive(request: Request) -> HttpResponse:
    """What is due, what is held, and the tombstones."""
    actor, at = request.actor, request.moment
    deleted = files_in_state("deleted", actor=actor, at=at, most=SHOWN)
    people = {one for view in deleted for one in (view.deleted_by, view.deletion_proposed_by)}
    names = names_of(people)
    context = {
        "due": files_in_state("due", actor=actor, at=at, most=SHOWN),
        "held": matters_held(actor=actor),
        "deleted": [
            (view, names.get(view.deletion_proposed_by, ""), names.get(view.deleted_by, ""))
            for view in deleted
        ],
        "may_propose": may_propose_file_act(actor),
    }
    return render(request, "files/archive.html", context)


@require_POST
def propose_deletion(request: Request) -> HttpResponse:
    """The chosen files that are past their term, put up for a second person."""
    may_propose_file_act(request.actor).or_refuse()
    facts = _facts(DeletionForm(request.POST))
    return _proposed(
        request,
        "propose_deletion",
        lambda: ends.propose_deletion(**facts, by=request.actor, at=request.moment),
    )


@require_POST
def propose_hold(request: Request) -> HttpResponse:
    """The files of a matter are to be kept whatever their term."""
    may_propose_file_act(request.actor).or_refuse()
    facts = _facts(MatterForm(request.POST))
    return _proposed(
        request,
        "propose_hold",
        lambda: ends.propose_hold(**facts, by=request.actor, at=request.moment),
    )


@require_POST
def propose_release(request: Request) -> HttpResponse:
    """A hold is to end."""
    may_propose_file_act(request.actor).or_refuse()
    facts = _facts(MatterForm(request.POST))
    return _proposed(
        request,
        "propose_release",
        lambda: ends.propose_release(**facts, by=request.actor, at=request.moment),
    )


def _facts(form: DeletionForm | MatterForm) -> dict[str, Any]:
    if not form.is_valid():
        raise FormUnclear
    return form.cleaned_data


def _proposed(request: Request, verb: str, act: Callable[[], object]) -> HttpResponse:
    with write(), once_of(request, f"files.{verb}") as form:
        if not form.is_repeat:
            act()
            form.answer = request.path
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("files:archive")})
    return HttpResponseRedirect(reverse("files:archive"))
