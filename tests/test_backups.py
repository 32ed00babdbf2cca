"""A branch is written to one file while it works, and stands again on an empty machine."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.test_commands import SECOND, in_process
from tests.run import postgres
from tests.sites import ROOT, home_of, migrated_home

pytestmark = [pytest.mark.long, pytest.mark.once]
WORD = {"QUANJU_BACKUP_PASSPHRASE": "a long passphrase"}
WRITER = (
    "import django; django.setup()\n"
    "from quanju.domains.journal.actions.entries import record\n"
    "from quanju.domains.kernel.clock import now\n"
    "from quanju.domains.kernel.transaction import write\n"
    "from quanju.domains.people.events import SIGNED_IN\n"
    "from quanju.domains.people.types import SERVICE\n"
    "from quanju.domains.journal.queries import head_number\n"
    "while True:\n"
    "    with write():\n"
    "        record(SIGNED_IN, subject='person:1', by=SERVICE, at=now(), purpose='administer')\n"
    "    print(head_number(), flush=True)\n"
)
STORER = (
    "import django; django.setup()\n"
    "from tests.builders.files import a_picture\n"
    "from quanju.domains.documents.actions.files import keep_file, take_in\n"
    "from quanju.domains.kernel.clock import now\n"
    "from quanju.domains.people.types import SERVICE as by\n"
    "facts = {'subject': 'incident:1', 'by': by, 'at': now()}\n"
    "with take_in([a_picture('PNG')], kind='scene_photo', **facts) as upload:\n"
    "    print(keep_file(upload, name='', **facts).sha256)\n"
)


@pytest.fixture
def branch(tmp_path) -> dict[str, str]:
    """The second branch on SQLite, with a key and a passphrase."""
    home = migrated_home(tmp_path / "home") | WORD
    assert in_process(home, "branch", "load", SECOND).returncode == 0
    return home


def a_stored_file(home: dict[str, str]) -> Path:
    """A stored file with its row; where its bytes lie."""
    done = subprocess.run(
        [sys.executable, "-c", STORER], env=home, cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    sha256 = done.stdout.decode().split()[-1]
    return Path(home["QUANJU_HOME"]) / "files" / "kept" / sha256[:2] / sha256


def told(done) -> dict:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def written_while_writing(home: dict[str, str], file: Path) -> tuple[int, dict]:
    """Back up beside a writer; what it had been told was done before, and the figures."""
    command = [sys.executable, "-c", WRITER]
    with subprocess.Popen(command, env=home, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        try:
            assert writer.stdout
            done = [int(writer.stdout.readline()) for _ in range(5)][-1]
            figures = told(in_process(home, "backup", file, "--json"))
            more = int(writer.stdout.readline())
            assert more > done, "the writer went on"
        finally:
            writer.kill()
    return done, figures


def assert_it_stands_again(home: dict[str, str], target: dict[str, str], folder: Path) -> None:
    file = folder / "branch.backup"
    stored = a_stored_file(home)
    done, figures = written_while_writing(home, file)
    restored = told(in_process(target, "restore", file, "--json"))
    assert restored["entries"] == figures["entries"] >= done, "nothing that was done is missing"
    assert restored["journal_holds"] is True
    assert figures["stored_files"] == restored["stored_files"] == 1
    again = Path(target["QUANJU_HOME"]) / stored.relative_to(home["QUANJU_HOME"])
    assert again.read_bytes() == stored.read_bytes()
    assert told(in_process(target, "files", "verify", "--json"))["files"] == 1
    for name in ("keys/journal-record.key", "secret_key"):
        there = Path(target["QUANJU_HOME"]) / name
        assert there.read_bytes() == (Path(home["QUANJU_HOME"]) / name).read_bytes()
        assert there.stat().st_mode & 0o077 == 0
    assert in_process(target, "journal", "seal").returncode == 0, "it works on"


def test_a_branch_on_sqlite_is_backed_up_beside_a_writer_and_stands_again(branch, tmp_path):
    assert_it_stands_again(branch, home_of(tmp_path / "new") | WORD, tmp_path)


@pytest.fixture
def two_databases() -> Iterator[tuple[str, str]]:
    import psycopg

    with postgres() as address:
        with psycopg.connect(address, autocommit=True) as link:
            link.execute("create database another")
        yield address, address.replace("/postgres?", "/another?")


def test_a_branch_on_postgresql_too(two_databases, tmp_path):
    here, there = two_databases
    home = home_of(tmp_path / "home") | WORD | {"QUANJU_DATABASE": here}
    assert in_process(home, "migrate").returncode == 0
    assert in_process(home, "branch", "load", SECOND).returncode == 0
    target = home_of(tmp_path / "new") | WORD | {"QUANJU_DATABASE": there}
    assert_it_stands_again(home, target, tmp_path)


def test_what_is_cut_altered_foreign_or_closed_is_a_sentence_and_restores_nothing(branch, tmp_path):
    file = tmp_path / "branch.backup"
    told(in_process(branch, "backup", file, "--json"))
    whole = file.read_bytes()
    assert b"PRIVATE KEY" not in whole
    cases = {
        "cut": (whole[: len(whole) // 2], WORD),
        "no whole backup": (b"words", WORD),
        "passphrase": (whole, {"QUANJU_BACKUP_PASSPHRASE": "another passphrase"}),
        "altered": (_with_another_list(file), WORD),
    }
    for says, (content, word) in cases.items():
        bad = tmp_path / "bad.backup"
        bad.write_bytes(content)
        target = home_of(tmp_path / f"new-{says[:3]}") | word
        done = in_process(target, "restore", bad)
        assert done.returncode == 2, (says, done.stderr)
        assert says in done.stderr
        assert "Traceback" not in done.stderr
        assert not (Path(target["QUANJU_HOME"]) / "keys").exists()
    used = in_process(branch, "restore", file)
    assert used.returncode == 2
    assert "not empty" in used.stderr
    again = in_process(branch, "backup", file)
    assert again.returncode == 2
    assert "not overwritten" in again.stderr


def _with_another_list(file: Path) -> bytes:
    """The same parts, and a list in which somebody has changed the number of entries."""
    other = file.with_suffix(".other")
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(other, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "list.json":
                content = content.replace(b'"entries": ', b'"entries": 1')
            target.writestr(name, content)
    return other.read_bytes()


def test_a_stored_file_that_is_not_whole_is_named_and_stops_no_backup(branch, tmp_path):
    stored = a_stored_file(branch)
    stored.write_bytes(b"altered")
    found = in_process(branch, "files", "verify")
    assert found.returncode == 1
    assert f"altered  {stored.name}  incident:1" in found.stdout
    file = tmp_path / "branch.backup"
    assert told(in_process(branch, "backup", file, "--json"))["not_whole"] == [stored.name]
    restored = in_process(home_of(tmp_path / "new") | WORD, "restore", file, "--json")
    assert told(restored)["not_whole"] == [stored.name]
