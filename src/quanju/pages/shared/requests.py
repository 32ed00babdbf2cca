"""The number of a request: in the log, in a header of its answer, and on the page of a fault."""

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from quanju.domains.kernel import requests

log = logging.getLogger("quanju.access")


class RequestMiddleware:
    """The outermost: whatever happens further in bears the number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked, began = requests.begin(), time.monotonic()
        answer = self.get_response(request)
        answer["X-Request-ID"] = asked.ref
        if log.isEnabledFor(logging.INFO):
            asked.actor = asked.actor or _actor(request)
            took_ms = (time.monotonic() - began) * 1000
            # The route, not the address: an address may hold what somebody looked for.
            route = request.resolver_match.route if request.resolver_match else "?"
            log.info("%s /%s %d %.0f ms", request.method, route, answer.status_code, took_ms)
        return answer


def _actor(request: HttpRequest) -> str:
    return getattr(getattr(request, "actor", None), "subject", "")
