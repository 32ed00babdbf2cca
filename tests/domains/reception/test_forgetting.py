"""Who reported what became no case is forgotten after the table's days; the report stays."""

from datetime import timedelta

import pytest
from tests.builders.hall import receptionist
from tests.builders.people import NOON
from tests.builders.reports import ADDRESS, taken

from quanju.domains.journal.models import Entry
from quanju.domains.reception.actions import reports
from quanju.domains.reception.jobs import forget_ended_reporters
from quanju.domains.reception.models import CaseReport
from quanju.domains.reception.queries.portal import portal_rule

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
SAID = {"reporter": "刘女士", "contact": "13900000000"}


def closed(kind="dispute"):
    by = receptionist()
    number = taken(by, kind=kind, said=SAID, is_identity_checked=True).number
    common = {"report": number, "by": by, "at": NOON}
    if kind == "criminal":
        reports.say_no_evidence(why="没有", **common)
    reports.give_receipt(address=ADDRESS, language="zh-hans", **common)
    reports.close_report(outcome="已调解", **common)
    return number


def who(number):
    row = CaseReport.objects.get(number=number)
    return row.reporter, row.contact


def test_the_contact_goes_first_and_the_name_after_its_own_days():
    number, rule = closed(), portal_rule(NOON)
    contact = NOON + timedelta(days=rule.report_contact_days)
    name = NOON + timedelta(days=rule.report_name_days)
    for at, left in (
        (contact - SECOND, ("刘女士", "13900000000")),
        (contact, ("刘女士", "")),
        (name - SECOND, ("刘女士", "")),
        (name, ("", "")),
    ):
        forget_ended_reporters(at)
        assert who(number) == left
    assert forget_ended_reporters(name) == 0
    told = Entry.objects.filter(event="reception.reporter_forgotten")
    assert [one.facts["fields"] for one in told.order_by("id")] == [["contact"], ["reporter"]]
    assert not any("刘" in one.facts_json or "139" in one.facts_json for one in told)
    assert CaseReport.objects.get(number=number).statement


def test_a_report_that_became_a_case_or_is_open_keeps_its_reporter():
    case, open_one = closed("criminal"), taken(kind="dispute", said=SAID).number
    assert forget_ended_reporters(NOON + timedelta(days=9999)) == 0
    assert who(case) == who(open_one) == ("刘女士", "13900000000")
