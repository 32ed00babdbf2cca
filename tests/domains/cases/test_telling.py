"""Who reported is told by a way of their own choice: that it moved, never what; until they stop."""

from datetime import timedelta

import pytest
from tests.builders.cases import an_officer, decide_on, registered, under_review
from tests.builders.hall import receptionist
from tests.builders.outbox import a_gateway
from tests.builders.people import NOON
from tests.builders.reports import a_room, taken

from quanju.domains.cases.actions import registering
from quanju.domains.cases.jobs import forget_ended_tellings
from quanju.domains.cases.subscribers import paper_ready
from quanju.domains.documents.actions.setting import finish_paper
from quanju.domains.documents.models import Paper
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import NotFound
from quanju.domains.notices.actions.sending import send_next
from quanju.domains.notices.models import Delivery, Notice
from quanju.domains.notices.queries import told_outside
from quanju.domains.reception.actions import telling
from quanju.domains.reception.jobs import forget_ended_reporters
from quanju.domains.reception.models import ReportTelling
from quanju.domains.reception.queries.reports import told_report
from quanju.domains.reception.queries.telling import telling_of

pytestmark = pytest.mark.django_db
DAY, NUMBER = timedelta(days=1), "13800001234"


@pytest.fixture(autouse=True)
def gateway(settings):
    with a_gateway() as taken:
        settings.NOTICES_TO = {"sms": taken.address, "mail": "", "webhook": ""}
        yield taken


def choose(report, *, way="sms", address=NUMBER, at=NOON, **more):
    code = more.pop("code", None) or told_report(report, at=at).code
    telling.choose_telling(
        report=report, code=code, way=way, address=address, language="zh-hans", at=at
    )


def sent(gateway, at=NOON):
    while send_next("sms", at=at):
        pass
    return [(body.get("number"), body["text"]) for body in gateway.bodies]


def test_a_number_is_checked_kept_for_the_one_report_and_shown_covered(gateway):
    report = taken(at=NOON).number
    choose(report, address="+86 138-0000 1234")
    assert telling_of(report).covered == "138****1234"
    ((number, words),) = sent(gateway)
    assert number == NUMBER
    assert report in words
    assert "电瓶" not in words
    stored = [*Notice.objects.values_list(), *Delivery.objects.values_list()]
    assert NUMBER not in str(stored) + str(list(Entry.objects.values_list("facts_json")))


@pytest.mark.parametrize(
    ("way", "address", "refusal"),
    [
        ("sms", "12345", telling.NoMobileNumber),
        ("sms", "me@example.cn", telling.NoMobileNumber),
        ("mail", "me@example.cn", telling.WayNotOpen),
        ("pigeon", "loft", telling.WayNotOpen),
    ],
)
def test_what_cannot_be_told_is_refused_at_its_field(way, address, refusal):
    report = taken(at=NOON).number
    with pytest.raises(refusal):
        choose(report, way=way, address=address)
    assert not ReportTelling.objects.exists()


def test_an_address_of_mail_servers_is_one(settings):
    settings.NOTICES_TO = {**settings.NOTICES_TO, "mail": "{account}@example.cn"}
    report = taken(at=NOON).number
    with pytest.raises(telling.NoMailAddress):
        choose(report, way="mail", address="me at home")
    choose(report, way="mail", address="li@example.cn")
    assert telling_of(report).covered == "l****@example.cn"


def test_a_stranger_with_a_wrong_code_chooses_nothing():
    report = taken(at=NOON).number
    with pytest.raises(NotFound):
        choose(report, code="WRONGCODE2")


def test_what_was_taken_back_is_told_nothing_that_already_waited(gateway):
    report = taken(at=NOON).number
    choose(report)
    choose(report, way="", address="")
    assert sent(gateway) == []
    (line,) = told_outside(f"report:{report}")
    assert (line.state, line.why.zh) == ("given_up", "本人已不要这种通知")
    assert telling_of(report) is None


def test_acceptance_each_decision_and_a_paper_tell_once(gateway):
    officer = an_officer()
    view = registered(by=a_room()[1])
    choose(view.report)
    view = registering.accept_case(case=view.number, officer=officer.person_id, by=officer, at=NOON)
    assert [words.count("新进展") for _, words in sent(gateway)] == [0, 1]
    from quanju.domains.cases.actions.working import start_review

    start_review(case=view.number, by=officer, at=NOON)
    decide_on(view, "extend_review", officer=officer)
    assert len(sent(gateway)) == 3
    decide_on(view, "not_file", officer=officer)
    assert len(sent(gateway)) == 4
    paper = Paper.objects.get(kind="cases.not_filing")
    finish_paper(paper=paper.pk, pdf=b"%PDF-1.7", at=NOON)
    entry = Entry.objects.filter(event="documents.paper_issued").latest("number").view()
    paper_ready(entry, NOON)
    paper_ready(entry, NOON)
    words = [said for _, said in sent(gateway)]
    assert len(words) == 5
    assert "文书" in words[-1]
    assert "立案" not in "".join(words)


def test_nobody_is_told_who_did_not_ask(gateway):
    under_review(an_officer())
    assert sent(gateway) == []


def test_at_night_it_waits_for_the_morning(gateway):
    night = NOON + timedelta(hours=12)
    report = taken(at=night).number
    choose(report, at=night)
    assert sent(gateway, at=night) == []
    assert len(sent(gateway, at=night + timedelta(hours=9))) == 1


def test_the_window_notes_what_the_reporter_wishes_and_only_its_own():
    by = receptionist()
    report = taken(by, at=NOON).number
    common = {"report": report, "way": "sms", "address": NUMBER, "language": "zh-hans"}
    telling.choose_telling_here(**common, by=by, at=NOON)
    assert telling_of(report).way == "sms"
    with pytest.raises(NotFound):
        telling.choose_telling_here(**common, by=a_room()[1], at=NOON)


def test_it_goes_with_the_contact_of_what_became_no_case():
    from quanju.domains.reception.actions.reports import close_report

    by = receptionist()
    report = taken(by, kind="not_police", said={"advice": "物业"}, at=NOON).number
    choose(report)
    close_report(report=report, outcome="已告知", by=by, at=NOON)
    forget_ended_reporters(NOON + 89 * DAY)
    assert telling_of(report)
    forget_ended_reporters(NOON + 90 * DAY)
    assert telling_of(report) is None


def test_of_a_case_that_is_over_it_goes_as_many_days_later():
    officer = an_officer()
    view = under_review(officer)
    choose(view.report)
    forget_ended_tellings(NOON + 400 * DAY)
    assert telling_of(view.report)
    decide_on(view, "not_file", officer=officer)
    forget_ended_tellings(NOON + 89 * DAY)
    assert telling_of(view.report)
    forget_ended_tellings(NOON + 90 * DAY)
    assert telling_of(view.report) is None
