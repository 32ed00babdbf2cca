import json
import threading
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from quanju.domains.journal import queries, stored, triggers
from quanju.domains.journal.actions.entries import consult, record
from quanju.domains.journal.actions.seals import seal
from quanju.domains.journal.models import Entry, Seal
from quanju.domains.journal.types import Author, Event
from quanju.domains.journal.verification.files import verify_file
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.transaction import NoWriteOpen, write
from quanju.domains.kernel.types import Text

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
OFFICER = Author(subject="person:31", role="dispatcher", post="desk-1")
TESTED = Event("journal_test.tested", Text("测试", "tested"))

pytestmark = [pytest.mark.django_db, pytest.mark.spoils]


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.HOME = tmp_path


def record_some(count, subject="incident:1"):
    for number in range(count):
        with write():
            record(TESTED, subject=subject, by=OFFICER, at=NOON, facts={"n": number})


def spoil(statement, *values):
    """Change the table behind the triggers' back, as somebody with the file could."""
    triggers.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    triggers.create(connection)


def take_out(number):
    (pk,) = Entry.objects.filter(number=number).values_list("pk", flat=True)
    spoil("DELETE FROM journal_mention WHERE entry_id = %s", pk)
    spoil("DELETE FROM journal_entry WHERE id = %s", pk)


def test_entries_are_numbered_without_gaps_and_hold_together():
    record_some(5)
    assert [e.number for e in queries.entries_after(0)] == [1, 2, 3, 4, 5]
    assert queries.verify(at=now()).holds


def test_recording_outside_a_write_is_refused():
    with pytest.raises(NoWriteOpen):
        record(TESTED, subject="incident:1", by=OFFICER, at=NOON)


def test_a_rolled_back_change_leaves_no_entry_and_no_gap():
    record_some(1)
    with pytest.raises(RuntimeError), write():
        record(TESTED, subject="incident:1", by=OFFICER, at=NOON)
        raise RuntimeError
    record_some(1)
    assert queries.head_number() == 2
    assert queries.verify(at=now()).holds


def test_reading_is_recorded_with_its_purpose():
    consult(subject="incident:7", by=OFFICER, at=NOON, purpose="supervise", fields=["caller"])
    entry = queries.history_of("incident:7")[0]
    assert (entry.kind, entry.purpose, entry.facts) == (
        "consult",
        "supervise",
        {"fields": ["caller"]},
    )


def test_an_unknown_purpose_is_refused():
    with write(), pytest.raises(ValueError, match="purpose"):
        record(TESTED, subject="incident:1", by=OFFICER, at=NOON, purpose="curiosity")


def test_entries_are_found_by_what_they_mention():
    with write():
        record(TESTED, subject="incident:1", by=OFFICER, at=NOON, related=["unit:P3"])
    assert [e.subject for e in queries.history_of("unit:P3")] == ["incident:1"]


@pytest.mark.parametrize("table", ["journal_entry", "journal_mention", "journal_seal"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_itself_refuses_update_and_delete(table, verb):
    record_some(1)
    seal(by=OFFICER, at=NOON)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb.format(table))


def test_one_changed_byte_is_found_and_named():
    record_some(6)
    spoil("UPDATE journal_entry SET facts_json = %s WHERE number = 4", '{"n":9}')
    found = queries.verify(at=now())
    assert (found.first_bad, found.reason.en) == (4, "entry 4: its content does not match its hash")


def test_a_row_taken_out_is_found():
    record_some(6)
    take_out(3)
    assert queries.verify(at=now()).first_bad == 3


def test_rows_taken_off_the_end_are_found():
    record_some(6)
    take_out(6)
    found = queries.verify(at=now())
    assert (found.first_bad, found.faults[0].code) == (6, "tail")


def test_a_rewritten_chain_is_caught_by_the_seal():
    record_some(3)
    seal(by=OFFICER, at=NOON)
    spoil("UPDATE journal_seal SET root = %s", "0" * 64)
    found = queries.verify(at=now())
    assert found.faults[0].code == "signature"


def test_a_seal_of_another_key_is_caught():
    record_some(3)
    seal(by=OFFICER, at=NOON)
    assert queries.verify(at=now(), public_key=Seal.objects.get().public_key).holds
    assert not queries.verify(at=now(), public_key="ab" * 32).holds


def test_a_second_seal_follows_the_first_and_an_empty_one_is_not_made():
    assert seal(by=OFFICER, at=NOON) is None
    record_some(3)
    first = seal(by=OFFICER, at=NOON)
    second = seal(by=OFFICER, at=NOON)
    assert (first.first_entry, first.last_entry) == (1, 3)
    assert (second.first_entry, second.last_entry) == (4, 4)
    assert second.previous == first.signature
    assert queries.verify(at=now()).seals == 2


def exported(tmp_path):
    path = tmp_path / "journal.jsonl"
    rows = queries.exported_lines(at=now())
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return path


def test_an_exported_file_is_verified_without_a_database(tmp_path):
    record_some(4)
    seal(by=OFFICER, at=NOON)
    found = verify_file(exported(tmp_path))
    assert (found.rows, found.kept) == (0, 0)  # a file has no rows to hold entries against
    assert (found.holds, found.entries, found.seals) == (True, 5, 1)


@pytest.mark.parametrize(
    ("change", "number"),
    [
        (lambda lines: [*lines[:2], *lines[3:]], 3),
        (lambda lines: [*lines[:2], lines[2].replace('\\"n\\":2', '\\"n\\":7'), *lines[3:]], 3),
        (lambda lines: [*lines[:1], "not json", *lines[2:]], 2),
    ],
)
def test_a_changed_file_names_the_first_bad_line(tmp_path, change, number):
    record_some(5)
    path = exported(tmp_path)
    path.write_text("\n".join(change(path.read_text().splitlines())))
    assert verify_file(path).first_bad == number


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_instant_get_numbers_without_gap_or_fork():
    failures = []

    def work():
        try:
            record_some(10, subject=f"incident:{threading.get_ident()}")
        except Exception as error:  # noqa: BLE001 - the test reports whatever went wrong
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert queries.verify(at=now()).entries == 60
    assert queries.verify(at=now()).holds


def test_a_rule_of_the_house_events_are_defined_once():
    Event("journal_test.tested", Text("测试", "tested"))
    with pytest.raises(ValueError, match="twice"):
        Event("journal_test.tested", Text("别的", "other"))


def test_the_database_spells_an_entry_to_the_byte_as_we_do(monkeypatch):
    odd = '"引号" \\ / \b\f\n\r\t\x01\x1f\x7f é 🚓 \u2028'
    with write():
        record(TESTED, subject="incident:1", by=OFFICER, at=NOON, facts={"n": odd}, urgent=True)
        consult(subject="incident:2", by=OFFICER, at=NOON, purpose="audit")
    monkeypatch.setattr(stored, "row", None)  # what it spells differently would be read again
    assert queries.verify(at=now()).holds


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL's columns hold one kind")
def test_bytes_where_a_text_belongs_are_named():
    record_some(3)
    spoil("UPDATE journal_entry SET event = CAST(event AS BLOB) WHERE number = 2")
    found = queries.verify(at=now())
    assert (found.first_bad, found.holds) == (2, False)
