"""Incidents as EIDO files: one given to a body by its agreement, one taken in from a file."""

import json

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST

from quanju.domains.dispatch.actions.exchange import (
    document_of_file,
    give_eido,
    receive_eido,
)
from quanju.domains.dispatch.permissions import may_take_calls
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.once import once_of
from quanju.pages.shared.request import Request


@require_POST
@needs_no_key("each giving is one of its own and stands in the journal")
def give(request: Request, number: str) -> HttpResponse:
    """The document of the incident, with the fields that the body may have by agreement."""
    body = given(request.POST, body=Words())["body"]
    told = give_eido(incident=number, body=body[:40], by=request.actor, at=request.moment)
    text = json.dumps(told, ensure_ascii=False, indent=1)
    answer = HttpResponse(text, content_type="application/json")
    name = f"eido-{number}-{body}.json"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


@require_http_methods(["GET", "POST"])
def receive(request: Request) -> HttpResponse:
    """Take an incident in from a file; the same file again is the same incident."""
    may_take_calls(request.actor).or_refuse()
    if request.method == "GET":
        return render(request, "dispatch_desk/receive_eido.html")
    try:
        sent = request.FILES.get("file")
        content = document_of_file(sent.read() if sent else b"")
        with write(), once_of(request, "receive_eido") as form:
            if not form.is_repeat:
                row = receive_eido(content=content, by=request.actor, at=request.moment)
                form.answer = row.subject
    except Refused as refused:
        return render(request, "dispatch_desk/receive_eido.html", {"refused": refused}, status=422)
    number = form.answer.removeprefix("incident:")
    return HttpResponseRedirect(f"{reverse('dispatch_desk:desk')}?incident={number}")
