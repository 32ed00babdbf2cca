"""Answers to what was not done: a page, a fragment beside the control, or a problem document."""

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from quanju.domains.journal.actions.entries import deny
from quanju.domains.kernel import words
from quanju.domains.kernel.types import Refused, Text
from quanju.pages.shared import refusals
from quanju.pages.shared.problems import is_for_machines, problem_of
from quanju.pages.shared.templatetags.quanju import refusal_context

RETRY_AFTER_S = "2"


class NotSignedIn(Refused):
    """Nobody is signed in, or the session has ended."""

    code = "NOT_SIGNED_IN"
    text = Text(
        "会话已结束，请重新登录。页面上填的内容还在，登录后可再提交。",
        "The session has ended; sign in again. What you typed is still on this page.",
    )
    status = 401


class FirstThis(Refused):
    """A password to change, a post to choose, a second factor to set up comes first."""

    code = "FIRST_THIS"
    text = Text("请先完成这一步：{where}", "First do this: {where}")
    status = 403


class ServerIsBusy(Refused):
    """The database could not be written in time; nothing was done."""

    code = "SERVER_IS_BUSY"
    text = Text(
        "数据库正忙，这一步没有执行。请过几秒再试；急事请用电台。",
        "The database is busy and this was not done. Try again in a few seconds; "
        "if it is urgent, use the radio.",
    )
    status = 503


class ServerIsFull(Refused):
    """More requests wait than are answered within seconds; this one was not begun."""

    code = "SERVER_IS_FULL"
    text = Text(
        "同时来的请求太多，这一步没有执行。请过几秒再试；急事请用电台。",
        "Too many requests have come at once and this was not done. Try again in a few seconds; "
        "if it is urgent, use the radio.",
    )
    status = 503


def wants_page(request: HttpRequest) -> bool:
    return not refusals.wants_fragment(request) and not is_for_machines(request)


def answer_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The answer to a refusal or a busy database; None for what is a fault of ours."""
    if isinstance(error, Refused):
        try:
            _record_denial(request, error)
        except OperationalError as busy:
            return server_is_busy(request, busy)
        return refusals.answer(request, error)
    if refusals.is_disk_full(error):
        return refusals.disk_is_full(request, error)
    if isinstance(error, OperationalError) and is_busy(error):
        return server_is_busy(request, error)
    return None


def is_busy(error: OperationalError) -> bool:
    """Another writer held the database for too long, or it is just being restarted."""
    words = str(error).lower()
    return any(mark in words for mark in ("locked", "lock timeout", "deadlock", "connection"))


def server_is_busy(request: HttpRequest, error: OperationalError) -> HttpResponse:
    """503 with a sentence; an operational error of another kind stays a fault."""
    if refusals.is_disk_full(error):
        return refusals.disk_is_full(request, error)
    if not is_busy(error):
        raise error
    answer = refusals.answer(request, ServerIsBusy())
    answer["Retry-After"] = RETRY_AFTER_S
    return answer


def server_is_full(request: HttpRequest) -> HttpResponse:
    """503 before anybody is recognised: it asks nothing of the database and takes no thread."""
    refused = ServerIsFull()
    with translation.override(translation.get_language_from_request(request)):
        if is_for_machines(request):
            answer: HttpResponse = problem_of(refused)
        else:
            page = "shared/refusal.html" if refusals.wants_fragment(request) else "503.html"
            context = refusal_context(refused, refusals.NOT_DONE)
            answer = HttpResponse(render_to_string(page, context), status=refused.status)
    answer["Retry-After"] = RETRY_AFTER_S
    answer["Cache-Control"] = "no-store"
    return answer


def _record_denial(request: HttpRequest, refused: Refused) -> None:
    """Attempts at what a right forbids or hides are recorded; other refusals are not attempts."""
    if refused.status not in (403, 404):
        return
    match = request.resolver_match
    verb = (match.view_name if match else "") or "unknown"
    subject = (
        str(refused.values.get("subject") or f"page:{verb}")
        if hasattr(refused, "values")
        else f"page:{verb}"
    )
    deny(
        subject=words.cleaned(subject)[:120],
        by=request.actor,  # type: ignore[attr-defined]
        at=request.moment,  # type: ignore[attr-defined]
        code=refused.code[:40],
        verb=f"{request.method} {verb}"[:80],
    )


def too_many_requests(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", status=429)
