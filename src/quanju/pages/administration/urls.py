"""Addresses of the administration desk."""

from django.urls import path, re_path

from quanju.pages.administration import (
    account_views,
    bridge_views,
    organisation_views,
    rule_editor_views,
    rule_views,
)

app_name = "administration"
KIND = r"(?P<kind>[a-z0-9_.]{1,60})"
urlpatterns = [
    path("", organisation_views.home, name="home"),
    path("organisations/add", organisation_views.add_organisation, name="add_organisation"),
    path(
        "organisations/<int:parent>/add",
        organisation_views.add_organisation,
        name="add_organisation_under",
    ),
    path("organisations/<int:pk>", organisation_views.organisation, name="organisation"),
    path("organisations/<int:organisation>/add-post", organisation_views.add_post, name="add_post"),
    path("posts", organisation_views.posts, name="posts"),
    path("posts/<int:pk>", organisation_views.post, name="post"),
    path("accounts", account_views.accounts, name="accounts"),
    path("accounts/add", account_views.add_person, name="add_person"),
    path("accounts/<int:pk>", account_views.account, name="account"),
    path("accounts/<int:pk>/appoint", account_views.appoint, name="appoint"),
    path("accounts/<int:pk>/password", account_views.set_password, name="set_password"),
    path("accounts/<int:pk>/deactivate", account_views.deactivate_person, name="deactivate_person"),
    path("accounts/<int:pk>/reactivate", account_views.reactivate_person, name="reactivate_person"),
    path(
        "accounts/<int:pk>/reset-second-factor",
        account_views.ask_second_factor_reset,
        name="ask_second_factor_reset",
    ),
    path("appointments/<int:pk>/end", account_views.end_appointment, name="end_appointment"),
    path("bridges", bridge_views.bridges, name="bridges"),
    path("bridges/add", bridge_views.add_bridge, name="add_bridge"),
    path("bridges/<int:pk>/withdraw", bridge_views.withdraw_bridge, name="withdraw_bridge"),
    path("rules", rule_views.rules, name="rules"),
    re_path(rf"^rules/{KIND}$", rule_views.rule_kind, name="rule_kind"),
    re_path(rf"^rules/{KIND}/propose$", rule_editor_views.propose_rule, name="propose_rule"),
    re_path(rf"^rules/{KIND}/(?P<version>[0-9]{{1,9}})$", rule_views.rule, name="rule"),
]
