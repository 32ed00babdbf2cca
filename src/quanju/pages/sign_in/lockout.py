"""Lock-out after failed sign-ins, by name and address (django-axes)."""

import hashlib
import hmac
from datetime import datetime
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def name_key(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """What the lock-out keeps instead of the typed name (AXES_USERNAME_CALLABLE).

    People type passwords into the name's field, so it is not stored.
    """
    typed = (credentials or {}).get("username") or request.POST.get("login", "")
    message = str(typed).strip().casefold().encode("utf-8", "surrogatepass")
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()[:40]


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
