"""Addresses of the door. Names with `account_` and `mfa_` are those that allauth asks for."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from quanju.pages.sign_in import second_factor_views, views

_ours = (
    [
        path("post", views.post, name="post"),
        path("password", views.password, name="password"),
        path("second-factor/set-up", second_factor_views.set_up, name="set_up_second_factor"),
        path("second-factor/remove", second_factor_views.remove, name="remove_second_factor"),
        path("recovery-codes", second_factor_views.recovery_codes, name="recovery_codes"),
    ],
    "sign_in",
)

second_factor = views.SecondFactor.as_view()

urlpatterns = [
    path("sign-in", login_not_required(views.SignIn.as_view()), name="account_login"),
    path(
        "second-factor", login_not_required(views.SecondFactor.as_view()), name="mfa_authenticate"
    ),
    path("sign-in/token", login_not_required(views.token), name="sign_in_token"),
    path("sign-out", views.sign_out, name="account_logout"),
    path("", include(_ours)),
]
