"""The record itself: a row changed, added or taken away without an entry is named."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from tests.domains.journal.test_chain import NOON, OFFICER, TESTED

from quanju.domains.journal import queries
from quanju.domains.journal.actions import entries
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.actions.stock import take_stock
from quanju.domains.journal.digests import Ledger
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.transaction import snapshot, write
from quanju.domains.people.models import Organisation, Person, Post

pytestmark = [pytest.mark.django_db, pytest.mark.spoils]


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.HOME = tmp_path


def a_station(code="s1", **more):
    return Organisation(code=code, kind="station", name_zh="一所", name_en="One", **more)


def told(event=TESTED):
    record(event, subject="organisation:s1", by=OFFICER, at=NOON)


@pytest.fixture
def station():
    with write():
        row = a_station()
        row.save()
        told()
    assert faults() == []
    return row


def faults():
    return [(one.code, one.entry) for one in queries.verify(at=now()).faults]


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


# --- below the house -----------------------------------------------------------------------------


def test_a_row_changed_below_is_named_with_its_table(station):
    sql("UPDATE people_organisation SET name_zh = '二所' WHERE id = %s", station.pk)
    found = queries.verify(at=now()).faults
    assert [(one.code, one.entry) for one in found] == [("row_changed", 1)]
    assert f"table people_organisation, row {station.pk}:" in found[0].text.en


def test_a_row_taken_away_below_is_named(station):
    sql("DELETE FROM people_organisation WHERE id = %s", station.pk)
    assert faults() == [("row_gone", 1)]


def test_a_row_added_below_is_named(station):
    sql(
        "INSERT INTO people_organisation (code, kind, name_zh, name_en) "
        "VALUES ('s2', 'station', '', '')"
    )
    assert faults() == [("row_unknown", None)]


def test_a_row_put_back_as_it_once_was_is_named(station):
    with write():
        Organisation.objects.update(name_zh="二所")
        told()
    sql("UPDATE people_organisation SET name_zh = '一所'")
    assert faults() == [("row_changed", 2)]


def test_two_rows_that_change_places_are_named(station):
    with write():
        a_station("s2", lon=1.0, lat=2.0).save()
        told()
    sql("UPDATE people_organisation SET code = CASE code WHEN 's1' THEN 's9' ELSE 's1' END")
    sql("UPDATE people_organisation SET code = 's2' WHERE code = 's9'")
    assert faults() == [("row_changed", 1), ("row_changed", 2)]


def test_digests_copied_to_another_row_do_not_fit(station):
    entry = Entry.objects.get()
    ledger = Ledger()
    ledger.take(1, entry.rows.replace(f'"{station.pk}"', f'"{station.pk + 1}"'))
    spelled = Organisation.spelling().of_object(station)
    assert ledger.compare("people_organisation", station.pk + 1, spelled).code == "row_changed"


def test_a_digest_changed_in_an_entry_breaks_the_chain(station):
    from tests.domains.journal.test_chain import spoil

    spoil("UPDATE journal_entry SET rows = ''")
    assert faults() == [("hash", 1)]


def test_the_key_of_another_home_makes_other_digests(station, settings, tmp_path):
    settings.HOME = tmp_path / "another"
    assert ("row_changed", 1) in faults()


# --- every way a verb can take -------------------------------------------------------------------


WAYS = {
    "save": lambda row: (setattr(row, "name_en", "Two"), row.save()),
    "save some fields": lambda row: (
        setattr(row, "name_en", "Two"),
        setattr(row, "name_zh", "不存"),
        row.save(update_fields=["name_en"]),
    ),
    "update": lambda row: Organisation.objects.filter(pk=row.pk).update(name_en="Two"),
    "update by a formula": lambda row: Organisation.objects.update(name_en=F("name_zh")),
    "update nothing": lambda row: Organisation.objects.filter(code="?").update(name_en="Two"),
    "update over a join": lambda row: Organisation.objects.filter(parent=None).update(lon=1.5),
    "through the relation": lambda row: (
        a_station("s2", parent=row).save(),
        row.parts.update(name_en="Two"),
    ),
    "create": lambda row: Organisation.objects.create(code="s2", kind="station"),
    "get or create": lambda row: Organisation.objects.get_or_create(code="s2", kind="station"),
    "update or create": lambda row: Organisation.objects.update_or_create(
        {"name_en": "Two"}, code="s1"
    ),
    "in bulk": lambda row: Organisation.objects.bulk_create([a_station("s2"), a_station("s3")]),
    "in bulk but the known": lambda row: Organisation.objects.bulk_create(
        [a_station("s1"), a_station("s3")], ignore_conflicts=True
    ),
    "change in bulk": lambda row: (
        setattr(row, "lon", 2.5),
        Organisation.objects.bulk_update([row], ["lon"]),
    ),
    "delete": lambda row: row.delete(),
    "delete many": lambda row: Organisation.objects.all().delete(),
    "twice": lambda row: (
        setattr(row, "lon", 2.5),
        row.save(),
        Organisation.objects.update(lat=3.5),
    ),
    "made and gone": lambda row: Organisation.objects.create(code="s2", kind="station").delete(),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_whatever_way_a_verb_takes_the_digest_follows(station, way):
    with write():
        way(station)
        told()
    assert faults() == []
    assert {e.event for e in queries.entries_after(0)} == {TESTED.name}


def test_many_rows_changed_at_once_are_all_registered():
    with write():
        Organisation.objects.bulk_create(a_station(f"s{n}") for n in range(1200))
        Organisation.objects.filter(code__endswith="7").update(lon=1.5)
        Organisation.objects.update(lat=2.5)
        told()
    assert faults() == []
    assert queries.verify(at=now()).rows == 1200


def test_what_a_savepoint_undid_has_no_digest(station):
    with write():
        with pytest.raises(IntegrityError), transaction.atomic():
            a_station("s2").save()
            Organisation.objects.filter(code="s1").update(name_en="Undone")
            a_station("s1").save()
        told()
    assert faults() == []


def test_what_was_rolled_back_altogether_has_none_either(station):
    with pytest.raises(RuntimeError), write():
        a_station("s2").save()
        told()
        raise RuntimeError
    assert faults() == []


def test_an_update_that_names_what_cannot_be_done_so_is_refused(station):
    with write(), pytest.raises(TypeError, match="by a verb"):
        Organisation.objects.bulk_create(
            [a_station()], update_conflicts=True, update_fields=["lon"], unique_fields=["code"]
        )


def test_a_verb_that_records_nothing_has_the_rows_registered_all_the_same():
    with write():
        a_station().save()
    assert [e.event for e in queries.entries_after(0)] == ["journal.rows_changed"]
    assert faults() == []


def test_the_digests_stand_in_the_last_entry_of_the_write(station):
    with write():
        told()
        Organisation.objects.update(lon=1.5)
        told()
    assert [bool(e.rows) for e in Entry.objects.order_by("number")] == [True, False, True]


def test_a_change_outside_of_a_write_is_logged_and_named(station, caplog):
    Organisation.objects.update(lon=1.5)
    assert "changed outside of a write" in caplog.text
    assert faults() == [("row_changed", 1)]


def test_very_many_rows_are_told_in_several_entries(monkeypatch):
    monkeypatch.setattr(entries, "ROWS_AN_ENTRY", 10)
    with write():
        Organisation.objects.bulk_create(a_station(f"s{n}") for n in range(25))
        told()
    assert [e.event for e in queries.entries_after(0)] == [
        TESTED.name,
        "journal.rows_changed",
        "journal.rows_changed",
    ]
    assert faults() == []


# --- free fields ---------------------------------------------------------------------------------


def test_a_free_field_changes_without_a_digest():
    with write():
        person = Person.objects.create(username="p", display_name="p")
        told()
    Person.objects.update(theme="dark")
    person.language = "en"
    person.save(update_fields=["language"])
    assert faults() == []


def test_a_password_that_is_hashed_anew_at_sign_in_is_registered(settings):
    with write():
        person = Person(username="p", display_name="p")
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher"]
        person.set_password("correct horse battery")
        person.save()
        told()
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
    ]
    assert person.check_password("correct horse battery")
    assert Person.objects.get().password.startswith("pbkdf2_sha256$")
    assert faults() == []


def test_a_password_put_in_below_is_named():
    with write():
        person = Person.objects.create(username="p", display_name="p")
        told()
    sql("UPDATE people_person SET password = 'x' WHERE id = %s", person.pk)
    assert faults() == [("row_changed", 1)]


# --- taking stock --------------------------------------------------------------------------------


def test_taking_stock_believes_rows_as_they_stand_and_says_so(station):
    sql("UPDATE people_organisation SET name_zh = '二所'")
    sql(
        "INSERT INTO people_post (code, organisation_id, role, title_zh, title_en, "
        "requires_second_factor) VALUES ('p', %s, 'dispatcher', '', '', false)",
        station.pk,
    )
    assert take_stock(because="test", by=OFFICER, at=NOON) == 2
    entry = queries.entries_after(1)[-1]
    assert entry.event == "journal.stock_taken"
    assert entry.facts["rows"] == {"people_organisation": 1, "people_post": 1}
    assert faults() == []
    assert take_stock(because="test", by=OFFICER, at=NOON) == 0


def test_taking_stock_believes_that_a_row_is_gone(station):
    sql("DELETE FROM people_organisation")
    assert take_stock(because="test", by=OFFICER, at=NOON) == 1
    assert faults() == []


# --- while others write --------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_check_sees_one_moment_while_others_write():
    from threading import Thread

    with write():
        a_station().save()
        told()

    def change():
        with write():
            Organisation.objects.update(lon=1.5)
            told()
        connection.close()

    with snapshot():
        before = queries.head_number()
        thread = Thread(target=change)
        thread.start()
        thread.join()
        assert (queries.head_number(), Organisation.objects.get().lon) == (before, None)
    assert Organisation.objects.get().lon == 1.5
    assert queries.verify(at=now()).entries == before + 1
    assert faults() == []


def test_posts_are_protected_too(station):
    with write():
        Post.objects.create(code="p", organisation=station, role="dispatcher")
        told()
    sql("UPDATE people_post SET role = 'system_admin'")
    assert faults() == [("row_changed", 2)]
