"""The archive of groups: the list, one group's package, taking it out for a purpose."""

import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from django import forms
from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.approvals.queries import open_proposals
from quanju.domains.coordination.actions import sealing
from quanju.domains.coordination.permissions import may_propose_deletion, may_search_archive
from quanju.domains.coordination.queries import archive as queries
from quanju.domains.coordination.queries.groups import ONE_READING
from quanju.domains.journal.actions.entries import consult
from quanju.domains.kernel.types import Text
from quanju.domains.people.queries.actors import names_of
from quanju.pages.coordination_room.archive_lists import ArchiveFilter, archive_list
from quanju.pages.shared.fields import Words
from quanju.pages.shared.listing import answer
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.once import carried_out, done_once
from quanju.pages.shared.proposals import shown_to
from quanju.pages.shared.request import Request
from quanju.pages.shared.serving import guarded

WHAT = {
    "package": Text("封存的归档包（zip，可核验）", "the sealed package (zip, can be checked)"),
    "reading": Text("带水印的阅览件（PDF）", "a reading copy with a watermark (PDF)"),
}


class TakeForm(forms.Form):
    """What is taken out, and what for."""

    what = forms.ChoiceField(
        label=Text("取出什么", "What"),  # type: ignore[arg-type]
        choices=[(code, str(words)) for code, words in WHAT.items()],
    )
    purpose = Words(required=True, label=Text("目的", "Purpose"))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        choices = [(code, str(words)) for code, words in WHAT.items()]
        self.fields["what"].choices = choices  # type: ignore[attr-defined]


@never_cache
@require_GET
def archive(request: Request) -> HttpResponseBase:
    """Ended groups: one's own; for the offices of the archive all but restricted ones."""
    form = ArchiveFilter(request.GET, at=request.moment)
    listing = archive_list(form, request.actor, request.moment)
    counts = queries.archive_counts(request.actor, form.wanted(), at=request.moment)
    more = {
        "counts": counts,
        "sees_all": may_search_archive(request.actor),
        "may_delete": may_propose_deletion(request.actor),
    }
    return answer(request, "coordination_room/archive.html", listing, **more)


@needs_no_key("each taking is one of its own and stands in the journal")
@never_cache
@require_http_methods(["GET", "POST"])
def archived(request: Request, number: str) -> HttpResponseBase:
    """A group of the archive with its package; sent, the form takes a copy out."""
    view = queries.archived_group(number, by=request.actor, at=request.moment)
    form = TakeForm(request.POST if request.method == "POST" else None)
    if view.allowed is not None:  # the purpose is what the second person has read
        del form.fields["purpose"]
    if request.method == "POST" and form.is_valid():
        taken: list[HttpResponseBase] = []
        if carried_out(form, lambda: _taken(request, number, form, taken)):
            return taken[0]
    elif request.method == "GET":
        consult(
            subject=view.head.subject,
            by=request.actor,
            at=request.moment,
            purpose="coordinate",
            ongoing=ONE_READING,
        )
    status = 422 if form.errors else 200
    context = {"one": view, "group": view.head, "form": form, **_beside(request, view)}
    return render(request, "coordination_room/archived.html", context, status=status)


def _beside(request: Request, view: queries.PackageView) -> dict[str, Any]:
    """What waits for a second person; who has deleted it."""
    (proposals,) = shown_to(request.actor, open_proposals(f"archive:{view.head.number}"))
    more: dict[str, Any] = {"proposals": proposals}
    if view.tombstone is not None:
        two = (view.tombstone.proposed_by, view.tombstone.by)
        names = names_of(two)
        more |= {"proposer": names.get(two[0], ""), "decider": names.get(two[1], "")}
    return more


def _taken(request: Request, number: str, form: TakeForm, taken: list[HttpResponseBase]) -> str:
    """What leaves, put into `taken`; its name."""
    said: dict[str, Any] = {"group": number, "purpose": form.cleaned_data.get("purpose", "")}
    said |= {"by": request.actor, "at": request.moment}
    if form.cleaned_data["what"] == "package":
        file, name = _package(said)
        taken.append(guarded(FileResponse(file), "application/zip", name))
        return name
    pdfs = sealing.take_reading_copy(**said)
    name = f"group-{number}.pdf" if len(pdfs) == 1 else f"group-{number}-pdf.zip"
    kind = "application/pdf" if len(pdfs) == 1 else "application/zip"
    whole = pdfs[0] if len(pdfs) == 1 else _zipped(pdfs)
    taken.append(guarded(FileResponse(io.BytesIO(whole)), kind, name))
    return name


def _package(said: dict[str, Any]) -> tuple[BinaryIO, str]:
    """A copy on disk that has no name any more: it goes once it was sent."""
    with TemporaryDirectory(prefix="quanju-taken-") as folder:
        path = Path(folder) / "package.zip"
        name = sealing.take_package(into=path, **said)
        return path.open("rb"), name


def _zipped(pdfs: list[bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as packed:
        for number, pdf in enumerate(pdfs, 1):
            packed.writestr(f"read-{number}.pdf", pdf)
    return whole.getvalue()


@require_POST
def seal_again(request: Request, number: str) -> HttpResponse:
    """Have the package of a group made now."""
    by, at = request.actor, request.moment
    done_once(
        request,
        "coordination.seal_again",
        lambda: sealing.seal_again(group=number, by=by, at=at),
    )
    return HttpResponseRedirect(reverse("coordination_room:archived", args=[number]))
