"""Files end by two people, after their term, never while they are held; a tombstone stays."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders.files import a_picture
from tests.builders.people import NOON, an_actor
from tests.domains.documents.conftest import Things
from tests.domains.documents.test_keep_file import in_store, kept

from quanju.domains.approvals.actions import approve
from quanju.domains.approvals.types import ProposalView
from quanju.domains.documents import jobs
from quanju.domains.documents.actions import ends
from quanju.domains.documents.files.workflow import SCAN, USE
from quanju.domains.documents.models import FileUse, StoredFile
from quanju.domains.documents.queries.files import files_deleted, files_on, matters_held, verified
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Denied, NotFound, Refused
from quanju.domains.kernel.words import TextMissing
from quanju.domains.kernel.workflow import NotInThisState, Workflow

pytestmark = pytest.mark.django_db(transaction=True)

YEAR = timedelta(days=365)
USES = {
    "kept": {"fall_due": "due", "hold": "held"},
    "due": {"keep_on": "kept", "hold": "held", "delete": "deleted"},
    "held": {"release": "kept"},
    "deleted": {},
}
SCANS = {
    "unscanned": {"pass": "clean", "find": "infected"},
    "clean": {"find": "infected"},
    "infected": {},
}


@pytest.mark.parametrize(("workflow", "table"), [(USE, USES), (SCAN, SCANS)])
def test_every_cell_of_the_state_tables(
    workflow: Workflow, table: dict[str, dict[str, str]]
) -> None:
    assert set(workflow.states) == set(table)
    for state, verb, target in workflow.cells():
        assert table[state].get(verb) == target


def states() -> dict[str, str]:
    return dict(FileUse.objects.order_by("pk").values_list("subject", "state"))


def an_ended_matter(things: Things, subject: str = "thing:1") -> None:
    kept(an_actor("dispatcher"), a_picture(colour=(len(subject), 9, 9)), subject=subject)
    things.ended[subject] = NOON


def due(things: Things, *subjects: str) -> list[int]:
    for subject in subjects:
        an_ended_matter(things, subject)
    jobs.find_due_files(NOON + YEAR)
    return list(FileUse.objects.filter(state="due").order_by("pk").values_list("pk", flat=True))


def confirmed(proposal: ProposalView) -> ProposalView:
    by = an_actor("legal_supervision")
    return approve(proposal=proposal.pk, by=by, at=NOON + YEAR)


def proposed_deletion(uses: list[int], reason: str = "保存期满") -> ProposalView:
    return ends.propose_deletion(uses=uses, reason=reason, by=an_actor("archivist"), at=NOON + YEAR)


def test_a_file_falls_due_a_term_after_its_matter_ended_and_not_a_moment_before(
    things: Things,
) -> None:
    an_ended_matter(things)
    kept(an_actor("dispatcher"), subject="thing:goes-on")
    an_ended_matter(things, "thing:case")
    things.of_a_case.add("thing:case")
    assert jobs.find_due_files(NOON + YEAR - timedelta(seconds=1)) == 0
    assert jobs.find_due_files(NOON + YEAR) == 1
    assert states() == {"thing:1": "due", "thing:goes-on": "kept", "thing:case": "kept"}
    assert Entry.objects.filter(event="documents.files_due", subject="thing:1").count() == 1


def test_a_matter_that_goes_on_again_takes_its_files_back(things: Things) -> None:
    due(things, "thing:1")
    del things.ended["thing:1"]
    assert jobs.find_due_files(NOON + YEAR + timedelta(hours=23)) == 0
    assert jobs.find_due_files(NOON + YEAR + timedelta(days=1)) == 1
    assert states() == {"thing:1": "kept"}


def test_two_people_delete_and_a_tombstone_stays(things: Things, files: Path) -> None:
    uses = due(things, "thing:1", "thing:22")
    proposal = proposed_deletion(uses)
    assert set(states().values()) == {"due"}
    with pytest.raises(Denied):
        approve(proposal=proposal.pk, by=an_actor("archivist"), at=NOON + YEAR)
    confirmed(proposal)
    assert set(states().values()) == {"deleted"}
    stone = FileUse.objects.get(pk=uses[0])
    assert (stone.name, stone.deletion_reason) == ("", "保存期满")
    assert stone.deleted_by != stone.deletion_proposed_by
    assert len(stone.file.sha256) == 64
    entry = Entry.objects.get(event="documents.file_deleted", subject="thing:1")
    assert entry.kind == "erase"
    assert entry.view().facts["sha256"] == stone.file.sha256
    assert len(in_store(files)) == 2, "bytes go after the commit"
    assert jobs.remove_deleted_files(NOON + YEAR) == 2
    assert jobs.remove_deleted_files(NOON + YEAR) == 0
    assert in_store(files) == []
    assert verified() == (0, [])
    archive = an_actor("archivist")
    assert len(files_deleted(actor=archive, at=NOON + YEAR)) == 2


def test_bytes_stay_while_another_matter_uses_them_and_may_come_again(
    things: Things, files: Path
) -> None:
    by = an_actor("dispatcher")
    kept(by, subject="thing:1")
    other = kept(by, subject="thing:2")
    things.ended["thing:1"] = NOON
    jobs.find_due_files(NOON + YEAR)
    confirmed(proposed_deletion([FileUse.objects.get(subject="thing:1").pk]))
    assert jobs.remove_deleted_files(NOON + YEAR) == 0
    assert verified() == (1, [])
    assert kept(by, subject="thing:1").sha256 == other.sha256
    assert [one.state for one in files_on("thing:1", actor=by, at=NOON)] == ["deleted", "kept"]


def test_bytes_that_were_deleted_may_be_brought_again(things: Things, files: Path) -> None:
    by = an_actor("dispatcher")
    kept(by)
    things.ended["thing:1"] = NOON
    jobs.find_due_files(NOON + YEAR)
    confirmed(proposed_deletion([FileUse.objects.get().pk]))
    kept(by, subject="thing:2")
    assert jobs.remove_deleted_files(NOON + YEAR) == 0
    assert verified() == (1, [])
    assert StoredFile.objects.count() == 1


def test_a_hold_blocks_deletion_also_of_what_was_proposed_and_of_what_comes(
    things: Things,
) -> None:
    uses = due(things, "thing:1")
    waiting = proposed_deletion(uses)
    archive = an_actor("archivist")
    hold = ends.propose_hold(subject="thing:1", reason="复议", by=archive, at=NOON + YEAR)
    confirmed(hold)
    with pytest.raises(NotInThisState):
        confirmed(waiting)
    with pytest.raises(NotInThisState):
        proposed_deletion(uses)
    with pytest.raises(NotInThisState):
        ends.propose_hold(subject="thing:1", reason="再来", by=archive, at=NOON + YEAR)
    assert kept(an_actor("dispatcher"), a_picture(colour="pink")).state == "held"
    assert jobs.find_due_files(NOON + 2 * YEAR) == 0
    assert [(one.subject, one.count) for one in matters_held(actor=archive)] == [("thing:1", 2)]
    release = ends.propose_release(subject="thing:1", reason="结束", by=archive, at=NOON + YEAR)
    confirmed(release)
    assert set(FileUse.objects.values_list("state", flat=True)) == {"kept"}
    assert jobs.find_due_files(NOON + YEAR) == 2


def test_who_may_not_and_what_is_not_due_is_refused(things: Things) -> None:
    uses = due(things, "thing:1")
    going_on = kept(an_actor("dispatcher"), subject="thing:goes-on").id
    archive, at = an_actor("archivist"), NOON + YEAR
    for role in ("dispatcher", "legal_supervision", "system_admin"):
        by = an_actor(role)
        with pytest.raises(Denied):
            ends.propose_deletion(uses=uses, reason="x", by=by, at=at)
        with pytest.raises(Denied):
            ends.propose_hold(subject="thing:1", reason="x", by=by, at=at)
    refused: list[tuple[list[int], str, type[Refused]]] = [
        ([going_on], "x", NotInThisState),
        ([*uses, going_on], "x", NotInThisState),
        ([9_999], "x", NotFound),
        ([], "x", ends.NothingChosen),
        (list(range(1, 202)), "x", ends.NothingChosen),
        (uses, " ", TextMissing),
    ]
    for chosen, reason, why in refused:
        with pytest.raises(why):
            ends.propose_deletion(uses=chosen, reason=reason, by=archive, at=at)
    with pytest.raises(NotFound):
        ends.propose_hold(subject="thing:none", reason="x", by=archive, at=at)
    assert set(states().values()) == {"due", "kept"}
