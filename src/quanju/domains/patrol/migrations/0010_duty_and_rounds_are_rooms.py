"""Shifts and rounds stand in rooms of their own now; the database is not touched.

docs/decisions/2026-11-29-patrol-duty-rounds.md
"""

from django.db import migrations

GONE = (
    "Checkpoint",
    "PatrolRound",
    "ShiftMember",
    "PlannedShift",
    "Occasion",
    "Secondment",
    "VolunteerProfile",
    "CalendarFeed",
)


class Migration(migrations.Migration):
    dependencies = [
        ("duty", "0001_initial"),
        ("patrol", "0009_known_states"),
        ("planning", "0005_shifts_stand_in_duty"),
        ("rounds", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name) for name in GONE]
        )
    ]
