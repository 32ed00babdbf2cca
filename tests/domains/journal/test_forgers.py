"""Whoever can write into the database, and knows our code, is named: each way in its own words."""

import json
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DatabaseError, connection, transaction
from tests.domains.journal.test_chain import NOON, OFFICER, TESTED, record_some, spoil, take_out

from quanju.cli.journal import journal
from quanju.domains.journal import queries
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.actions.seals import seal
from quanju.domains.journal.jobs import seal_what_is_due
from quanju.domains.journal.keys import branch_key
from quanju.domains.journal.models import Entry, Mention, Seal
from quanju.domains.journal.verification.files import kept_in, verify_file
from quanju.domains.journal.verification.findings import KeptFileWrong
from quanju.domains.journal.verification.hashes import (
    GENESIS,
    HASHED_FIELDS,
    canonical_json,
    entry_hash,
    merkle_root,
    moment_text,
    seal_message,
)
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.transaction import write

pytestmark = [pytest.mark.django_db, pytest.mark.spoils]


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.HOME = tmp_path / "home"


def sealed_days(days):
    """Three entries a day, each day sealed; the seal is an entry too."""
    for _ in range(days):
        record_some(3)
        seal(by=OFFICER, at=NOON)


def codes(**asked):
    return [one.code for one in queries.verify(at=now(), **asked).faults]


def kept_seals(tmp_path):
    path = tmp_path / "kept.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in queries.exported_seals()))
    return path


def export(tmp_path, name="journal.jsonl"):
    path = tmp_path / name
    path.write_text("".join(json.dumps(row) + "\n" for row in queries.exported_lines(at=now())))
    return path


# --- somebody who can do all that the service's own code can, but has not its keys ---------------


def cut_after(number):
    spoil(
        "DELETE FROM journal_mention WHERE entry_id IN "
        "(SELECT id FROM journal_entry WHERE number > %s)",
        number,
    )
    spoil("DELETE FROM journal_entry WHERE number > %s", number)
    move_head()


def move_head():
    last = Entry.objects.order_by("-number").first()
    spoil("UPDATE journal_chainhead SET number = %s, hash = %s", last.number, last.hash)


def rewrite(number, **changes):
    """Change an entry and chain everything after it anew, as the service would have."""
    previous = GENESIS
    for row in queries.exported_rows():
        values = {**row, **(changes if row["number"] == number else {})}
        found = entry_hash(previous, [values[name] for name in HASHED_FIELDS])
        spoil(
            "UPDATE journal_entry SET author = %s, prev_hash = %s, hash = %s WHERE number = %s",
            values["author"],
            f"x{row['number']}",
            found,
            row["number"],
        )
        spoil("UPDATE journal_entry SET prev_hash = %s WHERE number = %s", previous, row["number"])
        previous = found
    move_head()


def seal_anew(key):
    """Put new seals over whatever stands there now, signed with `key`."""
    hashes = dict(Entry.objects.values_list("number", "hash"))
    previous = ""
    for row in Seal.objects.order_by("number"):
        facts = {
            "chain": "branch",
            "number": row.number,
            "sealed_at": moment_text(row.sealed_at),
            "first_entry": row.first_entry,
            "last_entry": row.last_entry,
            "previous": previous,
        }
        facts["root"] = merkle_root(hashes[n] for n in range(row.first_entry, row.last_entry + 1))
        previous = key.sign(seal_message(facts)).hex()
        spoil(
            "UPDATE journal_seal SET root = %s, previous = %s, public_key = %s, signature = %s"
            " WHERE number = %s",
            facts["root"],
            facts["previous"],
            key.public_key().public_bytes_raw().hex(),
            previous,
            row.number,
        )


def drop_seals(after=0):
    spoil("DELETE FROM journal_seal WHERE number > %s", after)


def test_a_tail_cut_off_with_the_head_moved_is_named():
    sealed_days(1)
    record_some(4)
    cut_after(6)
    assert codes() == ["head"]


def test_an_entry_added_behind_the_services_back_is_named():
    record_some(2)
    spoil(
        "INSERT INTO journal_entry (chain, number, at, recorded_at, event, kind, subject, "
        "related_json, author, role, post, organisation, session, device, network_zone, purpose, "
        "justification, recipient, result, deny_code, urgent, facts_json, rows, prev_hash, hash) "
        "SELECT chain, 3, at, recorded_at, event, kind, subject, related_json, author, role, "
        "post, organisation, session, device, network_zone, purpose, justification, recipient, "
        "result, deny_code, urgent, facts_json, rows, hash, 'x' FROM journal_entry "
        "WHERE number = 2"
    )
    *_, row = queries.exported_rows()
    found = entry_hash(row["prev_hash"], [row[name] for name in HASHED_FIELDS])
    spoil("UPDATE journal_entry SET hash = %s WHERE number = 3", found)
    spoil(
        "INSERT INTO journal_mention (entry_id, subject) SELECT id, subject FROM journal_entry "
        "WHERE number = 3"
    )
    move_head()
    assert codes() == ["head"]


def test_sealed_days_dropped_with_their_seals_are_named_by_what_was_kept(tmp_path):
    sealed_days(3)
    kept = kept_in([kept_seals(tmp_path)])
    cut_after(8)
    drop_seals(after=2)
    assert codes() == ["head"]
    assert codes(kept=kept) == ["head", "kept_tail", "kept_missing"]


def test_seals_dropped_alone_are_named_a_day_later(monkeypatch):
    sealed_days(2)
    drop_seals()
    assert codes() == []
    found = queries.verify(at=now() + timedelta(days=1, seconds=1))
    assert [(one.code, one.entry) for one in found.faults] == [("unsealed", 1)]


def test_a_seal_taken_out_of_the_middle_is_named():
    sealed_days(3)
    spoil("DELETE FROM journal_seal WHERE number = 2")
    assert codes() == ["seal_order"]


def test_a_chain_rewritten_is_named_by_its_seals_and_its_head():
    sealed_days(2)
    rewrite(2, author="person:9")
    assert codes() == ["head", "seal", "seal"]


def test_a_chain_rewritten_and_sealed_by_a_stranger_is_named():
    sealed_days(2)
    rewrite(2, author="person:9")
    seal_anew(Ed25519PrivateKey.generate())
    assert codes() == ["head", "key", "key"]


def test_a_chain_rewritten_and_its_seals_dropped_is_named():
    sealed_days(2)
    rewrite(2, author="person:9")
    drop_seals()
    assert codes() == ["head"]
    assert "unsealed" in [one.code for one in queries.verify(at=now() + timedelta(days=2)).faults]


def test_who_has_the_keys_too_is_named_by_seals_kept_elsewhere(tmp_path):
    from quanju.domains.journal.keys import head_mark

    sealed_days(2)
    kept = kept_in([kept_seals(tmp_path)])
    rewrite(2, author="person:9")
    seal_anew(branch_key())
    last = Entry.objects.order_by("-number").first()
    spoil("UPDATE journal_chainhead SET mark = %s", head_mark("branch", last.number, last.hash))
    assert codes() == []
    assert codes(kept=kept) == ["kept_root", "kept_differs"] * 2


def test_an_earlier_export_names_the_first_entry_that_is_another(tmp_path):
    record_some(5)
    kept = kept_in([export(tmp_path)])
    rewrite(3, author="person:9")
    found = queries.verify(at=now(), kept=kept)
    assert [(one.code, one.entry) for one in found.faults] == [("head", 6), ("kept_entry", 3)]


def test_a_later_write_does_not_heal_a_head_that_was_moved():
    sealed_days(1)
    record_some(3)
    cut_after(5)
    record_some(1)
    assert [e.event for e in queries.entries_after(5)] == [
        "journal.head_moved",
        "journal_test.tested",
    ]
    assert codes() == ["head_moved"]


def test_an_entry_changed_with_its_hash_breaks_the_next_one():
    record_some(4)
    row = list(queries.exported_rows())[1]
    row["author"] = "person:9"
    found = entry_hash(row["prev_hash"], [row[name] for name in HASHED_FIELDS])
    spoil("UPDATE journal_entry SET author = 'person:9', hash = %s WHERE number = 2", found)
    assert queries.verify(at=now()).first_bad == 3


def test_a_mention_moved_to_another_subject_is_named():
    record_some(3)
    spoil(
        "UPDATE journal_mention SET subject = 'incident:2' WHERE entry_id = "
        "(SELECT id FROM journal_entry WHERE number = 2)"
    )
    found = queries.verify(at=now())
    assert [(one.code, one.entry) for one in found.faults] == [("mentions", 2)]


def test_entries_of_another_chain_are_named():
    record_some(2)
    spoil("UPDATE journal_entry SET chain = 'other' WHERE number = 2")
    assert codes()[0] == "tail"
    spoil("UPDATE journal_chainhead SET number = 1")
    assert "strange" in codes()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no such verb")
@pytest.mark.parametrize("table", ["journal_entry", "journal_mention", "journal_seal"])
def test_insert_or_replace_meets_the_trigger(table):
    sealed_days(1)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")


# --- exports -------------------------------------------------------------------------------------


def of_file(path, **asked):
    asked.setdefault("public_key", branch_key().public_key().public_bytes_raw().hex())
    return [one.code for one in verify_file(path, **asked).faults]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda lines: [], ["empty", "not_closed"]),
        (lambda lines: lines[:-1], ["not_closed"]),
        (lambda lines: lines[:3], ["not_closed"]),
        (lambda lines: [*lines[:2], *lines[-2:]], ["seal_tail", "closing"]),
        (lambda lines: [*lines[:2], lines[-1]], ["closing"]),
        (lambda lines: lines[-1:], ["empty", "closing"]),
        (lambda lines: [*lines[:-2], lines[-1]], ["closing"]),
        (lambda lines: [*lines[:-1], '{"closing": 7}'], ["not_closed"]),
        (lambda lines: [*lines[:-2], '{"root": 1}', lines[-1]], ["seal_malformed", "closing"]),
        (lambda lines: ["[" * 100_000, *lines], ["malformed"]),
        (lambda lines: ["\x00\xff", *lines], ["malformed"]),
    ],
)
def test_an_export_emptied_or_cut_short_is_named(tmp_path, change, named):
    sealed_days(1)
    path = export(tmp_path)
    lines = path.read_text().splitlines()
    path.write_text("".join(f"{line}\n" for line in change(lines)))
    assert of_file(path) == named


def test_an_export_closed_anew_by_a_stranger_is_named(tmp_path, settings):
    sealed_days(1)
    key = branch_key().public_key().public_bytes_raw().hex()
    settings.HOME = tmp_path / "a stranger's"
    assert of_file(export(tmp_path), public_key=key) == ["closing_key"]
    settings.HOME = tmp_path / "home"
    assert of_file(export(tmp_path), public_key=key) == []


def test_an_export_is_checked_against_an_earlier_one_and_against_seals(tmp_path):
    sealed_days(2)
    before, seals = export(tmp_path, "before.jsonl"), kept_seals(tmp_path)
    record_some(2)
    after = export(tmp_path)
    assert of_file(after, kept=kept_in([before, seals])) == []
    assert "kept_tail" in of_file(before, kept=kept_in([after]))


def test_seals_laid_out_by_an_editor_are_read_and_other_files_named(tmp_path):
    sealed_days(2)
    pretty, other = tmp_path / "seals.json", tmp_path / "other.json"
    pretty.write_text(json.dumps(list(queries.exported_seals()), indent=2))
    other.write_text('{"root": "00"}')
    assert len(kept_in([pretty])) == 2
    with pytest.raises(KeptFileWrong, match="neither a seal"):
        kept_in([other])
    with pytest.raises(KeptFileWrong, match=r"other\.json"):
        kept_in([tmp_path])


# --- the command, and the checker alone ----------------------------------------------------------


def test_without_any_key_a_file_is_not_believed(tmp_path):
    sealed_days(1)
    nowhere = {"QUANJU_HOME": str(tmp_path / "nowhere")}
    told = CliRunner().invoke(journal, ["verify", str(export(tmp_path))], env=nowhere)
    assert told.exit_code == 2
    assert "--public-key" in told.output
    kept = str(kept_seals(tmp_path))
    told = CliRunner().invoke(
        journal, ["verify", str(export(tmp_path)), "--against", kept, "--json"], env=nowhere
    )
    assert json.loads(told.stdout)["kept"] == 1


def test_a_file_that_is_nothing_to_compare_with_is_a_sentence(tmp_path):
    wrong = tmp_path / "wrong.json"
    wrong.write_text("hello")
    told = CliRunner().invoke(journal, ["verify", str(wrong), "--against", str(wrong)])
    assert told.exit_code == 2
    assert "neither a seal nor an exported journal" in told.output


def test_the_checker_is_one_file_that_needs_no_quanju(tmp_path):
    sealed_days(2)
    path, seals, alone = export(tmp_path), kept_seals(tmp_path), tmp_path / "check.pyz"
    assert CliRunner().invoke(journal, ["checker", "-o", str(alone)]).exit_code == 0
    assert not any(
        b"quanju.domains" in zipfile.ZipFile(alone).read(name)
        for name in zipfile.ZipFile(alone).namelist()
    )

    def check():  # -I -S: nothing but Python's own library, no `cryptography` either
        command = [sys.executable, "-I", "-S", alone, path, "--against", seals]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    assert (told := check()).returncode == 0, told.stderr
    assert "2 seals, 2 kept elsewhere" in told.stdout
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-2]))
    assert (told := check()).returncode == 1
    assert "it was cut off" in told.stdout


# --- when seals are made -------------------------------------------------------------------------


def test_a_seal_is_made_at_noon_and_midnight_and_nothing_waits_for_a_day():
    record_some(1)
    begun = Entry.objects.get().recorded_at
    seal_what_is_due(begun + timedelta(hours=11, minutes=59))
    assert Seal.objects.count() == 0
    at = begun + timedelta(hours=12)
    seal_what_is_due(at)
    seal_what_is_due(at + timedelta(seconds=1))
    first = Seal.objects.get()
    for minutes in range(0, 24 * 60, 5):
        seal_what_is_due(first.sealed_at + timedelta(minutes=minutes))
    assert Seal.objects.count() in (2, 3)


def test_nothing_new_is_nothing_to_seal():
    seal_what_is_due(now() + timedelta(days=9))
    assert Seal.objects.count() == 0


# --- known answers -------------------------------------------------------------------------------


def test_mentions_are_what_an_entry_names():
    with write():
        record(TESTED, subject="a:1", by=OFFICER, at=NOON, related=['b:"2"', "警:3", "a:1"])
    assert set(Mention.objects.values_list("subject", flat=True)) == {"a:1", 'b:"2"', "警:3"}
    assert codes() == []


def test_a_canonical_list_joined_by_hand_is_the_encoders():
    values = ["警", '"\\\n\u2028', True, False, 7, None, "a/b", "\x7f"]
    assert entry_hash("p", values) == entry_hash_slowly("p", values)


def entry_hash_slowly(previous, values):
    import hashlib

    return hashlib.sha256(f"{previous}\n{canonical_json(values)}".encode()).hexdigest()


def test_taking_a_row_out_below_a_seal_is_still_named():
    sealed_days(1)
    take_out(2)
    assert queries.verify(at=now()).first_bad == 2
