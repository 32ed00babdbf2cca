"""How allauth is bent to this house: no sign-up, no e-mail, sessions of ours."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from quanju.domains.kernel.types import Text
from quanju.domains.people.actions.sessions import AccountInactive, sign_in, sign_in_failed
from quanju.pages.sign_in import lockout
from quanju.pages.sign_in.session import SIGN_IN, address_of, user_agent_of

WRONG = Text("账号或密码不对。", "The account or the password is wrong.")
WRONG_LEFT = Text(
    "账号或密码不对；再错 {left} 次将锁定 15 分钟。",
    "The account or the password is wrong; {left} more misses lock it for 15 minutes.",
)
YEAR_S = 365 * 24 * 3600


def may_go_to(url: str, request: HttpRequest) -> bool:
    """Only a path of this site: nobody is sent elsewhere after signing in."""
    return (
        url.startswith("/")
        and not url.startswith(("//", "/\\"))
        and url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
    )


class AccountAdapter(DefaultAccountAdapter):
    """ACCOUNT_ADAPTER."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        return bool(url) and may_go_to(str(url), context.request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say themselves what happened."""

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code == "username_password_mismatch":
            left = lockout.failures_left(context.request)
            text = WRONG_LEFT.filled(left=left) if left else WRONG
            return ValidationError(str(text), code=code)
        error: ValidationError = super().validation_error(code, *args)
        return error

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        is_locked = getattr(request, "axes_locked_out", False)
        sign_in_failed(
            username=str(credentials.get("username", "")),
            why="locked" if is_locked else "password",
            at=request.moment,  # type: ignore[attr-defined]
            user_agent=user_agent_of(request),
            address=address_of(request),
        )

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        raise AccountInactive()

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Open our session first: without its journal entry nobody comes in."""
        proofs = get_authentication_records(request, user)
        session = sign_in(
            person=user.pk,
            at=request.moment,  # type: ignore[attr-defined]
            user_agent=user_agent_of(request),
            address=address_of(request),
            has_second_factor=any(proof["method"] == "mfa" for proof in proofs),
        )
        super().login(request, user)
        request.session[SIGN_IN] = session.ref

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> Any:
        response = super().post_login(request, user, **kwargs)
        set_appearance(response, language=user.language, theme=user.theme)  # type: ignore[attr-defined]
        lockout.remember_name(request, response, user.get_username())
        return response


def set_appearance(response: HttpResponse, *, language: str, theme: str) -> None:
    """Bring the person's language and theme to this browser."""
    for name, value in ((settings.LANGUAGE_COOKIE_NAME, language), ("quanju_theme", theme)):
        if value:
            response.set_cookie(
                name,
                value,
                max_age=YEAR_S,
                samesite="Strict",
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
            )
