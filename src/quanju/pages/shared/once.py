"""A form of a page, carried out once however often it arrives."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from django import forms

from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused
from quanju.domains.people.actions.submissions import Once, answer_of, once
from quanju.pages.shared.request import Request

KEY = "idempotency_key"
# The token changes with the session; it is no part of what somebody wrote.
BESIDE = frozenset({KEY, "csrfmiddlewaretoken"})


def once_of(request: Request, verb: str) -> AbstractContextManager[Once]:
    """The submission of this form; use it inside `with write():`."""
    key, by, at = request.POST.get(KEY, ""), request.actor, request.moment
    return once(key=key, by=by, verb=verb, at=at, body=_body(request))


def done_before(request: Request, verb: str) -> str:
    """What came of this very form when it was carried out before, or ""."""
    key = request.POST.get(KEY, "")
    return answer_of(key=key, by=request.actor, verb=verb, body=_body(request)) if key else ""


def _body(request: Request) -> dict[str, Any]:
    sent = {name: words for name, words in request.POST.lists() if name not in BESIDE}
    return {"path": request.path, **sent}


def done_once(request: Request, verb: str, act: Callable[[], Any]) -> str:
    """Carry the verb out, once however often its form arrives; the subject of what came of it."""
    with write(), once_of(request, verb) as sent:
        if not sent.is_repeat:
            sent.answer = str(getattr(act(), "subject", ""))
    return sent.answer


def asked_then_done_once(request: Request, verb: str, ask: Callable[[], Callable[[], Any]]) -> str:
    """The same of a verb that asks for seconds: it asks before the write, which keeps nobody
    waiting, and what it returns tells.
    """
    return done_before(request, verb) or done_once(request, verb, ask())


def carried_out(form: forms.Form, act: Callable[[], str]) -> str | None:
    """What the form's verb answers; None where it refused what was typed: then the refusal stands
    at its field, and nothing typed is lost. What is hidden or not one's right is no typing fault.
    """
    try:
        return act()
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        form.add_error(_seen_at(form, refused.field), str(refused.text))
        return None


def _seen_at(form: forms.Form, field: str) -> str | None:
    """The field itself, or the one that is seen for what the map or a list fills in.

    A form whose field has another name than the verb's says so in `called`.
    """
    field = getattr(form, "called", {}).get(field, field)
    if field not in form.fields:
        return None
    return str(form.fields[field].widget.attrs.get("data-told-at", field))


def sent_once(request: Request, form: forms.Form, verb: str, act: Callable[[], Any]) -> str:
    """The subject of what came of a form that was sent; "" where a field says what is wrong."""
    if request.method != "POST" or not form.is_valid():
        return ""
    return carried_out(form, lambda: done_once(request, verb, act)) or ""


def number_of(subject: str) -> int:
    """12 of `planned_shift:12`: what a page is found by."""
    return int(subject.rpartition(":")[2])
