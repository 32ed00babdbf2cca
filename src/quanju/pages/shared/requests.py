"""The number of a request: in the log, in a header of its answer, and on the page of a fault."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from quanju.domains.kernel import requests
from quanju.pages.shared.counted import REQUESTS_S

log = logging.getLogger("quanju.access")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class RequestMiddleware:
    """The outermost: whatever happens further in bears the number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked, began = requests.begin(), time.monotonic()
        answer = self.get_response(request)
        answer["X-Request-ID"] = asked.ref
        took_s = time.monotonic() - began
        if log.isEnabledFor(logging.INFO):
            asked.actor = asked.actor or _actor(request)
            status, took_ms = answer.status_code, took_s * 1000
            log.info("%s /%s %d %.0f ms", request.method, _route(request), status, took_ms)
        if settings.METRICS_WORD:
            REQUESTS_S.labels(
                _method(request), _route(request), f"{answer.status_code // 100}xx"
            ).observe(took_s)
        return answer


def _route(request: HttpRequest) -> str:
    """Not the address: an address may hold what somebody looked for."""
    return request.resolver_match.route if request.resolver_match else "?"


def _method(request: HttpRequest) -> str:
    """One of the usual words: anybody may send another, and each would be counted for ever."""
    return request.method if request.method in METHODS else "other"


def _actor(request: HttpRequest) -> str:
    return getattr(getattr(request, "actor", None), "subject", "")
