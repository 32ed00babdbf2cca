"""A paper is set once, outside of every lock, and its bytes never change."""

import hashlib
from datetime import timedelta

import pytest
from django.db import DatabaseError, OperationalError, transaction
from tests.builders.papers import NOTE, a_note, notes
from tests.builders.people import NOON, an_actor

from quanju.domains.approvals import actions as approvals
from quanju.domains.approvals.models import Proposal
from quanju.domains.documents import jobs
from quanju.domains.documents.actions import papers
from quanju.domains.documents.actions.setting import finish_paper, set_paper
from quanju.domains.documents.layouts import text_of
from quanju.domains.documents.models import Paper, PaperBody
from quanju.domains.documents.queries.papers import check_paper, paper, papers_to_set
from quanju.domains.documents.workflow import PAPER
from quanju.domains.journal import queries as journal
from quanju.domains.kernel.types import Refused
from quanju.domains.people.types import SERVICE
from quanju.domains.rulebook import actions as rulebook

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(minutes=1)
TABLE = {
    ("numbered", "typeset"): "issued",
    ("numbered", "withdraw"): "withdrawn",
    ("numbered", "supersede"): None,
    ("issued", "typeset"): None,
    ("issued", "withdraw"): "withdrawn",
    ("issued", "supersede"): "superseded",
    ("superseded", "typeset"): None,
    ("superseded", "withdraw"): None,
    ("superseded", "supersede"): None,
    ("withdrawn", "typeset"): None,
    ("withdrawn", "withdraw"): None,
    ("withdrawn", "supersede"): None,
}


def taken(made, by, at=LATER):
    return papers.take_paper(number=made.number, by=by, at=at, purpose="respond")


def unset(words="你好", **more):
    """A paper with bytes that nobody set, for what does not look at them."""
    made = a_note(content={"words": words}, **more)
    return finish_paper(paper=made.id, pdf=b"%PDF-1.7 made up", at=LATER)


def test_the_table_of_states_is_this_one():
    assert {(state, verb): to for state, verb, to in PAPER.cells()} == TABLE


def test_a_paper_is_set_and_its_reprints_are_the_same_bytes():
    desk = an_actor("dispatcher")
    with notes():
        made = a_note(desk, content={"words": "今天 #panic() 张三"})
        with pytest.raises(Refused, match="NOT_SET_YET"):
            taken(made, desk)
        assert papers_to_set(at=NOON, most=5) == [made.id]
        issued = set_paper(paper=made.id, at=LATER)
        first, second = taken(made, desk), taken(made, desk)
    assert issued.state == "issued"
    assert papers_to_set(at=NOON, most=5) == []
    assert first == second
    assert hashlib.sha256(first).hexdigest() == issued.sha256
    found = "".join(text_of(first).split())
    for words in ("今天#panic()张三", made.number, "2026年11月23日", "（盖章）"):
        assert words in found, words
    entries = journal.search(subject=f"paper:{made.number}", limit=9)
    told = [entry.event.removeprefix("documents.paper_") for entry in entries]
    assert told == ["taken", "taken", "issued", "numbered"]


def test_a_paper_keeps_the_template_it_was_numbered_with():
    with notes():
        desk = an_actor("dispatcher")
        made = a_note(desk)
        author, leader = an_actor("system_admin"), an_actor("branch_leader")
        rulebook.propose_rule(
            kind="tests.note",
            text=NOTE.replace("（盖章）", "（改）").replace("便条〔", "新便条〔"),
            effective_from=LATER,
            reason="换版式",
            by=author,
            at=NOON,
        )
        approvals.approve(proposal=Proposal.objects.get().pk, by=leader, at=NOON)
        next_one = a_note(desk, at=LATER)
        set_paper(paper=made.id, at=LATER)
        assert "（盖章）" in text_of(taken(made, desk))
    assert made.template == "tests.note@1"
    assert next_one.template == "tests.note@2"


def test_what_cannot_be_set_says_why_and_is_tried_again_later():
    with notes(text=NOTE.replace("content.words", "content.missing")):
        made = a_note()
        told = set_paper(paper=made.id, at=NOON)
        assert "missing" in told.fault.en
        assert told.state == "numbered"
        assert papers_to_set(at=NOON + timedelta(seconds=59), most=5) == []
        assert papers_to_set(at=NOON + timedelta(seconds=60), most=5) == [made.id]


def test_the_job_sets_what_is_numbered_beside_its_other_work():
    with notes():
        made = a_note()
        assert jobs.set_papers(NOON) == 0
        jobs._ordered[made.id].result(timeout=60)
        assert jobs.set_papers(LATER) == 1
        assert Paper.objects.get().state == "issued"
        assert jobs.set_papers(LATER) == 0


def test_a_disk_that_is_full_while_one_is_stored_leaves_its_number_and_it_is_set_again(monkeypatch):
    stored = PaperBody.objects.none().__class__.update

    def is_full(*_, **__):
        raise OperationalError("database or disk is full")

    with notes():
        made = a_note()
        monkeypatch.setattr(PaperBody.objects.none().__class__, "update", is_full)
        with pytest.raises(OperationalError):
            finish_paper(paper=made.id, pdf=b"%PDF-1.7 made up", at=LATER)
        monkeypatch.setattr(PaperBody.objects.none().__class__, "update", stored)
        row = Paper.objects.get()
        assert (row.number, row.state, row.sha256) == (made.number, "numbered", "")
        assert papers_to_set(at=LATER, most=5) == [made.id]
        assert finish_paper(paper=made.id, pdf=b"%PDF-1.7 made up", at=LATER).state == "issued"


def test_two_workers_that_set_the_same_paper_store_it_once():
    with notes():
        made = unset()
        again = finish_paper(paper=made.id, pdf=b"%PDF-1.7 another", at=LATER)
    assert again.sha256 == made.sha256


@pytest.mark.spoils
def test_bytes_that_were_changed_below_the_house_are_not_given_out():
    from django.db import connection

    from quanju.domains.documents import triggers

    with notes():
        desk = an_actor("dispatcher")
        made = unset(by=desk)
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            PaperBody.objects.update(pdf=b"%PDF-1.7 forged")
        triggers.drop(connection)
        PaperBody.objects.update(pdf=b"%PDF-1.7 forged")
        triggers.create(connection)
        with pytest.raises(Refused, match="PAPER_SPOILT"):
            taken(made, desk)


def test_another_paper_supersedes_one_and_both_name_each_other():
    with notes(is_sole=True):
        desk = an_actor("dispatcher")
        old = unset(by=desk)
        new = a_note(desk, replaces=old.id)
        kept = paper(old.number, by=desk, at=NOON)
    assert (kept.state, kept.replaced_by, new.replaces) == ("superseded", new.number, old.number)


def test_a_withdrawn_paper_keeps_its_number_and_says_why():
    with notes():
        desk = an_actor("dispatcher")
        made = unset(by=desk)
        with pytest.raises(Refused, match="DENY_ROLE"):
            papers.withdraw_paper(
                number=made.number, reason="错", by=an_actor("patrol_unit"), at=LATER
            )
        with pytest.raises(Refused, match="TEXT_MISSING"):
            papers.withdraw_paper(number=made.number, reason=" ", by=desk, at=LATER)
        gone = papers.withdraw_paper(number=made.number, reason="写错对象", by=desk, at=LATER)
        assert (gone.state, gone.end_reason) == ("withdrawn", "写错对象")
        with pytest.raises(Refused, match="NOT_IN_THIS_STATE"):
            papers.withdraw_paper(number=made.number, reason="再来", by=desk, at=LATER)
        assert a_note(desk).number.endswith("0002")


def test_whoever_holds_a_paper_learns_whether_it_is_genuine():
    with notes():
        made = unset()
        waits = a_note()
        row = Paper.objects.get(pk=made.id)
        found = check_paper(made.number, row.code)
        assert (found.state, str(found.kind_label)) == ("issued", "便条")
        for number, code in (
            (made.number, "AAAAAAAA"),
            (made.number, ""),
            ("BT-x-2026-0001", row.code),
            ("BT-x-2026-0001", ""),
            (waits.number, Paper.objects.get(pk=waits.id).code),
        ):
            assert check_paper(number, code) is None
        papers.withdraw_paper(number=made.number, reason="错", by=an_actor("dispatcher"), at=LATER)
        assert check_paper(made.number, row.code).state == "withdrawn"


def test_the_service_issues_nothing_of_its_own():
    with notes(), pytest.raises(Refused, match="NO_OFFICE"):
        a_note(SERVICE)
