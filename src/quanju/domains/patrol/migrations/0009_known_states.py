"""The database knows the states of units, shifts, rounds and their checkpoints.

SQLite rebuilds the tables for it and forgets their triggers, so those of 0003 and 0005 are made anew.
"""

from importlib import import_module

from django.conf import settings
from django.db import migrations, models


EXCLUDING = ("0003_nobody_twice_at_once", "0005_rounds_walked")


def exclude_anew(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return  # PostgreSQL adds a constraint in place
    for name in EXCLUDING:
        migration = import_module(f"quanju.domains.patrol.migrations.{name}")
        migration.drop(apps, schema_editor)
        migration.create(apps, schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('patrol', '0008_help_calls_pressed'),
        ('people', '0004_known_states'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='checkpoint',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['due', 'visited', 'skipped'])), name='checkpoints_are_in_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='patrolround',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['planned', 'started', 'paused', 'completed', 'cut_short', 'cancelled'])), name='rounds_are_in_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='plannedshift',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['planned', 'confirmed', 'checked_in', 'away_on_call', 'handed_over', 'missed', 'checked_out', 'excused', 'cancelled'])), name='shifts_are_in_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['off_duty', 'available', 'staging', 'patrolling', 'break', 'out_of_service', 'emergency'])), name='units_are_in_a_known_state'),
        ),
        migrations.RunPython(exclude_anew, exclude_anew),
    ]
