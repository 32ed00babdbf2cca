"""Who is asking: sets `request.actor` and `request.moment`, and keeps closed what is not open."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, logout
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare

from quanju.domains.kernel.clock import now
from quanju.domains.kernel.kept import one_reading
from quanju.domains.kernel.requests import of_this_request
from quanju.domains.people.actions.sessions import end_session, note_activity
from quanju.domains.people.queries import sessions
from quanju.domains.people.types import SERVICE, STRANGER, Standing
from quanju.pages.shared import refusals
from quanju.pages.shared.problems import API
from quanju.pages.sign_in.answers import (
    FirstThis,
    NotSignedIn,
    answer_exception,
    server_is_busy,
    wants_page,
)
from quanju.pages.sign_in.session import SIGN_IN, is_half_open

# No row has a larger number, and databases refuse to look for one.
DECIDED = "X-Quanju-Decided"
"""On the answer of a verb that was done or refused, with the form's key: only by this does a
browser forget what it has kept. No portal, gateway, sign-in page or stale token says it."""
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
BUSY = 500
LARGEST_NUMBER = 2**63 - 1
Answer = Callable[[HttpRequest], HttpResponseBase]


class SignInMiddleware:
    """Recognises the session. A view is closed unless it is marked with Django's
    `login_not_required`; a page asks for sign-in, anything else is answered 401.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.moment = now()  # type: ignore[attr-defined]
        request.actor = STRANGER  # type: ignore[attr-defined]
        request.standing = None  # type: ignore[attr-defined]
        request.ended = ""  # type: ignore[attr-defined]
        try:
            recognise(request)
        except OperationalError as error:
            return server_is_busy(request, error)
        with one_reading():
            answer = self.get_response(request)
        if request.standing is not None:  # type: ignore[attr-defined]
            # A shared computer keeps nothing of what was read on it, unless the view says what for.
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if any(isinstance(value, int) and value > LARGEST_NUMBER for value in kwargs.values()):
            raise Http404
        if not getattr(view, "login_required", True):
            return None
        standing: Standing | None = request.standing  # type: ignore[attr-defined]
        if standing is None:
            return _ask_to_sign_in(request)
        step = next_step(standing)
        if step is None or request.path in (step, reverse("account_logout")):
            return None
        return _send_to(request, step)


def recognise(request: HttpRequest) -> None:
    """Put the actor of the session on the request, or end a session whose time is over."""
    ref = request.session.get(SIGN_IN)
    if not ref:
        if is_half_open(request):
            logout(request)
        return
    at = request.moment  # type: ignore[attr-defined]
    found = sessions.standing(ref, at=at)
    if isinstance(found, Standing) and not _has_password_of(request, found):
        found = "password"
    if isinstance(found, str):
        end_session(ref=ref, why=found, by=SERVICE, at=at)
        logout(request)
        request.ended = found  # type: ignore[attr-defined]
        return
    request.standing, request.actor = found, found.actor  # type: ignore[attr-defined]
    of_this_request().actor = found.actor.subject
    if found.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(found.language)
    if _is_activity(request):
        note_activity(session=found.session, at=at)


def _has_password_of(request: HttpRequest, standing: Standing) -> bool:
    kept = str(request.session.get(HASH_SESSION_KEY, ""))
    return constant_time_compare(kept, standing.password_hash)


def _is_activity(request: HttpRequest) -> bool:
    """Fragments that refresh themselves and the live stream are nobody's doing."""
    is_stream = "text/event-stream" in request.headers.get("Accept", "")
    return not is_stream and request.headers.get("X-Refresh") != "true"


def next_step(standing: Standing) -> str | None:
    """The page that comes before all others for this person, if any."""
    if standing.must_change_password:
        return reverse("sign_in:password")
    if standing.must_choose_post:
        return reverse("sign_in:post")
    if standing.must_set_second_factor:
        return reverse("sign_in:set_up_second_factor")
    return None


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    ended = request.ended  # type: ignore[attr-defined]
    if not wants_page(request):
        return refusals.answer(request, NotSignedIn())
    back = _come_back_to(request)
    query = {"next": back} if back else {}
    if ended:
        query["ended"] = ended
    address = reverse("account_login")
    return HttpResponseRedirect(f"{address}?{urlencode(query)}" if query else address)


def _come_back_to(request: HttpRequest) -> str:
    """The page asked for; of a form sent after its session had ended, the page it stands on."""
    if request.method == "GET":
        return request.get_full_path()
    page = urlsplit(request.headers.get("Referer", ""))
    is_ours = page.netloc == request.get_host()
    return f"{page.path}?{page.query}".rstrip("?") if is_ours else ""


def _send_to(request: HttpRequest, step: str) -> HttpResponse:
    if not wants_page(request):
        return refusals.answer(request, FirstThis(where=step))
    query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    return HttpResponseRedirect(f"{step}?{query}" if query else step)


class RefusalMiddleware:
    """Turns a refusal of any verb into an answer, and records attempts at what is not allowed."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = refusals.went(request, self.get_response(request))
        if getattr(request, "is_reached", False) and answer.status_code < BUSY:
            key = request.POST.get("idempotency_key") or request.headers.get("Idempotency-Key")
            answer[DECIDED] = key or "yes"
        return answer

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        # The last of all: whoever answers before has decided nothing about a verb.
        is_form = request.content_type in FORMS and not request.path.startswith(API)
        request.is_reached = request.method == "POST" and is_form  # type: ignore[attr-defined]
        if request.is_reached:  # type: ignore[attr-defined]
            _ = request.POST  # a body that cannot be read is refused before the verb, not after

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return answer_exception(request, error)
