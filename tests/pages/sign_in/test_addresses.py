"""Only the addresses of this list come from the libraries for signing in."""

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse

MOUNTED = {"account_login", "account_logout", "mfa_authenticate"}


def names(resolver):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from names(pattern)
        elif pattern.name:
            yield pattern.name


def test_no_other_address_of_allauth_is_mounted():
    found = {
        n for n in names(get_resolver()) if n.startswith(("account_", "mfa_", "socialaccount"))
    }
    assert found == MOUNTED


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_email"])
def test_nobody_signs_up_or_gets_mail(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_outside_the_demo_there_is_no_one_click_entry(client, db, settings):
    assert not settings.IS_DEMO
    with pytest.raises(NoReverseMatch):
        reverse("demo:enter")
    assert client.post("/demo/enter", {"entry": "1"}).status_code == 404
    assert "quanju.demo" not in settings.INSTALLED_APPS
    assert "demo" not in client.get("/sign-in").content.decode()
