"""Who was answered after the call came had a ring that somebody told of; it counts on in RT-1."""

from django.db import migrations
from django.db.models import F


def say_so(apps, schema_editor):
    told = apps.get_model("dispatch", "Incident").objects.filter(answered_at__gt=F("received_at"))
    told.update(has_ring=True)


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0007_the_telephone")]
    operations = [migrations.RunPython(say_so, migrations.RunPython.noop)]
