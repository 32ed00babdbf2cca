"""Papers on screen: the list, one, its bytes, and the open page that says whether it is genuine."""

import pytest
from django.core.cache import cache
from tests.builders.papers import a_note, notes
from tests.builders.people import an_appointment, sign_in

from quanju.domains.documents.actions.setting import finish_paper, note_fault
from quanju.domains.documents.models import Paper
from quanju.domains.journal import queries as journal
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.types import Text

pytestmark = pytest.mark.django_db
SECRET = "只有文书里才有的话"


@pytest.fixture
def desk(client):
    return sign_in(client, an_appointment("dispatcher"))


@pytest.fixture
def made(desk):
    with notes():
        paper = a_note(desk, content={"words": SECRET}, title="给群众的便条", at=now())
        yield finish_paper(paper=paper.id, pdf=b"%PDF-1.7 " + SECRET.encode(), at=now())


def said(client, path, language="zh-hans", status=200):
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def test_a_paper_is_listed_opened_and_taken(client, desk, made):
    assert made.number in said(client, "/papers/")
    assert "in force" in said(client, "/papers/", "en")
    page = said(client, f"/papers/{made.number}")
    assert made.sha256 in page
    assert "作废" in page
    answer = client.get(f"/papers/{made.number}.pdf")
    assert answer.content.endswith(SECRET.encode())
    assert answer["Content-Disposition"] == f'attachment; filename="{made.number}.pdf"'
    assert journal.search(subject=f"paper:{made.number}", limit=1)[0].author == desk.subject


def test_the_list_is_narrowed_and_turned_over(client, desk, made):
    second = a_note(desk, at=now())
    assert made.number not in said(client, "/papers/?state=numbered")
    assert second.number in said(client, "/papers/?state=numbered")
    assert "没有符合条件的文书" in said(client, "/papers/?number=XX")
    assert "kind" in said(client, "/papers/?kind=nothing", status=422)
    older = said(client, f"/papers/?before={second.id}")
    assert made.number in older
    assert second.number not in older


def test_a_paper_that_is_not_set_yet_is_waited_for(client, desk, made):
    waits = a_note(desk, at=now())
    assert "正在成文" in said(client, f"/papers/{waits.number}")
    said(client, f"/papers/{waits.number}.pdf", status=409)
    note_fault(paper=waits.id, why=Text("缺字", "a letter is missing"), at=now())
    refreshed = {"X-Refresh": "true"}
    told = client.get(f"/papers/{waits.number}", headers=refreshed)
    assert "缺字" in told.content.decode()
    finish_paper(paper=waits.id, pdf=b"%PDF", at=now())
    over = client.get(f"/papers/{waits.number}", headers=refreshed)
    assert (over.status_code, over["HX-Refresh"]) == (204, "true")


def test_who_reads_no_such_papers_learns_nothing_of_them(client, made):
    sign_in(client, an_appointment("patrol_unit"))
    assert made.number not in said(client, "/papers/")
    for path in (f"/papers/{made.number}", f"/papers/{made.number}.pdf"):
        assert SECRET not in said(client, path, status=403)
    sign_in(client, an_appointment("lawyer"))
    said(client, "/papers/", status=403)


def test_a_paper_is_withdrawn_with_a_reason(client, made):
    path = f"/papers/{made.number}/withdraw"
    assert client.post(path, {"reason": " "}).status_code == 422
    assert client.post(path, {"reason": "写错了对象"}).status_code == 302
    assert "写错了对象" in said(client, f"/papers/{made.number}")
    assert client.post(path, {"reason": "再来"}).status_code == 409


def test_anybody_learns_whether_a_paper_is_genuine_and_nothing_it_says(client, made):
    client.logout()
    cache.clear()
    code = Paper.objects.get(pk=made.id).code
    assert "校验码" in said(client, "/papers/check")
    sent = client.get("/papers/check", {"number": made.number, "code": code.lower()})
    page = said(client, sent["Location"])
    for words in ("现在有效", "便条", made.number):
        assert words in page
    for words in (SECRET, "给群众的便条", made.sha256, made.subject):
        assert words not in page
    assert "is in force" in said(client, sent["Location"], "en")
    for wrong in ("AAAAAAAA", "", "<script>"):
        path = f"/papers/check/{made.number}?code={wrong}"
        assert "没有这样的文书" in said(client, path, status=404)
    assert client.get("/papers/check", {"number": made.number}).status_code == 422


def test_one_address_may_ask_so_often_a_minute(client, made, settings):
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {"check_paper": "2/m/ip"}
    path = f"/papers/check/{made.number}?code=AAAAAAAA"
    assert [client.get(path).status_code for _ in range(3)] == [404, 404, 429]
    cache.clear()
