"""The operator's page of the outbox: which ways are open, what did not leave, trying it at once."""

import pytest
from tests.builders.outbox import a_person, told
from tests.builders.people import an_appointment, sign_in

from quanju.domains.kernel.clock import now
from quanju.domains.notices.models import Delivery

pytestmark = pytest.mark.django_db
PAGE = "/operation/notices"


@pytest.fixture
def given_up(settings):
    settings.NOTICES_TO = {
        "sms": "https://me:secret@gateway.cn/messages",
        "mail": "",
        "webhook": "",
    }
    told(a_person(name="li"), at=now())
    Delivery.objects.update(
        state="given_up",
        tries=3,
        next_try_at=None,
        why_zh="对方答复 404",
        why_en="the answer was 404",
    )
    return Delivery.objects.get()


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", ["对方答复 404", "已放弃", "未设置"]), ("en", ["the answer was 404", "given up"])],
)
def test_it_tells_what_did_not_leave_and_why_without_words_or_secrets(
    client, given_up, language, words
):
    sign_in(client, an_appointment("system_admin"))
    page = client.get(PAGE, headers={"accept-language": language}).content.decode()
    assert [one for one in [*words, "li", "https://gateway.cn/messages"] if one not in page] == []
    assert "secret" not in page
    assert given_up.words not in page


def test_an_administrator_has_it_tried_at_once(client, given_up):
    sign_in(client, an_appointment("system_admin"))
    assert client.post(f"{PAGE}/{given_up.pk}/retry").status_code == 302
    given_up.refresh_from_db()
    assert (given_up.state, given_up.next_try_at <= now()) == ("queued", True)


def test_an_auditor_reads_and_does_not_try(client, given_up):
    sign_in(client, an_appointment("auditor"))
    assert "只有系统管理员可以让系统重试" in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}/{given_up.pk}/retry").status_code == 403
