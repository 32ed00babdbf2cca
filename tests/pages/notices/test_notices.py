"""My notices: the list, the bell, and what opening one does."""

import pytest
from django.urls import reverse
from tests.builders.outbox import a_person, told
from tests.builders.people import an_actor, an_appointment, sign_in

from quanju.domains.kernel.clock import now
from quanju.domains.notices.models import Notice
from quanju.pages.notices.places import place_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew(client):
    appointment = an_appointment("patrol_unit")
    sign_in(client, appointment)
    told(appointment.person, at=now())
    return client


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", "巡-01 有指令未签收"), ("en", "巡-01 has an order that waits")],
)
def test_i_read_what_i_was_told_in_my_language(crew, language, words):
    assert words in crew.get("/notices/", headers={"accept-language": language}).content.decode()


def test_the_bell_counts_what_i_have_not_read(crew):
    assert '<span class="bell-count">1</span>' in crew.get("/notices/bell").content.decode()
    told(a_person(), cause="another")
    assert '<span class="bell-count">1</span>' in crew.get("/notices/bell").content.decode()
    assert crew.post("/notices/read-all").status_code == 302
    assert "bell-count" not in crew.get("/notices/bell").content.decode()


def test_opening_one_reads_it_and_leads_to_what_it_is_about(crew):
    notice = Notice.objects.get()
    answer = crew.post(f"/notices/{notice.pk}/read")
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert answer["Location"] == reverse("unit_phone:order")


def test_anothers_notice_is_not_there(client, crew):
    told(a_person(), cause="another")
    other = Notice.objects.get(cause="another")
    assert crew.post(f"/notices/{other.pk}/read").status_code == 404


@pytest.mark.parametrize(
    ("role", "subject", "place"),
    [
        ("dispatcher", "incident:20261123-0042", "/dispatch/incidents/20261123-0042"),
        ("patrol_unit", "incident:20261123-0042", "/unit/"),
        ("volunteer", "planned_shift:7", "/patrol/mine"),
        ("branch_leader", "proposal:7", "/approvals/"),
        ("archivist", "planned_shift:7", ""),
        ("dispatcher", "seal:7", ""),
    ],
)
def test_a_notice_leads_to_a_page_its_reader_may_enter(role, subject, place):
    assert place_of(subject, an_actor(role)) == place
