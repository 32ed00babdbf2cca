"""A file said in a group, sent as it is: the body is the file, its facts stand in the address.

The page keeps it until our own mark says that it was decided about, so it may come twice: the key
that it was kept under carries it out once.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from quanju.domains.coordination.actions.attaching import attach_file
from quanju.domains.coordination.permissions import may_take_part
from quanju.domains.coordination.queries.groups import check_seen
from quanju.domains.coordination.types import FILE_KIND
from quanju.domains.documents.actions.files import KindUnknown, kind_named, take_in
from quanju.domains.documents.types import ENDINGS, MOST_MB
from quanju.domains.kernel.transaction import write
from quanju.domains.people.actions.submissions import once
from quanju.pages.shared.fields import MomentField, Words, given
from quanju.pages.shared.gate import takes_bodies_of
from quanju.pages.shared.request import Request

PIECE = 1 << 18
VERB = "coordination.file_group"


@takes_bodies_of(MOST_MB)
@require_POST
def attach(request: Request, number: str) -> HttpResponse:
    """Keep one file, once, however often the page sends it; who may is asked before it is read."""
    request.is_reached = False
    by, at = request.actor, request.moment
    may_take_part(by).or_refuse()
    check_seen(number, by=by, at=at)
    said = given(request.GET, name=Words(), pressed_at=MomentField(required=False))
    request.is_reached = True
    key = request.headers.get("Idempotency-Key", "")
    sent = {"group": number, "name": said["name"], "size": request.headers.get("Content-Length")}
    with (
        take_in(_pieces(request), kind=FILE_KIND, subject=f"group:{number}", by=by, at=at) as file,
        write(),
        once(key=key, by=by, verb=VERB, at=at, body=sent) as done,
    ):
        if not done.is_repeat:
            own_at = said["pressed_at"]
            view = attach_file(
                file=file, group=number, name=said["name"], own_at=own_at, by=by, at=at
            )
            done.answer = f"message:{view.pk}"
    return HttpResponse(status=204)


def offered(at: datetime) -> dict[str, Any]:
    """What the page says of files before one is chosen: formats and the largest, by the rules."""
    try:
        kind = kind_named(FILE_KIND, at)
    except KindUnknown:
        return {"accepted": "", "most_mb": 0}
    endings = [ENDINGS[one] for one in kind.media_types if one in ENDINGS]
    return {"accepted": ",".join([*kind.media_types, *endings]), "most_mb": kind.most_mb}


def _pieces(request: Request) -> Iterator[bytes]:
    while piece := request.read(PIECE):
        yield piece
