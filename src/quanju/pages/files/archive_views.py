"""The archive's page: files past their term, on hold, deleted; headers, never content."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.documents.actions import ends
from quanju.domains.documents.permissions import may_propose_file_act
from quanju.domains.documents.queries.files import files_deleted, files_due, matters_held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.authors import names_of
from quanju.pages.files.forms import DeletionForm, MatterForm
from quanju.pages.shared.fields import number_in
from quanju.pages.shared.listing import Column, Listing, answer, rows_of
from quanju.pages.shared.once import once_of
from quanju.pages.shared.request import Request
from quanju.pages.shared.told import subject_words

SHOWN = 200


class FormUnclear(Refused):
    """The form names no file or no matter."""

    code = "FORM_UNCLEAR"
    text = Text(
        "请选择文件，或写明事项编号（如 incident:20261123-0042）",
        "Choose files, or name the matter (such as incident:20261123-0042)",
    )
    status = 422


DUE_COLUMNS = (
    Column(Text("选", "Choose"), attrgetter("id"), "verbs", part="files/choose.html"),
    Column(Text("事项", "Matter"), lambda row: subject_words([row.subject])[row.subject]),
    Column(Text("类别", "Kind"), attrgetter("kind_label")),
    Column(Text("大小", "Size"), attrgetter("size"), "size"),
    Column(Text("存入", "Stored"), attrgetter("added_at"), "moment"),
    Column(Text("到期", "Due"), attrgetter("due_at"), "moment"),
)
DELETED_COLUMNS = (
    Column(Text("事项", "Matter"), lambda row: subject_words([row[0].subject])[row[0].subject]),
    Column(Text("SHA-256", "SHA-256"), lambda row: row[0].sha256, "code"),
    Column(Text("大小", "Size"), lambda row: row[0].size, "size"),
    Column(Text("销毁", "Deleted"), lambda row: row[0].deleted_at, "moment"),
    Column(Text("提请人", "Proposed by"), lambda row: row[1]),
    Column(Text("确认人", "Confirmed by"), lambda row: row[2]),
    Column(Text("理由", "Reason"), lambda row: row[0].deletion_reason),
)


@require_GET
def archive(request: Request) -> HttpResponseBase:
    """What is due, what is held, and the tombstones."""
    actor, at = request.actor, request.moment

    def tombstones(before: str, limit: int) -> list[Any]:
        rows = files_deleted(before=number_in(before), actor=actor, at=at, most=limit)
        names = names_of(
            {who for one in rows for who in (one.deleted_by, one.deletion_proposed_by)}
        )
        return [
            (one, names.get(one.deletion_proposed_by, ""), names.get(one.deleted_by, ""))
            for one in rows
        ]

    listing = Listing(
        DELETED_COLUMNS,
        tombstones,
        lambda row: str(row[0].id),
        Text("还没有销毁过文件。", "No file has been deleted yet."),
        "inbox",
        file="deleted-files",
        subject="file:deleted",
        purpose="administer",
    )
    return answer(
        request,
        "files/archive.html",
        listing,
        due=rows_of(DUE_COLUMNS, files_due(actor=actor, at=at, most=SHOWN)),
        held=matters_held(actor=actor),
        may_propose=may_propose_file_act(actor),
    )


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
