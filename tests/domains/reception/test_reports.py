"""A report in one visit: registered, evidence, receipt; no step is skipped unseen."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from tests.builders.hall import greeted, lobby, receptionist
from tests.builders.people import NOON, an_actor, decide
from tests.builders.reports import ADDRESS, SAID, a_room, taken

from quanju.domains.deadlines.queries import clocks_on
from quanju.domains.documents.models import Paper, PaperBody
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Denied, NotFound, Refused
from quanju.domains.kernel.words import TextMissing, TextTooLong
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.reception.actions import reports
from quanju.domains.reception.models import CaseReport
from quanju.domains.reception.ports import goes_on
from quanju.domains.reception.queries.reports import progress, told_report
from quanju.domains.reception.rules import ReportKind
from quanju.domains.reception.types.reports import (
    CHANNELS,
)

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def ready(by):
    """All steps but the receipt are done."""
    view = taken(by, is_identity_checked=True)
    return reports.add_evidence(
        report=view.number, name="购买收据", count=1, unit="张", by=by, at=NOON
    )


def receipt(view, by, language="zh-hans"):
    return reports.give_receipt(
        report=view.number, address=ADDRESS, language=language, by=by, at=NOON
    )


@pytest.mark.parametrize("channel", CHANNELS)
def test_each_channel_is_entered_and_numbered(channel):
    view = taken(channel=channel)
    assert (view.number, view.status, view.channel) == ("20261123-0001", "taking", channel)


def test_numbers_run_over_all_sites():
    _, room = a_room()
    assert [taken().number[-4:], taken(room).number[-4:]] == ["0001", "0002"]


def test_a_report_follows_the_rules_of_its_day():
    assert taken().rules == "reception.steps@0"


def test_a_receipt_waits_for_every_step_and_names_the_missing_ones():
    by = receptionist()
    view = taken(by)
    with pytest.raises(reports.StepsMissing) as refused:
        receipt(view, by)
    assert refused.value.text.zh == "还差：核对身份、接受证据"
    assert not Paper.objects.exists()


def test_three_on_the_spots_in_one_visit_end_with_the_paper():
    by = receptionist()
    view = receipt(ready(by), by)
    assert (view.status, view.missing) == ("receipted", ())
    paper = Paper.objects.get(subject=view.subject)
    content = PaperBody.objects.get(paper=paper).content
    assert all(words in content for words in (view.number, view.code, ADDRESS, "购买收据", "<svg"))


@pytest.mark.parametrize(("kind", "case"), [("criminal", "criminal"), ("dispute", "")])
def test_whoever_is_plugged_in_goes_on_with_what_becomes_a_case(kind, case):
    by = receptionist()
    view = ready(by)
    CaseReport.objects.filter(number=view.number).update(kind=kind)
    told = []
    with goes_on.alone():
        goes_on.plug("test", lambda one, **_: told.append(one))
        receipt(view, by)
    assert [(one.case, one.number, one.title) for one in told] == (
        [(case, view.number, SAID["title"])] if case else []
    )


@pytest.mark.parametrize(("before", "case"), [("C2", "criminal"), ("A2", "administrative")])
def test_a_table_from_before_there_were_cases_is_still_read(before, case):
    row = {"code": "x", "name_zh": "例", "name_en": "example", "steps": ["register"]}
    assert ReportKind.model_validate_json(json.dumps({**row, "clock": before})).case == case


def test_no_evidence_counts_once_the_reason_is_written():
    by = receptionist()
    view = taken(by, is_identity_checked=True)
    with pytest.raises(TextMissing):
        reports.say_no_evidence(report=view.number, why=" ", by=by, at=NOON)
    reports.say_no_evidence(report=view.number, why="报案人没有带", by=by, at=NOON)
    assert receipt(view, by).status == "receipted"


def test_what_the_receipt_says_is_changed_no_more():
    by = receptionist()
    view = receipt(ready(by), by)
    common = {"report": view.number, "by": by, "at": NOON}
    with pytest.raises(NotInThisState):
        reports.add_evidence(name="x", count=1, unit="件", **common)
    with pytest.raises(NotInThisState):
        reports.write_report(kind="dispute", said=SAID, is_identity_checked=True, **common)
    with pytest.raises(NotInThisState):
        receipt(view, by)
    assert Paper.objects.count() == 1


def test_it_closes_with_what_was_told_and_its_clock_with_it():
    by = receptionist()
    view = receipt(ready(by), by)
    common = {"report": view.number, "by": by, "at": NOON + HOUR}
    with pytest.raises(TextMissing):
        reports.close_report(outcome="", **common)
    assert reports.close_report(outcome="已转刑侦大队", **common).status == "closed"
    assert clocks_on(view.subject, at=NOON + HOUR) == []


def test_what_is_no_police_matter_closes_with_advice_and_no_receipt():
    by = receptionist()
    view = taken(by, kind="not_police")
    common = {"report": view.number, "by": by, "at": NOON}
    with pytest.raises(reports.StepsMissing):
        reports.close_report(outcome="已告知", **common)
    said = {**SAID, "advice": "找住建局"}
    reports.write_report(kind="not_police", said=said, is_identity_checked=False, **common)
    assert reports.close_report(outcome="已告知", **common).status == "closed"


def test_a_step_is_left_out_only_with_a_reason_and_a_second_person():
    by, legal = receptionist(), an_actor("legal_supervision")
    view = taken(by, is_identity_checked=True)
    common = {"report": view.number, "step": "evidence", "by": by, "at": NOON}
    with pytest.raises(TextMissing):
        reports.propose_skip(why="", **common)
    reports.propose_skip(why="证据在现场，由技术员提取", **common)
    with pytest.raises(reports.StepsMissing):
        receipt(view, by)
    with pytest.raises(Denied):
        decide(view.subject, by=by, at=NOON)
    decide(view.subject, by=legal, at=NOON)
    assert receipt(view, by).skipped == {"evidence"}


def test_a_step_that_is_done_cannot_be_left_out():
    by = receptionist()
    view = taken(by)
    with pytest.raises(NotFound):
        reports.propose_skip(report=view.number, step="statement", why="x", by=by, at=NOON)


def test_an_emergency_is_entered_later_and_its_24_hours_run():
    by = receptionist()
    view = reports.enter_later(channel="phone", title="正在打架", by=by, at=NOON)
    (clock,) = clocks_on(view.subject, at=NOON)
    assert (view.status, clock.due_at) == ("later", NOON + 24 * HOUR)
    entered = reports.write_report(
        report=view.number,
        kind="administrative",
        said=SAID,
        is_identity_checked=True,
        by=by,
        at=NOON + HOUR,
    )
    assert (entered.status, entered.begun_at) == ("taking", NOON)
    assert clocks_on(view.subject, at=NOON + HOUR) == []


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"kind": "gossip"}, reports.UnknownKind),
        ({"said": {"title": ""}}, TextMissing),
        ({"said": {"title": "长" * 61}}, TextTooLong),
        ({"said": {"statement": "长" * 8001}}, TextTooLong),
        ({"channel": "pigeon"}, NotFound),
        ({"visit": 999}, NotFound),
    ],
    ids=str,
)
def test_bad_input_is_refused_and_nothing_stored(wrong, refusal):
    with pytest.raises(refusal):
        taken(**wrong)
    assert not CaseReport.objects.exists()


def test_only_who_stands_at_a_window_takes_reports():
    for role in ("lobby_officer", "legal_supervision", "dispatcher"):
        with pytest.raises(Denied):
            taken(an_actor(role))


def test_another_site_sees_nothing_of_it():
    view = taken()
    _, elsewhere = a_room()
    with pytest.raises(NotFound):
        reports.say_no_evidence(report=view.number, why="x", by=elsewhere, at=NOON)


def test_entries_hold_no_words_of_the_matter():
    view = taken(said={"reporter": "刘女士", "contact": "13800000000"})
    told = Entry.objects.filter(subject=view.subject)
    assert told.exists()
    assert not any("电瓶" in str(one.facts) or "刘" in str(one.facts) for one in told)


def test_progress_opens_with_number_and_code_together_alone():
    by = receptionist()
    view = receipt(ready(by), by)
    found = progress(view.number, view.code.lower(), at=NOON)
    assert (found.state.zh, found.reached) == ("已收到，正在核查", 1)
    assert found.due_on is None
    for number, code in ((view.number, "WRONGCODE2"), ("20261123-9999", view.code), ("", "")):
        with pytest.raises(NotFound):
            progress(number, code, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_enter_one_ticket_at_once_store_one_report():
    view = greeted(lobby(), service="report")
    desks = receptionist(), receptionist()

    def press(desk):
        try:
            return taken(desk, visit=view.pk).status
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(press, desks)) == ["TICKET_HAS_REPORT", "taking"]
    assert told_report(CaseReport.objects.get().number, at=NOON).number.endswith("0001")
