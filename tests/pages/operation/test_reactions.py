"""The operator's page of reactions: what stands where, what failed, and trying it at once."""

from datetime import timedelta

import pytest
from tests.builders.people import an_appointment, sign_in

from quanju.domains.journal.models import Cursor
from quanju.domains.journal.queries import head_number
from quanju.domains.kernel.clock import now

pytestmark = pytest.mark.django_db
PAGE, NAME = "/operation/", "planning.shift_relocated"


@pytest.fixture
def failed():
    later = now() + timedelta(hours=1)
    return Cursor.objects.create(
        name=NAME, number=3, tries=2, tried_at=now(), next_try_at=later, fault="BUSY", fault_at=5
    )


def enter(client, role):
    sign_in(client, an_appointment(role))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", ["第 3 条", "第 5 条记录没有处理成（BUSY），已试 2 次", "立即重试", "出错"]),
        ("en", ["entry 3", "Entry 5 could not be dealt with (BUSY); tries so far: 2", "Try now"]),
    ],
)
def test_it_tells_where_a_reaction_stands_and_what_went_wrong(client, failed, language, words):
    enter(client, "system_admin")
    page = client.get(PAGE, headers={"accept-language": language}).content.decode()
    assert [one for one in [*words, NAME, str(head_number())] if one not in page] == []


def test_an_administrator_has_it_tried_at_once(client, failed):
    enter(client, "system_admin")
    assert client.post(f"{PAGE}reactions/{NAME}/retry").status_code == 302
    failed.refresh_from_db()
    assert failed.next_try_at <= now()


def test_an_auditor_sees_it_and_the_button_says_why_not(client, failed):
    enter(client, "auditor")
    assert "只有系统管理员可以让系统重试" in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}reactions/{NAME}/retry").status_code == 403
