from django.db import migrations

from quanju.domains.coordination.triggers import sort_at_once


class Migration(migrations.Migration):
    dependencies = [("coordination", "0010_item_titles")]

    operations = [migrations.RunPython(sort_at_once, migrations.RunPython.noop)]
