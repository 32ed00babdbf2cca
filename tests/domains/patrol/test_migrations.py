"""What the database itself excludes; a rebuilt SQLite table would lose it without a word."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

OVERLAPS = (
    "patrol_shiftmember_not_twice_at_once",
    "patrol_plannedshift_not_twice_at_once",
    "patrol_secondment_not_twice_at_once",
    "patrol_rounds_unit_id",
    "patrol_rounds_person_id",
)


def test_overlapping_spans_are_excluded_by_the_migrated_database():
    is_sqlite = connection.vendor == "sqlite"
    sql = (
        "select name from sqlite_master where type = 'trigger' and tbl_name like 'patrol_%'"
        if is_sqlite
        else "select conname from pg_constraint where contype = 'x'"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = {name for (name,) in cursor.fetchall()}
    verbs = ("_insert", "_update") if is_sqlite else ("",)
    assert found == {name + verb for name in OVERLAPS for verb in verbs}
