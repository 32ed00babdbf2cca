"""The door: sign in, second factor, sign out, choose the post, change the password."""

from typing import Any

from allauth.account.internal.stagekit import clear_login
from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from django.contrib.auth import HASH_SESSION_KEY, logout
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from quanju.domains.kernel.types import Refused
from quanju.domains.people.actions import sessions
from quanju.domains.people.actions.accounts import PasswordWrong, change_password
from quanju.domains.people.actions.sessions import (
    SignInRefused,
    sign_in_failed,
    sign_out_everywhere,
    switch_post,
)
from quanju.domains.people.queries.sessions import posts_to_choose
from quanju.domains.people.types import ENDINGS
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.request import Request
from quanju.pages.sign_in import lockout
from quanju.pages.sign_in.adapters import may_go_to
from quanju.pages.sign_in.forms import CodeForm, PasswordForm, PostForm, SignInForm
from quanju.pages.sign_in.ports import panels
from quanju.pages.sign_in.session import address_of, may_change_credentials_of, user_agent_of


class SignIn(LoginView):
    """Account and password; the second factor comes after, where there is one."""

    template_name = "sign_in/sign_in.html"
    form_class = SignInForm

    def form_valid(self, form: SignInForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except SignInRefused as refused:
            clear_login(self.request)
            _record_failure(self.request, form.user.get_username(), refused.code)
            form.add_error(None, str(refused.text))
            return self.form_invalid(form)

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ended = ENDINGS.get(self.request.GET.get("ended", ""))
        beside = [panel(self.request) for panel in panels]
        return {
            **super().get_context_data(**kwargs),
            "ended": ended,
            "next": next_of(self.request, ""),
            "beside": beside,
        }


class SecondFactor(AuthenticateView):
    """The code of the authenticator app, or a recovery code."""

    template_name = "sign_in/second_factor.html"
    form_class = CodeForm

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        name = self.stage.login.user.get_username()
        if "cancel" in request.POST:
            clear_login(request)
            return HttpResponseRedirect(reverse("account_login"))
        if lockout.is_locked(request, name):
            _record_failure(request, name, "locked")
            return lockout.locked_page(request, None, {"username": name})
        try:
            response: HttpResponse = super().post(request, *args, **kwargs)
        except SignInRefused as refused:
            clear_login(request)
            _record_failure(request, name, refused.code)
            raise
        return response

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        name = self.stage.login.user.get_username()
        _record_failure(self.request, name, "second_factor")
        lockout.count_failure(self.request, name)
        return self.render_to_response(self.get_context_data(), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        left = lockout.failures_left(self.request)
        return {**super().get_context_data(**kwargs), "left": left}


def _record_failure(request: Any, username: str, why: str) -> None:
    sign_in_failed(
        username=username,
        why=why,
        at=request.moment,
        user_agent=user_agent_of(request),
        address=address_of(request),
    )


def next_of(request: Any, default: str = "/start") -> str:
    """Where the asker wanted to go, if that is a page of this site."""
    url = str(request.POST.get("next") or request.GET.get("next") or "")
    return url if may_go_to(url, request) else default


@never_cache
@require_GET
def token(request: Request) -> JsonResponse:
    """Who is signed in in this browser by now, and the token its forms need: for pages that were
    open while a session ended and another began."""
    person = request.actor.subject if request.standing else ""
    return JsonResponse({"person": person, "token": get_token(request)})


@never_cache
@require_http_methods(["GET", "POST"])
@needs_no_key("who is signed out is signed out")
def sign_out(request: Request) -> HttpResponse:
    """End this session, or with `everywhere` all of one's own."""
    if request.method == "GET":
        return render(request, "sign_in/sign_out.html")
    if "everywhere" in request.POST:
        sign_out_everywhere(by=request.actor, at=request.moment)
    else:
        sessions.sign_out(by=request.actor, at=request.moment)
    logout(request)
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'ended': 'sign_out'})}")


@never_cache
@require_http_methods(["GET", "POST"])
@needs_no_key("the same post chosen twice is one post")
def post(request: Request) -> HttpResponse:
    """Choose the post to act in."""
    if request.method == "POST":
        form = PostForm(request.POST)
        wanted = form.cleaned_data["post"] if form.is_valid() else ""
        switch_post(post=wanted, by=request.actor, at=request.moment)
        return HttpResponseRedirect(next_of(request))
    held = posts_to_choose(
        request.actor.person_id or 0, current=request.actor.post, at=request.moment
    )
    return render(request, "sign_in/post.html", {"held": held, "next": next_of(request)})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@needs_no_key("the present password is asked for: sent twice, the second is refused")
def password(request: Request) -> HttpResponse:
    """Change one's own password; a one-time password must be changed before anything else."""
    may_change_credentials_of(request).or_refuse()
    form = PasswordForm(request.POST or None)
    name = request.user.get_username()
    if request.method == "POST" and lockout.is_locked(request, name):
        return lockout.locked_page(request, None, {"username": name})
    if request.method == "POST" and form.is_valid():
        try:
            request.session[HASH_SESSION_KEY] = change_password(
                present=form.cleaned_data["present"],
                new=form.cleaned_data["new"],
                by=request.actor,
                at=request.moment,
            )
            return HttpResponseRedirect(next_of(request, reverse("account:account")))
        except PasswordWrong as refused:
            lockout.count_failure(request, name)
            form.add_error("present", str(refused.text))
        except Refused as refused:
            form.add_error("new" if refused.field == "new" else None, str(refused.text))
    return render(
        request,
        "sign_in/password.html",
        {"form": form, "next": next_of(request, ""), "standing": request.standing},
        status=422 if form.errors else 200,
    )
