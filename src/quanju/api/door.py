"""Who comes in at the machine face: the session of the pages, with its token, bringing JSON."""

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from quanju.domains.dispatch.queries.lines import bridge_actor, bridge_of
from quanju.domains.dispatch.types.calls import BridgeView
from quanju.domains.kernel.requests import of_this_request
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


class KeyNotKnown(Refused):
    """No device key, one that was withdrawn, or none of ours."""

    code = "KEY_NOT_KNOWN"
    text = Text(
        "没有执行：请在请求头 Authorization: Bearer 中写设备密钥；它可能已被管理员收回",
        "Not done: put the device key into the header Authorization: Bearer; an administrator may "
        "have withdrawn it",
    )
    status = 401


class DeviceKey(HttpBearer):
    """The key of a telephone system: no account, no cookie, so no other site can send it unasked.

    Whoever comes in this way is that system and may tell of its calls, nothing else.
    """

    def __call__(self, request: HttpRequest) -> BridgeView:
        if request.content_type != "application/json":
            raise NotJson
        found: BridgeView | None = super().__call__(request)
        if found is None:
            raise KeyNotKnown
        return found

    def authenticate(self, request: HttpRequest, token: str) -> BridgeView | None:
        found = bridge_of(token)
        if found is not None:
            request.actor = bridge_actor(found)  # type: ignore[attr-defined]
            of_this_request().actor = found.subject
        return found
