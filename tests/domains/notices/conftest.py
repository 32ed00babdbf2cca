import pytest
from tests.builders.outbox import a_gateway

NOWHERE = {"sms": "", "mail": "", "webhook": ""}


@pytest.fixture(autouse=True)
def _no_way_out(settings):
    settings.NOTICES_TO = dict(NOWHERE)


@pytest.fixture
def gateway(settings):
    with a_gateway() as taken:
        settings.NOTICES_TO = NOWHERE | {"sms": taken.address}
        yield taken
