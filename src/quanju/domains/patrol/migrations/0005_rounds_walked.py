"""Rounds as they are walked: stays, how near the unit was, what was opened from a camera.

No unit goes two rounds at once and nobody looks through two. PostgreSQL excludes overlapping spans,
SQLite has triggers, as in 0003; a later migration that makes SQLite rebuild the table of rounds
must create its triggers anew.
"""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

LIVE = "{row}status IN ('planned', 'started', 'paused')"
WHOSE = ("unit_id", "person_id")


def _trigger(whose, verb):
    return (
        f"CREATE TRIGGER patrol_rounds_{whose}_{verb} BEFORE {verb.upper()} ON patrol_patrolround "
        f"WHEN {LIVE.format(row='NEW.')} AND EXISTS (SELECT 1 FROM patrol_patrolround other "
        f"WHERE {LIVE.format(row='other.')} AND other.{whose} = NEW.{whose} "
        f"AND other.id IS NOT NEW.id "
        f"AND other.duty_from < NEW.duty_until AND other.duty_until > NEW.duty_from "
        f"AND NEW.duty_from < NEW.duty_until) "
        f"BEGIN SELECT RAISE(ABORT, 'patrol_patrolround: not two rounds at once'); END"
    )


def _exclusion(whose):
    return (
        f"ALTER TABLE patrol_patrolround ADD CONSTRAINT patrol_rounds_{whose} EXCLUDE USING gist "
        f"(int8range({whose}, {whose}, '[]') WITH &&, tstzrange(duty_from, duty_until) WITH &&) "
        f"WHERE ({whose} IS NOT NULL AND duty_from < duty_until AND {LIVE.format(row='')})"
    )


def create(apps, schema_editor):
    for whose in WHOSE:
        if schema_editor.connection.vendor == "sqlite":
            for verb in ("insert", "update"):
                schema_editor.execute(_trigger(whose, verb))
        else:
            schema_editor.execute(_exclusion(whose))


def drop(apps, schema_editor):
    for whose in WHOSE:
        if schema_editor.connection.vendor == "sqlite":
            for verb in ("insert", "update"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS patrol_rounds_{whose}_{verb}")
        else:
            schema_editor.execute(
                f"ALTER TABLE patrol_patrolround DROP CONSTRAINT IF EXISTS patrol_rounds_{whose}"
            )


class Migration(migrations.Migration):
    dependencies = [
        ("patrol", "0004_presence"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("checkpoint", "incident", models.CharField(blank=True, max_length=16)),
        migrations.AddField("checkpoint", "metres", models.PositiveIntegerField(null=True)),
        migrations.AddField(
            "checkpoint", "stay_min", models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddConstraint(
            "patrolround",
            models.UniqueConstraint(
                condition=Q(status__in=("started", "paused")),
                fields=["unit"],
                name="a_unit_goes_one_round_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            "patrolround",
            models.UniqueConstraint(
                condition=Q(status__in=("started", "paused")),
                fields=["person"],
                name="a_person_looks_through_one_round_at_a_time",
            ),
        ),
        migrations.RunPython(create, drop),
    ]
