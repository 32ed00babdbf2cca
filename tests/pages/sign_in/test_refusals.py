import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.urls import include, path
from tests.builders.people import an_appointment, sign_in

from quanju.config import urls as site
from quanju.domains.journal import queries as journal
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.permissions import may_read_journal

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class Taken(Refused):
    code = "TAKEN"
    text = Text("被占用", "It is taken")
    field = "unit"


def forbidden(request):
    may_read_journal(request.actor).or_refuse()
    return HttpResponse("read")


def hidden(request):
    raise NotFound(subject="incident:\x00<b>1</b>")


def conflict(request):
    raise Taken()


def busy(request):
    raise OperationalError("database is locked")


def broken(request):
    raise OperationalError("no such column: x")


urlpatterns = [
    path("try/forbidden", forbidden, name="forbidden"),
    path("try/hidden", hidden, name="hidden"),
    path("try/conflict", conflict, name="conflict"),
    path("try/busy", busy, name="busy"),
    path("try/broken", broken, name="broken"),
    path("", include(site.urlpatterns)),
]


@pytest.fixture
def dispatcher(client):
    return sign_in(client, an_appointment("dispatcher"))


def test_a_refusal_of_a_right_is_answered_and_recorded(client, dispatcher):
    answer = client.get("/try/forbidden")
    assert answer.status_code == 403
    assert "审计员" in answer.content.decode()
    entry = journal.search(event="journal.denied")[0]
    assert (entry.author, entry.deny_code, entry.result) == (
        dispatcher.subject,
        "DENY_ROLE",
        "denied",
    )
    assert entry.subject == "page:forbidden"
    assert entry.facts == {"verb": "GET forbidden"}


def test_what_is_hidden_is_recorded_with_its_subject_as_clean_text(client, dispatcher):
    answer = client.get("/try/hidden")
    assert answer.status_code == 404
    assert "<b>1" not in answer.content.decode()
    assert journal.search(event="journal.denied")[0].subject == "incident:<b>1</b>"


def test_a_conflict_is_no_attempt_and_is_not_recorded(client, dispatcher):
    fragment = client.post("/try/conflict", headers={"HX-Request": "true"})
    assert fragment.status_code == 409
    assert 'data-field="unit"' in fragment.content.decode()
    machine = client.post("/try/conflict", headers={"Accept": "application/json"})
    assert machine.json() == {
        "type": "about:blank",
        "title": "It is taken",
        "title_zh": "被占用",
        "status": 409,
        "detail": "被占用",
        "code": "TAKEN",
        "allowed": [],
        "field": "unit",
    }
    assert journal.search(event="journal.denied") == []


def test_a_busy_database_is_said_in_a_sentence(client, dispatcher):
    answer = client.post("/try/busy", headers={"HX-Request": "true"})
    assert answer.status_code == 503
    assert "数据库正忙" in answer.content.decode()
    assert answer["Retry-After"] == "2"


def test_another_fault_of_the_database_stays_a_fault(client, dispatcher):
    with pytest.raises(OperationalError):
        client.get("/try/broken")


def test_an_address_that_does_not_exist_is_a_page(client):
    answer = client.get("/nowhere")
    assert answer.status_code == 404
