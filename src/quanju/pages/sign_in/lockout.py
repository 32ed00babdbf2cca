"""Lock-out after failed sign-ins (django-axes): by name and address, and slower by name alone.

The first stops one guesser. The second stops a guesser with many addresses: many misses with one
name close it for whoever has never signed in with it from that browser or address. So nobody can
lock an owner out of the browser and the station that he always uses.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.core import signing
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quanju.domains.people.queries.sessions import has_entered_from
from quanju.pages.sign_in.session import address_of

KNOWN = "quanju_known"
KNOWN_LASTS = timedelta(days=180)
KNOWN_MOST = 20  # the crews of a station share its computer


def name_key(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """What the lock-out keeps instead of the typed name (AXES_USERNAME_CALLABLE).

    People type passwords into the name's field, so it is not stored.
    """
    typed = (credentials or {}).get("username") or request.POST.get("login", "")
    message = str(typed).strip().casefold().encode("utf-8", "surrogatepass")
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()[:40]


class Handler(AxesDatabaseHandler):
    """AXES_HANDLER."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        return super().is_locked(request, credentials) or is_closed_to_strangers(
            request, credentials
        )


def is_closed_to_strangers(request: HttpRequest, credentials: dict[str, Any] | None) -> bool:
    """Too many misses with this name from everywhere together, and no sign of its owner."""
    key = name_key(request, credentials)
    recent = AccessAttempt.objects.filter(
        username=key, attempt_time__gte=get_cool_off_threshold(request)
    )
    misses = recent.aggregate(all=Sum("failures_since_start"))["all"] or 0
    if misses < settings.NAME_MISSES_MOST or key in known_names(request):
        return False
    name = str((credentials or {}).get("username") or request.POST.get("login", ""))
    return not has_entered_from(name, address_of(request))


def known_names(request: HttpRequest) -> list[str]:
    """Keys of the names that signed in from this browser, newest first."""
    try:
        kept = signing.loads(request.COOKIES.get(KNOWN, ""), salt=KNOWN, max_age=KNOWN_LASTS)
    except signing.BadSignature:
        return []
    return [str(one) for one in kept]


def remember_name(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """Let this browser prove that the owner of the name has signed in from it."""
    key = name_key(request, {"username": username})
    names = [key, *(one for one in known_names(request) if one != key)][:KNOWN_MOST]
    response.set_cookie(
        KNOWN,
        signing.dumps(names, salt=KNOWN),
        max_age=KNOWN_LASTS,
        path=settings.LOGIN_URL,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )


def failures_left(request: HttpRequest) -> int | None:
    """How many more misses until the lock; None before the first one."""
    failures = getattr(request, "axes_failures_since_start", None)
    return None if failures is None else max(0, settings.AXES_FAILURE_LIMIT - failures)


def is_locked(request: HttpRequest, username: str) -> bool:
    return not AxesProxyHandler.is_allowed(request, {"username": username})


def count_failure(request: HttpRequest, username: str) -> None:
    """Count a wrong second factor or a wrong present password like a failed sign-in."""
    user_login_failed.send(sender=__name__, credentials={"username": username}, request=request)


def locked_until(request: HttpRequest, credentials: dict[str, Any] | None) -> datetime:
    """When the lock is lifted by itself."""
    newest = (
        AccessAttempt.objects.filter(
            username=name_key(request, credentials),
            ip_address=request.META.get("REMOTE_ADDR"),
            attempt_time__gte=get_cool_off_threshold(request),
        )
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    return (newest or request.moment) + settings.AXES_COOLOFF_TIME  # type: ignore[attr-defined]


def locked_page(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """Until when, and whom to ask (AXES_LOCKOUT_CALLABLE)."""
    until = locked_until(request, credentials)
    answer = render(request, "sign_in/locked.html", {"until": until}, status=429)
    seconds = int((until - request.moment).total_seconds())  # type: ignore[attr-defined]
    answer["Retry-After"] = str(max(1, seconds))
    return answer
