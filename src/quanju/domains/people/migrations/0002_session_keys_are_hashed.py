"""Sessions that are open go on: their keys are replaced by what the table holds from now on."""

import hashlib

from django.db import migrations


def hash_keys(apps, schema_editor):
    Session = apps.get_model("sessions", "Session")
    for row in list(Session.objects.all()):
        key = row.session_key
        row.session_key = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:40]
        row.save(force_insert=True)
        Session.objects.filter(session_key=key).delete()


def end_all(apps, schema_editor):
    apps.get_model("sessions", "Session").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("sessions", "0001_initial")]
    operations = [migrations.RunPython(hash_keys, end_all)]
