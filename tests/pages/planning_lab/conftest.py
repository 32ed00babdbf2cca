import pytest
from tests.builders.people import an_appointment, sign_in


@pytest.fixture(autouse=True)
def _quick_hashing(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def enter(client):
    """Sign the client in as a new person of a role; returns the actor."""

    def enter(role, **kwargs):
        client.post("/sign-out")
        return sign_in(client, an_appointment(role, **kwargs))

    return enter
