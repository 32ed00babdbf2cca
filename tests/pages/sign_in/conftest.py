from datetime import timedelta

import pytest
from django.core.cache import cache
from tests.builders.people import an_appointment

from quanju.domains.kernel import clock
from quanju.pages.sign_in import middleware

PASSWORD = "old password 123"


@pytest.fixture(autouse=True)
def _fresh_limits(settings):
    """Rate limits live in the process; hashing need not be slow here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def later(monkeypatch):
    """Move the clock that requests see."""

    def move(**span):
        moment = clock.now() + timedelta(**span)
        monkeypatch.setattr(middleware, "now", lambda: moment)
        return moment

    return move


@pytest.fixture
def officer():
    """An appointment whose person has a password."""
    return with_password(an_appointment("dispatcher", name="officer"))


def with_password(held):
    held.person.set_password(PASSWORD)
    held.person.save()
    return held
