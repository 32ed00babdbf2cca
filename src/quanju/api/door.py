"""Who comes in at the machine face: the session of the pages, with its token, bringing JSON."""

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie
from ninja.utils import check_csrf

from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class TokenMissing(Refused):
    """A change without the token of the session, or sent by a page of another origin."""

    code = "TOKEN_MISSING"
    text = Text(
        "没有执行：请求头 X-CSRFToken 缺失或已过期，或请求来自别的网站。"
        "请从 csrftoken 这个 cookie 里取值。",
        "Not done: the header X-CSRFToken is missing or out of date, or another site sent this. "
        "Its value is in the cookie csrftoken.",
    )
    status = 403


class NotJson(Refused):
    """A change in a form that any page of any site could send unasked."""

    code = "NOT_JSON"
    text = Text(
        "没有执行：请以 Content-Type: application/json 发送",
        "Not done: send it as Content-Type: application/json",
    )
    status = 415


class Session(APIKeyCookie):
    """The cookie of the session. The sign-in middleware has already found out whose it is."""

    param_name = settings.SESSION_COOKIE_NAME

    def _get_key(self, request: HttpRequest) -> str | None:
        if request.method not in SAFE:
            if request.content_type != "application/json":
                raise NotJson
            if check_csrf(request):
                raise TokenMissing
        return request.COOKIES.get(self.param_name)

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        standing = request.standing  # type: ignore[attr-defined]
        return standing.actor if standing else None
