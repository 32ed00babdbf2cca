"""Nobody stands two shifts at once, no unit is planned twice, no person seconded twice.

PostgreSQL excludes overlapping spans; a person is a range of one number, so that no extension is
needed. SQLite writes one after the other, so a trigger that looks is enough. A later migration
that makes SQLite rebuild one of these tables must create its triggers anew.
"""

from django.db import migrations

RULES = (
    ("patrol_shiftmember", "person_id", "is_standing", "{row}is_standing"),
    (
        "patrol_plannedshift",
        "unit_id",
        "unit_id IS NOT NULL AND status NOT IN ('cancelled', 'excused')",
        "{row}unit_id IS NOT NULL AND {row}status NOT IN ('cancelled', 'excused')",
    ),
    ("patrol_secondment", "person_id", "true", "true"),
)


def _exclusion(table, whose, condition):
    return (
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_not_twice_at_once EXCLUDE USING gist "
        f"(int8range({whose}, {whose}, '[]') WITH &&, tstzrange(duty_from, duty_until) WITH &&) "
        f"WHERE ({condition})"
    )


def _trigger(table, whose, condition, verb):
    new, old = condition.format(row="NEW."), condition.format(row="other.")
    return (
        f"CREATE TRIGGER {table}_not_twice_at_once_{verb} BEFORE {verb.upper()} ON {table} "
        f"WHEN {new} AND EXISTS (SELECT 1 FROM {table} other WHERE {old} "
        f"AND other.{whose} = NEW.{whose} AND other.id IS NOT NEW.id "
        f"AND other.duty_from < NEW.duty_until AND other.duty_until > NEW.duty_from "
        f"AND NEW.duty_from < NEW.duty_until) "
        f"BEGIN SELECT RAISE(ABORT, '{table}: not twice at once'); END"
    )


def create(apps, schema_editor):
    for table, whose, condition, each in RULES:
        if schema_editor.connection.vendor == "sqlite":
            for verb in ("insert", "update"):
                schema_editor.execute(_trigger(table, whose, each, verb))
        else:
            schema_editor.execute(_exclusion(table, whose, condition))


def drop(apps, schema_editor):
    for table, *_ in RULES:
        if schema_editor.connection.vendor == "sqlite":
            for verb in ("insert", "update"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_not_twice_at_once_{verb}")
        else:
            schema_editor.execute(
                f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_not_twice_at_once"
            )


class Migration(migrations.Migration):
    dependencies = [("patrol", "0002_planned_duty")]
    operations = [migrations.RunPython(create, drop)]
