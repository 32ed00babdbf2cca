"""A photo of the scene, sent as it is: the body is the file, its facts stand in the address.

The phone keeps it until our own mark says that it was decided about, so it may come twice: the key
that it was kept under carries it out once.
"""

from collections.abc import Iterator

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from quanju.domains.dispatch.actions.photos import add_photo
from quanju.domains.dispatch.permissions import may_add_photos
from quanju.domains.dispatch.queries.board import job_meant
from quanju.domains.dispatch.types import PHOTO_KIND
from quanju.domains.documents.actions.files import take_in
from quanju.domains.documents.types import MOST_MB
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.actions.submissions import once
from quanju.pages.shared.gate import takes_bodies_of
from quanju.pages.shared.request import Request
from quanju.pages.unit_phone.step_views import OtherHands, pressed_at

PIECE = 1 << 18
VERB = "unit.photo"


class PhotoForm(forms.Form):
    """What stands in the address beside the photo."""

    incident = forms.SlugField(max_length=16)
    job = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    name = forms.CharField(required=False, strip=False)
    person = forms.CharField(required=False)
    pressed_at = forms.CharField(max_length=40)


class PhotoUnclear(Refused):
    """The address does not say which job the photo is of."""

    code = "PHOTO_UNCLEAR"
    text = Text(
        "没有说明是哪条警情的照片；请从警情页面添加",
        "It does not say of which incident the photo is; add it on the incident's page",
    )
    status = 422


@takes_bodies_of(MOST_MB)
@require_POST
def photo(request: Request) -> HttpResponse:
    """Keep one photo, once, however often the phone sends it."""
    request.is_reached = False
    form = PhotoForm(request.GET)
    if form.data.get("person", request.actor.subject) != request.actor.subject:
        raise OtherHands
    may_add_photos(request.actor).or_refuse()
    request.is_reached = True
    if not form.is_valid():
        raise PhotoUnclear
    _keep(request, form)
    return HttpResponse(status=204)


def _keep(request: Request, form: PhotoForm) -> None:
    facts, by, at = form.cleaned_data, request.actor, request.moment
    subject = f"incident:{facts['incident']}"
    sent = {**facts, "size": request.headers.get("Content-Length")}
    key = request.headers.get("Idempotency-Key", "")
    with (
        take_in(_pieces(request), kind=PHOTO_KIND, subject=subject, by=by, at=at) as upload,
        write(),
        once(key=key, by=by, verb=VERB, at=at, body=sent) as done,
    ):
        if done.is_repeat:
            return
        known = job_meant(job=facts["job"], unit=None, incident=facts["incident"])
        view = add_photo(
            photo=upload,
            incident=known.incident if known else facts["incident"],
            job=known.pk if known else None,
            name=facts["name"],
            taken_at=pressed_at(facts["pressed_at"], at),
            by=by,
            at=at,
        )
        done.answer = f"file:{view.file_id}"


def _pieces(request: Request) -> Iterator[bytes]:
    while piece := request.read(PIECE):
        yield piece
