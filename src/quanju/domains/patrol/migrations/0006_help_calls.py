"""Calls for help, until the desk ends them."""

import django.db.models.deletion
from django.db import migrations, models


def units_that_call(apps, schema_editor):
    """Whoever calls at this moment has a row as well, so that the desk can end it."""
    unit, call = apps.get_model("patrol", "Unit"), apps.get_model("patrol", "HelpCall")
    call.objects.bulk_create(
        call(unit=row, called_at=row.status_at, nearest=[])
        for row in unit.objects.filter(status="emergency", status_at__isnull=False)
    )


class Migration(migrations.Migration):
    dependencies = [("patrol", "0005_rounds_walked")]

    operations = [
        migrations.CreateModel(
            name="HelpCall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("called_at", models.DateTimeField()),
                ("nearest", models.JSONField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="help_calls",
                        to="patrol.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("unit",),
                        name="one_call_for_help_a_unit",
                    )
                ],
            },
        ),
        migrations.RunPython(units_that_call, migrations.RunPython.noop),
    ]
