"""A pre-report: no name, a code, a report at the window, gone after its days (REC-17)."""

from datetime import timedelta

import pytest
from tests.builders.hall import receptionist
from tests.builders.people import NOON
from tests.builders.reports import a_room, taken

from quanju.domains.journal.models import Entry
from quanju.domains.kernel import words
from quanju.domains.kernel.types import NotFound
from quanju.domains.reception.actions import pre_reports
from quanju.domains.reception.jobs import delete_ended_pre_reports
from quanju.domains.reception.models import CaseReport, PreReport
from quanju.domains.reception.queries.portal import pre_report
from quanju.domains.reception.queries.reports import report_view
from quanju.domains.reception.waiting import waiting_for

pytestmark = pytest.mark.django_db
SECOND, WEEK = timedelta(seconds=1), timedelta(days=7)


def written(title="电瓶被盗", **more):
    return pre_reports.write_pre_report(title=title, at=NOON, **more)


def waits(actor):
    found = waiting_for(actor, at=NOON, until=NOON + WEEK)
    return [one.key for one in found if one.key.startswith("reception.pre_report")]


def test_a_code_opens_it_however_it_is_typed_or_scanned():
    code = written().code
    for typed in (code, code.lower(), f" {code[:4]} {code[4:]}", f"https://x.cn/portal/pre/{code}"):
        assert pre_report(typed, at=NOON).title == "电瓶被盗"
    with pytest.raises(NotFound):
        pre_report("A" * 12, at=NOON)


def test_the_officer_makes_a_report_of_it_and_its_words_stand_there_alone():
    view = written(place="建材城", statement="早上停在车棚。")
    report = taken(pre_report=view.code)
    row = PreReport.objects.get()
    assert (row.title, row.place, row.statement) == ("", "", "")
    assert pre_report(view.code, at=NOON).report == report.number


def test_two_windows_with_one_code_make_one_report():
    view = written()
    first = taken(pre_report=view.code)
    with pytest.raises(pre_reports.TakenAlready) as refused:
        taken(pre_report=view.code)
    assert first.number in str(refused.value.text)
    assert CaseReport.objects.count() == 1


def test_it_is_gone_after_seven_days_and_not_before():
    view = written()
    assert delete_ended_pre_reports(NOON + WEEK - SECOND) == 0
    assert delete_ended_pre_reports(NOON + WEEK) == 1
    assert not PreReport.objects.exists()
    with pytest.raises(NotFound):
        pre_report(view.code, at=NOON + WEEK)


def test_no_word_of_it_is_in_any_entry():
    written(place="建材城", statement="早上停在车棚。")
    delete_ended_pre_reports(NOON + WEEK)
    entries = Entry.objects.filter(event__startswith="reception.pre_report")
    assert [one.kind for one in entries.order_by("number")] == ["collect", "erase"]
    assert not any("电瓶" in one.facts_json or "车棚" in one.facts_json for one in entries)


def test_whoever_wrote_it_takes_it_back_but_no_report():
    first, second = written(), written("丢了钱包")
    pre_reports.take_back_pre_report(code=first.code, at=NOON)
    taken(pre_report=second.code)
    with pytest.raises(pre_reports.TakenAlready):
        pre_reports.take_back_pre_report(code=second.code, at=NOON)
    assert [row.code for row in PreReport.objects.all()] == [second.code]


def test_what_tells_of_danger_waits_at_the_centre_and_is_not_deleted_unseen():
    centre = receptionist()
    _, room = a_room()
    view = written("有人拿着刀在楼道")
    assert view.is_danger
    assert waits(centre) == [f"reception.pre_report:{view.pk}"]
    assert waits(room) == []
    assert delete_ended_pre_reports(NOON + WEEK) == 0
    taken(centre, pre_report=view.code)
    assert waits(centre) == []
    assert delete_ended_pre_reports(NOON + WEEK) == 1


def test_a_tick_makes_danger_too_and_a_lost_purse_none():
    assert written("家里来了生人", is_danger=True).is_danger
    assert not written("丢了钱包").is_danger


def test_what_is_too_long_or_empty_is_told_at_its_field():
    for wrong, field in (({"title": " "}, "title"), ({"statement": "长" * 4001}, "statement")):
        with pytest.raises(words.TextNotUsable) as refused:
            written(**{"title": "电瓶", **wrong})
        assert refused.value.field == field


def test_what_its_writer_marks_restricted_is_a_restricted_report_from_the_first_second():
    by = receptionist()
    pre = written("孩子被打", place="学校门口", is_danger=True, is_restricted=True)
    (one,) = (w for w in waiting_for(by, at=NOON, until=NOON + WEEK) if "pre_report" in w.key)
    assert (one.title.zh, one.place) == ("受限事项", "")
    report = taken(by, pre_report=pre.code, is_restricted=False)
    assert report.is_restricted
    assert report_view(report.number, by=receptionist(), at=NOON).is_header
