"""One stored file: its page, its bytes, its small picture."""

from django.http import FileResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from quanju.domains.documents.queries.files import NotServed, file_named, read_file, read_thumbnail
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.people.authors import names_of
from quanju.pages.shared.request import Request
from quanju.pages.shared.serving import guarded, served

BACK = {"incident": "dispatch_desk:incident", "group": "coordination_room:group"}
"""Where a matter's own page is, by the kind of its subject: an address and its one part."""


@require_GET
def file(request: Request, use: int) -> HttpResponseBase:
    """What it is, who brought it, what a scanner said; the picture in its sandbox."""
    view = file_named(use, actor=request.actor, at=request.moment)
    kind, _, number = view.subject.partition(":")
    subjects = {
        "added_by": view.added_by,
        "proposed_by": view.deletion_proposed_by,
        "deleted_by": view.deleted_by,
    }
    names = names_of(subjects.values())
    context = {
        "view": view,
        **{name: names.get(one, one) for name, one in subjects.items()},
        "back": BACK.get(kind),
        "number": number,
    }
    return render(request, "files/file.html", context)


@require_GET
def download(request: Request, use: int) -> HttpResponseBase:
    """The original bytes, as they came."""
    view, opened = read_file(use, by=request.actor, at=request.moment)
    return served(request, view, opened)


@require_GET
def picture(request: Request, use: int) -> HttpResponseBase:
    """The original of a picture, to be looked at; nothing else is shown inside a page."""
    if not file_named(use, actor=request.actor, at=request.moment).is_picture:
        raise NotServed(state=Text("只能下载", "it can only be downloaded"))
    view, opened = read_file(use, by=request.actor, at=request.moment)
    return served(request, view, opened, is_shown=True)


@require_GET
def thumbnail(request: Request, use: int) -> HttpResponseBase:
    """The small picture, once the worker has made it."""
    view, small = read_thumbnail(use, by=request.actor, at=request.moment)
    if not view.is_picture:
        raise NotFound(subject=f"thumbnail {use}")
    return guarded(FileResponse(small), "image/jpeg", "")
