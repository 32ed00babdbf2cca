from django.db import migrations, models

from quanju.domains.journal import triggers
from quanju.domains.journal.keys import head_mark


def mark_the_head(apps, editor):
    """What the service wrote before there were marks is believed once, here."""
    for head in apps.get_model("journal", "ChainHead").objects.all():
        head.mark = head_mark(head.chain, head.number, head.hash)
        head.save(update_fields=["mark"])


def open_tables(apps, editor):
    triggers.drop(editor.connection)


def close_tables(apps, editor):
    triggers.create(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_append_only")]
    operations = [
        migrations.RunPython(open_tables, close_tables),
        migrations.AddField("entry", "rows", models.TextField(blank=True, default="")),
        migrations.AddField(
            "chainhead", "mark", models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(mark_the_head, migrations.RunPython.noop),
        migrations.RunPython(close_tables, open_tables),
    ]
