"""The hand-over of a shift, signed by two, and the bulletins of days and weeks."""

import csv
import io
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.dispatch.actions.bulletins import release_bulletin
from quanju.domains.dispatch.actions.handover import sign_incoming, sign_outgoing
from quanju.domains.dispatch.permissions import may_release_bulletin, may_sit_at_desk
from quanju.domains.dispatch.queries import bulletin as bulletins_of
from quanju.domains.dispatch.queries import handover as queries
from quanju.domains.documents.queries.papers import papers_on
from quanju.domains.journal.actions.entries import consult
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Text
from quanju.pages.dispatch_desk.views import refreshed
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.listing import safe
from quanju.pages.shared.once import done_once, once_of
from quanju.pages.shared.request import Request


@require_GET
def handover(request: Request) -> HttpResponse:
    """What stands open now, or what the outgoing shift has signed; and who is to sign."""
    shown = queries.handover_now(request.actor, at=request.moment)
    part = "shift_open" if "HX-Request" in request.headers else "shift"
    return render(request, f"dispatch_desk/{part}.html", _context(request, shown))


@require_GET
def past_handover(request: Request, pk: int) -> HttpResponse:
    """One that was signed."""
    shown = queries.handover(pk, request.actor)
    return render(request, "dispatch_desk/shift.html", _context(request, shown))


def _context(request: Request, shown: queries.Handover) -> dict[str, Any]:
    begins_at, _ = queries.handover_due(request.moment)
    is_now = shown.begins_at == begins_at
    return {
        "shown": shown,
        "told": _read(shown.content),
        "is_live": shown.pk is None,
        "may_sign_out": is_now and shown.pk is None,
        "may_sign_in": is_now and shown.pk is not None and not shown.is_outgoing,
        "past": [one for one in queries.handovers(request.actor) if one.pk != shown.pk],
    }


WORDS = frozenset({"type", "state", "toward", "name", "what"})
MOMENTS = frozenset({"at", "due_at", "until", "since"})


def _read(value: Any, key: str = "") -> Any:
    """What was kept as plain lists, with its words and moments as pages show them."""
    if value is None:
        return None
    if key in WORDS:
        return Text(*value)
    if key in MOMENTS:
        return datetime.fromisoformat(value)
    if isinstance(value, dict):
        return {name: _read(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_read(one, "name" if key == "circumstances" else "") for one in value]
    return value


@require_POST
def sign_handover(request: Request, side: str) -> HttpResponse:
    """The outgoing or the incoming signature."""
    may_sit_at_desk(request.actor).or_refuse()
    remark, by, at = given(request.POST, remark=Words())["remark"], request.actor, request.moment
    if side == "outgoing":
        done_once(request, "sign_outgoing", lambda: sign_outgoing(remark=remark, by=by, at=at))
    else:
        done_once(request, "sign_incoming", lambda: sign_incoming(by=by, at=at))
    return refreshed()


@require_GET
def bulletins(request: Request) -> HttpResponse:
    """Bulletins, the newest first."""
    rows = bulletins_of.bulletins(request.actor)
    return render(request, "dispatch_desk/bulletins.html", {"rows": rows})


@require_GET
def bulletin(request: Request, pk: int) -> HttpResponse:
    """One bulletin; with `as=csv` as a file, numbers only."""
    view = bulletins_of.bulletin(pk, request.actor, at=request.moment)
    if request.GET.get("as") == "csv":
        consult(subject=view.subject, by=request.actor, at=request.moment, purpose="supervise")
        return _file(view)
    context = {
        "view": view,
        "may_release": may_release_bulletin(request.actor),
        "papers": papers_on(view.subject, by=request.actor, at=request.moment),
    }
    return render(request, "dispatch_desk/bulletin.html", context)


def _file(view: bulletins_of.BulletinView) -> HttpResponse:
    told = io.StringIO()
    lines = csv.writer(told)
    for title, rows in view.sections:
        for one in rows:
            lines.writerow([safe(str(x)) for x in (title, one.name, one.value, one.before)])
    answer = HttpResponse("\ufeff" + told.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"bulletin-{view.span}-{view.day}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def issue_bulletin(request: Request, pk: int) -> HttpResponse:
    """A bulletin on numbered paper: a person answers for what leaves the house."""
    may_release_bulletin(request.actor).or_refuse()
    language = "en" if (get_language() or "").startswith("en") else "zh-hans"
    by, at = request.actor, request.moment
    with write(), once_of(request, "release_bulletin") as form:
        if not form.is_repeat:
            form.answer = release_bulletin(pk=pk, language=language, by=by, at=at).number
    return HttpResponseRedirect(reverse("papers:paper", args=[form.answer]))
