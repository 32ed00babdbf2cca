"""Papers come with their decisions, and are served once, after they were made, with proof."""

from datetime import date, timedelta

import pytest
from tests.builders.cases import an_officer, decided, under_review
from tests.builders.people import NOON, a_station, an_actor, decide
from tests.waiting import waits

from quanju.domains.cases import waiting
from quanju.domains.cases.actions import deciding, serving
from quanju.domains.cases.models import Service
from quanju.domains.cases.papers import LABELS, SAMPLE
from quanju.domains.cases.queries.cases import papers_to_serve, services_of, told_case
from quanju.domains.deadlines.queries import clocks_on
from quanju.domains.documents.models import Paper, PaperBody
from quanju.domains.documents.queries.papers import papers_on
from quanju.domains.documents.types import paper_kind_named
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.words import TextMissing
from quanju.domains.rulebook.reading import read_shipped

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def paper_of(view, kind):
    return Paper.objects.get(subject=view.subject, kind=f"cases.{kind}").number


def serve(view, paper, by, *, served_at=NOON + HOUR, at=NOON + HOUR, **more):
    said = {"to": "刘女士", "how": "in_person", "proof": "送达回证已签收"} | more
    return serving.serve_paper(
        case=view.number, paper=paper, served_at=served_at, by=by, at=at, **said
    )


def rules(view):
    return [(one.rule, one.due_on) for one in clocks_on(view.subject, at=NOON)]


@pytest.mark.parametrize(
    ("decision", "kind"),
    [("file", "filing"), ("not_file", "not_filing"), ("transfer_out", "transfer")],
)
def test_a_decision_comes_with_its_paper(decision, kind):
    view = decided(an_officer(), decision)
    content = PaperBody.objects.get(paper__number=paper_of(view, kind)).content
    assert "查明如此" in content
    assert view.number in content


@pytest.mark.parametrize("kind", LABELS)
def test_its_layout_can_be_set(kind):
    paper_kind_named(kind).template.try_out(read_shipped(paper_kind_named(kind).template))
    assert SAMPLE["title"]


def test_a_refused_decision_leaves_no_paper():
    officer = an_officer()
    view = under_review(officer)
    deciding.propose_decision(case=view.number, decision="file", reason="x", by=officer, at=NOON)
    decide(view.subject, "refuse", by=an_actor("approver"), at=NOON)
    assert not Paper.objects.filter(kind="cases.filing").exists()


def test_the_notice_of_not_filing_is_served_in_three_days_and_seven_begin():
    officer = an_officer()
    view = decided(officer, "not_file")
    assert rules(view) == [("C4", date(2026, 11, 26))]
    assert waits(waiting, officer, NOON) == ["case"]
    serve(view, paper_of(view, "not_filing"), officer)
    assert rules(view) == [("C5", date(2026, 11, 30))]
    (one,) = services_of(told_case(view.number))
    assert (one.to, one.how_label.zh, one.proof) == ("刘女士", "直接送达", "送达回证已签收")
    assert waits(waiting, officer, NOON) == []


def test_without_a_complainant_nothing_must_be_served():
    assert rules(decided(an_officer(), "not_file", said={"reporter": ""})) == []


def test_the_reporter_is_told_of_a_transfer_in_three_days():
    officer = an_officer()
    view = decided(officer, "transfer_out")
    assert rules(view) == [("R8", date(2026, 11, 26))]
    serve(view, paper_of(view, "transfer"), officer, how="post", proof="EMS 1234")
    assert rules(view) == []


@pytest.mark.parametrize("served_at", [NOON - HOUR, NOON + 2 * HOUR])
def test_a_paper_is_served_after_it_was_made_and_not_in_the_future(served_at):
    officer = an_officer()
    view = decided(officer, "not_file")
    with pytest.raises(serving.NotMadeYet):
        serve(view, paper_of(view, "not_filing"), officer, served_at=served_at)
    assert not Service.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"to": " "}, TextMissing),
        ({"proof": ""}, TextMissing),
        ({"how": "pigeon"}, serving.UnknownWay),
        ({"paper": "BL-nowhere-2026-0001"}, NotFound),
    ],
    ids=str,
)
def test_a_wrong_word_is_refused(wrong, refusal):
    officer = an_officer()
    view = decided(officer, "not_file")
    with pytest.raises(refusal):
        serve(view, wrong.pop("paper", None) or paper_of(view, "not_filing"), officer, **wrong)


def test_a_paper_is_served_once_and_by_who_works_on_the_case():
    officer = an_officer()
    view = decided(officer, "not_file")
    number = paper_of(view, "not_filing")
    assert [one.number for one in papers_to_serve(view, by=officer, at=NOON)] == [number]
    for other in (an_actor("approver"), an_officer()):
        with pytest.raises((Denied, NotFound)):
            serve(view, number, other)
    serve(view, number, officer)
    with pytest.raises(serving.ServedAlready):
        serve(view, number, officer)
    assert papers_to_serve(view, by=officer, at=NOON) == []


def test_a_command_room_reads_no_paper_of_a_case():
    officer, room = an_officer(), an_actor("station_command")
    view = decided(officer, "file")
    assert papers_on(view.subject, by=room, at=NOON) == []
    assert len(papers_on(view.subject, by=officer, at=NOON)) == 2
    assert a_station()


def test_a_major_case_gets_thirty_days_by_approval_with_its_paper():
    officer = an_officer()
    view = under_review(officer)
    assert rules(view) == [("C2", date(2026, 11, 26))]
    deciding.propose_decision(
        case=view.number, decision="extend_review", reason="涉及多地", by=officer, at=NOON
    )
    assert rules(view) == [("C2", date(2026, 11, 26))]
    decide(view.subject, by=an_actor("approver"), at=NOON)
    assert rules(view) == [("C2", date(2026, 12, 23))]
    assert (told_case(view.number).status, paper_of(view, "extension")[:2]) == (
        "under_review",
        "YQ",
    )
