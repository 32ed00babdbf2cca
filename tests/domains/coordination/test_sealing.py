"""The sealed archive: made once from the rows, checked anywhere, taken out for a purpose."""

import json
import zipfile
from datetime import timedelta

import pytest
from click.testing import CliRunner
from pypdf import PdfReader
from tests.builders.groups import HOUR, MINUTE, a_group, an_opener, joined, the_offices
from tests.builders.people import NOON, an_actor
from tests.domains.coordination.test_closing import FILLED, YES, an_item

from quanju.cli.main import quanju
from quanju.domains.coordination.actions import closing, messages, sealing
from quanju.domains.coordination.models import Group
from quanju.domains.coordination.queries.archive import archived_group
from quanju.domains.coordination.sealed.checking import check_package
from quanju.domains.documents.files.terms import look_at_terms
from quanju.domains.documents.models.files import FileUse
from quanju.domains.documents.outside import store as stores
from quanju.domains.journal.actions.seals import seal
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.words import TextMissing
from quanju.domains.people.types import SERVICE

pytestmark = pytest.mark.django_db
SET = pytest.mark.usefixtures("unset")
LATER, SEALED = NOON + HOUR, NOON + 2 * HOUR
WORDS = "两家都同意周三见面\n\u202e反转 <script>alert(1)</script> 😀𠮷"


@pytest.fixture
def office(settings, tmp_path):
    settings.HOME, settings.FILES_AT, settings.CLAMAV = tmp_path, "", ""
    stores._opened.cache_clear()
    return the_offices()


@pytest.fixture
def unset(monkeypatch):
    """No PDF is set: it takes its second, and one test looks at one."""
    monkeypatch.setattr(sealing, "pdfs_of", lambda *_, **__: [b"%PDF"])


@pytest.fixture
def archived(office):
    """A group with a message that was corrected, three items, its review; archived."""
    view = joined(a_group(an_opener()), office["station"], office["legal"], office["dispatcher"])
    common = {"group": view.number, "by": office["station"]}
    messages.send_message(text=WORDS, at=NOON, **common)
    messages.correct_message(place=1, text="周四见面", at=NOON + MINUTE, **common)
    for n in (1, 2, 3):
        an_item(view, office, n)
    closing.propose_close(outcome="双方签字", result="", rating=4, at=LATER, **common)
    reviewed = {"group": view.number, "by": office["legal"], "at": LATER}
    closing.accept_close(answers=YES, mechanisms=FILLED, words_said="好", **reviewed)
    closing.archive_group(**reviewed)
    return Group.objects.get(number=view.number)


def taken(row, tmp_path, by, purpose="复核归档", at=SEALED + MINUTE):
    path = tmp_path / "taken.zip"
    sealing.take_package(group=row.number, purpose=purpose, into=path, by=by, at=at)
    return path


@SET
def test_an_archived_group_is_sealed_and_its_package_holds(archived, office, tmp_path):
    assert sealing.seal_next(SEALED) == 1
    assert Group.objects.get(pk=archived.pk).seal_fault == ""
    seal(by=SERVICE, at=SEALED)
    found = check_package(taken(archived, tmp_path, office["legal"]))
    assert found.holds, found.faults
    assert found.package == archived.subject
    # All entries that changed the group lead to the seal, and the one that recorded the package.
    assert found.proved == found.entries > 10
    assert found.purpose == "复核归档"
    assert sealing.seal_next(SEALED) == 0


def test_the_same_group_gives_the_same_bytes(archived, tmp_path):
    first = sealing._written(tmp_path / "1.zip", archived)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TZ", "America/Lima")
        assert sealing._written(tmp_path / "2.zip", archived) == first
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()


def test_the_package_reads_without_the_platform(archived, office, tmp_path):
    sealing.seal_next(SEALED)
    path, folder = taken(archived, tmp_path, office["legal"]), f"group-{archived.number}"
    with zipfile.ZipFile(path) as packed:
        html = packed.read(f"{folder}/data/read.html").decode()
        said = [json.loads(one) for one in packed.open(f"{folder}/data/messages.jsonl")]
        with packed.open(f"{folder}/data/read.pdf") as pdf:
            text = "".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert "周四见面" in html
    assert "周四见面" in text
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert said[0]["text"] == "周四见面"
    # What it said before, with rare letters beyond the first plane, stands in the data as it was.
    assert "𠮷" in said[0]["before"][0]["said"]
    assert "😀" in html


@SET
def test_a_changed_package_is_named_by_its_file(archived, office, tmp_path):
    sealing.seal_next(SEALED)
    path = taken(archived, tmp_path, office["legal"])
    content = path.read_bytes()
    path.write_bytes(content.replace("周四见面".encode(), "周五见面".encode(), 1))
    assert [one.name for one in check_package(path).faults] == ["data/messages.jsonl"]


@SET
def test_a_package_sealed_anew_by_a_stranger_is_named(archived, office, tmp_path):
    """Whoever has no key of the branch can make a package that is whole, but not one of ours."""
    sealing.seal_next(SEALED)
    seal(by=SERVICE, at=SEALED)
    path = taken(archived, tmp_path, office["legal"])
    ours = check_package(path).public_key
    assert check_package(path, public_key=ours).holds
    codes = {one.code for one in check_package(path, public_key="0" * 64).faults}
    assert codes >= {"key"}


@SET
def test_the_command_needs_no_database_and_names_what_was_touched(archived, office, tmp_path):
    sealing.seal_next(SEALED)
    path = taken(archived, tmp_path, office["legal"])
    run = CliRunner(env={"QUANJU_HOME": str(tmp_path)})
    assert run.invoke(quanju, ["archive", "verify", str(path)]).exit_code == 0
    path.write_bytes(path.read_bytes().replace("周四".encode(), "周五".encode(), 1))
    found = run.invoke(quanju, ["archive", "verify", str(path), "--json"])
    assert found.exit_code == 1
    assert json.loads(found.stdout)["faults"][0]["file"] == "data/messages.jsonl"
    (tmp_path / "x.zip").write_bytes(b"no zip")
    found = run.invoke(quanju, ["archive", "verify", str(tmp_path / "x.zip")])
    assert found.exit_code == 2
    assert "no package" in found.output


@SET
def test_a_package_leaves_for_a_purpose_and_by_those_who_answer_for_it(archived, office, tmp_path):
    sealing.seal_next(SEALED)
    with pytest.raises(TextMissing):
        taken(archived, tmp_path, office["legal"], purpose=" ")
    with pytest.raises(Denied):
        taken(archived, tmp_path, office["dispatcher"])
    with pytest.raises(NotFound):
        taken(archived, tmp_path, an_actor("patrol_unit"))
    taken(archived, tmp_path, an_actor("archivist"))
    last = Entry.objects.get(event="coordination.archive_taken")
    assert (last.justification, last.kind) == ("复核归档", "disclose")


def test_a_reading_copy_bears_who_took_it(archived, office):
    (pdf,) = sealing.take_reading_copy(
        group=archived.number, purpose="会议", by=office["legal"], at=SEALED
    )
    assert pdf.startswith(b"%PDF")


@SET
def test_it_is_not_there_before_it_is_made(archived, office, tmp_path):
    with pytest.raises(sealing.NotSealedYet):
        taken(archived, tmp_path, office["legal"])


def test_what_cannot_be_made_is_told_and_tried_again(archived, monkeypatch, office):
    def fails(*_, **__):
        raise sealing.CannotTypeset(sealing.Text("坏了", "broken"))

    monkeypatch.setattr(sealing, "pdfs_of", fails)
    assert sealing.seal_next(SEALED) == 1
    found = archived_group(archived.number, by=office["legal"], at=SEALED)
    assert (found.fault, found.due_at) == ("坏了", SEALED + MINUTE)
    assert sealing.seal_next(SEALED) == 0


@SET
def test_it_is_made_again_by_those_who_may_take_it_and_never_once_it_is_there(archived, office):
    with pytest.raises(Denied):
        sealing.seal_again(group=archived.number, by=office["dispatcher"], at=SEALED)
    with pytest.raises(NotFound):
        sealing.seal_again(group=archived.number, by=an_actor("patrol_unit"), at=SEALED)
    sealing.seal_again(group=archived.number, by=office["legal"], at=SEALED)
    assert Group.objects.get(number=archived.number).seal_due_at == SEALED
    assert sealing.seal_next(SEALED) == 1
    with pytest.raises(sealing.NothingToSeal):
        sealing.seal_again(group=archived.number, by=office["legal"], at=SEALED + HOUR)


@SET
def test_a_package_is_kept_as_long_as_its_type_says(archived):
    sealing.seal_next(SEALED)
    look_at_terms(SEALED)
    use = FileUse.objects.get(subject=archived.subject)
    assert use.due_at - SEALED == timedelta(days=1095)
