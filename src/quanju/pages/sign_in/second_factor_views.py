"""One's own second factor: set up, take off, recovery codes."""

import base64

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import clear_totp_secret
from django.contrib.auth import authenticate
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.actions.second_factors import (
    remove_second_factor,
    renew_recovery_codes,
    set_up_second_factor,
)
from quanju.domains.people.queries.second_factors import has_second_factor, unused_recovery_codes
from quanju.domains.people.queries.sessions import may_remove_second_factor
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.request import Request
from quanju.pages.sign_in.forms import PresentPasswordForm, SetUpForm
from quanju.pages.sign_in.session import (
    SHOW_RECOVERY_CODES,
    may_change_credentials_of,
    proved_lately,
)
from quanju.pages.sign_in.views import next_of

WRONG_PASSWORD = Text("现在的密码不对", "The present password is not right")


def _is_right(request: Request, form: PresentPasswordForm | SetUpForm) -> bool:
    """The present password again; misses count towards the lock-out like a failed sign-in."""
    if "password" not in form.fields:
        return True
    name = request.user.get_username()
    if authenticate(request, username=name, password=form.cleaned_data["password"]) is None:
        form.add_error("password", str(WRONG_PASSWORD))
        return False
    return True


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@needs_no_key("a second factor that is set up is shown as set up")
def set_up(request: Request) -> HttpResponse:
    """Show the secret as a picture and keep it once its first code is right."""
    may_change_credentials_of(request).or_refuse()
    if has_second_factor(request.actor.person_id or 0):
        return _is_set(request)
    form = SetUpForm(request.POST or None, user=request.user, is_fresh=proved_lately(request))
    if request.method == "POST" and form.is_valid() and _is_right(request, form):
        try:
            set_up_second_factor(secret=form.secret, by=request.actor, at=request.moment)
        except Refused as refused:
            form.add_error(None, str(refused.text))
        else:
            clear_totp_secret(request)
            request.session[SHOW_RECOVERY_CODES] = True
            where = next_of(request, "")
            query = f"?next={where}" if where else ""
            return HttpResponseRedirect(reverse("sign_in:recovery_codes") + query)
    return render(
        request,
        "sign_in/set_up.html",
        {
            "form": form,
            "picture": _picture(request, form.secret),
            "secret": _in_fours(form.secret),
            "next": next_of(request, ""),
            "is_required": bool(request.standing and request.standing.must_set_second_factor),
        },
        status=422 if form.errors else 200,
    )


def _picture(request: Request, secret: str) -> str:
    adapter = get_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _in_fours(secret: str) -> str:
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))


def _is_set(request: Request, form: PresentPasswordForm | None = None) -> HttpResponse:
    person = request.actor.person_id or 0
    form = form or PresentPasswordForm(is_fresh=proved_lately(request))
    return render(
        request,
        "sign_in/is_set.html",
        {
            "form": form,
            "may_remove": may_remove_second_factor(person, at=request.moment),
            "codes_left": len(unused_recovery_codes(person)),
        },
        status=422 if form.errors else 200,
    )


@never_cache
@sensitive_post_parameters()
@require_POST
@needs_no_key("what is taken off cannot be taken off again, and that is said")
def remove(request: Request) -> HttpResponse:
    """Take one's own second factor off, where no post asks for it."""
    form = PresentPasswordForm(request.POST, is_fresh=proved_lately(request))
    if not (form.is_valid() and _is_right(request, form)):
        return _is_set(request, form)
    remove_second_factor(by=request.actor, at=request.moment)
    return HttpResponseRedirect(reverse("account:account"))


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@needs_no_key("fresh codes once more: the last ones shown are the ones that hold")
def recovery_codes(request: Request) -> HttpResponse:
    """Show fresh recovery codes once; make new ones for whoever gives the password again."""
    form = PresentPasswordForm(request.POST or None, is_fresh=proved_lately(request))
    if request.method == "POST" and form.is_valid() and _is_right(request, form):
        renew_recovery_codes(by=request.actor, at=request.moment)
        request.session[SHOW_RECOVERY_CODES] = True
        return HttpResponseRedirect(reverse("sign_in:recovery_codes"))
    codes = unused_recovery_codes(request.actor.person_id or 0)
    is_shown = request.session.pop(SHOW_RECOVERY_CODES, False) and not form.errors
    return render(
        request,
        "sign_in/recovery_codes.html",
        {
            "form": form,
            "codes": codes if is_shown else [],
            "left": len(codes),
            "next": next_of(request, reverse("account:account")),
        },
        status=422 if form.errors else 200,
    )
