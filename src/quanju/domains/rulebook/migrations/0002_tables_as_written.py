"""A version is kept as it was written, and its kind is called after its room."""

import hashlib

import tomlkit
from django.db import migrations, models

CALLED = {
    "incident_classes": "dispatch.incident_classes",
    "grades": "dispatch.grades",
    "safety_words": "dispatch.safety_words",
    "response_plans": "dispatch.response_plans",
    "dispositions": "dispatch.dispositions",
    "joining": "dispatch.joining",
    "dispatch_clocks": "dispatch.clocks",
}


def write_down(apps, schema_editor):
    tables = apps.get_model("rulebook", "RuleTable").objects
    for row in tables.iterator():
        row.text = tomlkit.dumps(row.content).strip("\n") + "\n"
        row.sha256 = hashlib.sha256(row.text.encode()).hexdigest()
        row.kind = CALLED.get(row.kind, row.kind)
        row.save(update_fields=["text", "sha256", "kind"])


def read_back(apps, schema_editor):
    before = {new: old for old, new in CALLED.items()}
    tables = apps.get_model("rulebook", "RuleTable").objects
    for row in tables.iterator():
        row.content = tomlkit.parse(row.text).unwrap()
        row.kind = before.get(row.kind, row.kind)
        row.save(update_fields=["content", "kind"])


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0001_initial")]

    operations = [
        migrations.AddField("ruletable", "text", models.TextField(default="")),
        migrations.AddField(
            "ruletable", "sha256", models.CharField(max_length=64, editable=False, default="")
        ),
        migrations.AlterField("ruletable", "content", models.JSONField(default=dict)),
        migrations.RunPython(write_down, read_back),
        migrations.RemoveField("ruletable", "content"),
        migrations.AlterField("ruletable", "text", models.TextField()),
        migrations.AlterField(
            "ruletable", "sha256", models.CharField(max_length=64, editable=False)
        ),
    ]
