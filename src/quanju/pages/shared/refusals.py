"""How a refusal is answered: a fragment beside the control, JSON for a machine, or a page."""

import errno
import json
import logging
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token

from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.pages.shared.named import not_found
from quanju.pages.shared.problems import is_for_machines, problem, problem_of
from quanju.pages.shared.templatetags.quanju import refusal_context

log = logging.getLogger("quanju.faults")
NOT_DONE = Text("没有执行", "This was not done")
WORDS = {
    400: (
        Text("这个请求读不懂", "This request cannot be read"),
        Text("地址或内容的格式不对。", "Its address or content has the wrong form."),
    ),
    403: (
        Text("这里您不能进", "You may not enter here"),
        Text("您的岗位没有这项权限。", "Your post does not carry this right."),
    ),
    404: (
        Text("没有这一页", "There is no such page"),
        Text(
            "地址写错了，或者这条记录不在您能看的范围内。",
            "The address is wrong, or the record is outside what you may see.",
        ),
    ),
    405: (
        Text("这个地址不能这样用", "This address cannot be used this way"),
        Text("它不接受这种请求方法。", "It does not take this method."),
    ),
    409: (
        Text("情况已经变了", "Things have changed"),
        Text("别人刚刚改过这条记录。", "Somebody has just changed this record."),
    ),
}
FORM_TOO_OLD = Text(
    "这张表单放得太久或不是本页发出的。请刷新页面再试；填的内容请先复制。",
    "This form is too old or was not sent from this page. Copy what you typed, reload, try again.",
)


FAULT = Text(
    "服务器出错了，这一步没有完成，没有任何内容存了一半。请再试一次。",
    "The server failed; this was not done and nothing was half stored. Try again.",
)


def wants_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


STAYS = "X-Stays"


def went(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """Where a verb leads, told to the browser code: it would follow a redirect unseen."""
    is_verb = request.method == "POST" and wants_fragment(request)
    if not is_verb or answer.status_code not in (302, 303):
        return answer
    if answer["Location"].startswith(settings.LOGIN_URL):
        return answer  # the door is told as a door
    leads = json.dumps({"quanju:went": {"to": answer["Location"]}})
    # A form that stands beside a list says that its page stays, wherever the verb would lead.
    trigger = "quanju:done" if request.headers.get(STAYS) else leads
    told = HttpResponse(status=204, headers={"HX-Trigger": trigger})
    told.cookies = answer.cookies
    return told


def answer(request: HttpRequest, refused: Refused, what: Text | str = "") -> HttpResponse:
    """The answer to a refused verb, in the form that the asker can show."""
    if is_for_machines(request):
        return problem_of(refused)
    context = refusal_context(refused, what or NOT_DONE)
    if isinstance(refused, NotFound):
        context["why"] = str(not_found(refused))
    if wants_fragment(request):
        return render(request, "shared/refusal.html", context, status=refused.status)
    if refused.status in WORDS and not what:
        context["what"] = WORDS[refused.status][0]
    return render(
        request, "errors/error.html", {**context, "number": refused.status}, status=refused.status
    )


class PageMiddleware:
    """Refuses addresses that no database can look up; reads the journal's number before a page.

    The number must be older than what the page shows: the live stream is asked for everything
    after it, so that nothing falls between the page and the stream.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # PostgreSQL keeps no NUL in a text; nobody's address or question holds one.
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return _page(request, 400)
        request.journal_head = _head(request)  # type: ignore[attr-defined]
        answer = self.get_response(request)
        return _told(request, answer) if answer.status_code == 405 else answer


def _told(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """A method that an address does not take is answered with a sentence, not with nothing."""
    told = _page(request, 405)
    told["Allow"] = answer["Allow"]
    return told


def _head(request: HttpRequest) -> int | None:
    from quanju.domains.journal import queries

    actor = getattr(request, "actor", None)
    is_page = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
    if not is_page or wants_fragment(request) or not (actor and actor.role):
        return None
    return queries.head_number()


def _page(request: HttpRequest, number: int, why: Text | None = None) -> HttpResponse:
    what, because = WORDS[number]
    if is_for_machines(request):
        text = Text(f"{what.zh}：{(why or because).zh}", f"{what.en}: {(why or because).en}")
        return problem(status=number, code=f"HTTP_{number}", text=text)
    context: dict[str, Any] = {"number": number, "what": str(what), "why": str(why or because)}
    if wants_fragment(request):
        return render(
            request, "shared/refusal.html", {**context, "code": str(number)}, status=number
        )
    return render(request, "errors/error.html", context, status=number)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403)


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404)


class DiskIsFull(Refused):
    """Nothing more can be stored; nothing was done, and nothing was half stored."""

    code = "DISK_IS_FULL"
    text = Text(
        "服务器磁盘已满，这一步没有执行，也没有存一半。急事请用电台，并马上通知系统管理员。",
        "The server's disk is full: this was not done, and nothing was half stored. If it is "
        "urgent, use the radio; tell the administrator now.",
    )
    status = 503


def is_disk_full(error: BaseException | None) -> bool:
    """Did the machine run out of room, in whichever words it says so?"""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    words = str(error).lower() if isinstance(error, DatabaseError) else ""
    return any(mark in words for mark in ("disk is full", "no space left", "disk full"))


def disk_is_full(request: HttpRequest, error: BaseException) -> HttpResponse:
    """503 with a sentence, and a line in the log: somebody must make room."""
    log.error("the disk is full", exc_info=(type(error), error, error.__traceback__))
    return answer(request, DiskIsFull())


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    if (error := sys.exc_info()[1]) and is_disk_full(error):  # outside of every view
        return disk_is_full(request, error)
    if is_for_machines(request):
        return problem(status=500, code="FAULT", text=FAULT)
    return render(request, "500.html", status=500)


@requires_csrf_token
def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW."""
    answer = _page(request, 403, FORM_TOO_OLD)
    answer["X-Quanju-Renew"] = "token"
    return answer
