"""What a browser's session carries of ours, and what the network says about it."""

from datetime import timedelta

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest

from quanju.domains.kernel.types import Verdict
from quanju.domains.people.permissions import may_change_credentials
from quanju.pages.shared.request import Request

SIGN_IN = "sign_in"
PROOF_LASTS = timedelta(minutes=5)
SHOW_RECOVERY_CODES = "show_recovery_codes"


def address_of(request: HttpRequest) -> str:
    """The address as the server saw it; behind a proxy uvicorn puts the real one there."""
    return str(request.META.get("REMOTE_ADDR") or "")


def user_agent_of(request: HttpRequest) -> str:
    return str(request.META.get("HTTP_USER_AGENT", ""))[:300]


def is_half_open(request: HttpRequest) -> bool:
    """Django knows the user, but no session of ours was opened or it is gone."""
    return SESSION_KEY in request.session and SIGN_IN not in request.session


def may_change_credentials_of(request: Request) -> Verdict:
    """Whether the signed-in account has a password of its own."""
    user = request.user
    return may_change_credentials(has_password=user.is_authenticated and user.has_usable_password())


def proved_lately(request: Request) -> bool:
    """The password was typed within the last five minutes, so it is not asked for again."""
    standing = request.standing
    return standing is not None and request.moment - standing.session.started_at < PROOF_LASTS
