"""An order that nobody acknowledges reaches a telephone of the demo, from its clock to its receipt."""

from collections import Counter
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from tests.builders import town as towns
from tests.builders.incidents import a_crew_at, an_incident, an_order
from tests.builders.people import NOON, a_station

from quanju.demo import gateway
from quanju.demo.telephones import _shown
from quanju.domains.dispatch.jobs import raise_due_alerts
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.outside.web import get
from quanju.domains.notices import queries
from quanju.domains.notices.actions import sending as actions
from quanju.domains.notices.models import Delivery, Notice
from quanju.domains.notices.rules import WAYS_OUT
from quanju.domains.rulebook.queries import in_force

pytestmark = pytest.mark.django_db
DUE = NOON + timedelta(seconds=30)


@pytest.fixture
def town(db, town_folder):
    """The invented town of the day before."""
    towns.load_all(town_folder, at=NOON - timedelta(days=1))


@pytest.fixture
def telephones(settings):
    """The gateway of the demo in its own process; what it has taken has arrived."""
    process, port = gateway.start(arrives_after_s=0)
    settings.NOTICES_TO = {"sms": gateway.address(port), "mail": "", "webhook": ""}
    yield urlsplit(gateway.address(port))
    process.stdin.close()
    process.wait(10)
    process.stdout.close()


def states():
    return Counter(Delivery.objects.values_list("state", flat=True))


def test_an_order_not_acknowledged_is_told_sent_and_delivered(town, telephones):
    unit, crew = a_crew_at("特-01", (2, 2), organisation=a_station())
    incident = an_incident()
    an_order(incident, unit.pk)
    raise_due_alerts(DUE)
    told = len(crew)
    assert states() == {"queued": told}
    assert [queries.unread_count(by=one) for one in crew] == [1] * told

    assert queries.ways_due(DUE) == {"sms"}
    while actions.send_next("sms", at=DUE):
        pass
    assert states() == {"sent": told}
    taken = _shown(get(telephones))
    assert {one["to"] for one in taken} == {
        one.person.username for one in Notice.objects.select_related("person")
    }
    assert {one["text"] for one in taken} == set(Delivery.objects.values_list("words", flat=True))
    assert {one["times"] for one in taken} == {1}
    assert set(Notice.objects.values_list("about", flat=True)) == {incident.subject}

    asked = DUE + timedelta(seconds=in_force(WAYS_OUT, at=DUE).content.ask_every_s)
    assert queries.ways_due(asked - timedelta(seconds=1)) == set()
    assert queries.ways_due(asked) == {"receipt"}
    while actions.ask_receipt(at=asked):
        pass
    assert states() == {"delivered": told}
    events = Counter(
        Entry.objects.filter(event__startswith="notices.").values_list("event", flat=True)
    )
    assert events == {"notices.people_told": 1, "notices.notice_sent": told}
