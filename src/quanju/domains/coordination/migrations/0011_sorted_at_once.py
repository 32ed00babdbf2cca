from django.db import migrations

from quanju.domains.coordination import triggers


class Migration(migrations.Migration):
    dependencies = [("coordination", "0010_item_titles")]

    operations = [migrations.RunPython(triggers.sort_at_once, migrations.RunPython.noop)]
