"""What a browser's session carries of ours, and what the network says about it."""

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest

SIGN_IN = "sign_in"
SHOW_RECOVERY_CODES = "show_recovery_codes"


def address_of(request: HttpRequest) -> str:
    """The address as the server saw it; behind a proxy uvicorn puts the real one there."""
    return str(request.META.get("REMOTE_ADDR") or "")


def user_agent_of(request: HttpRequest) -> str:
    return str(request.META.get("HTTP_USER_AGENT", ""))[:300]


def is_half_open(request: HttpRequest) -> bool:
    """Django knows the user, but no session of ours was opened or it is gone."""
    return SESSION_KEY in request.session and SIGN_IN not in request.session
