"""Places that were loaded before are found by their pinyin and its initials, too."""

import re

from django.db import migrations


def spell(apps, schema_editor):
    changed = []
    places = apps.get_model("geo", "Place").objects.using(schema_editor.connection.alias)
    for row in places.iterator(chunk_size=1000):
        names = row.search_text.strip("|").split("|")
        letters = [found for name in names for found in spelt(name)]
        if not letters:
            continue
        row.search_text = f"|{'|'.join(dict.fromkeys([*names, *letters]))}|"[:700]
        changed.append(row)
    places.bulk_update(changed, ["search_text"], batch_size=500)


def spelt(name):
    """As the names were spelt when this was written."""
    from pypinyin import lazy_pinyin

    if not re.search("[\u4e00-\u9fff]", name):
        return ()
    sounds = [sound for sound in lazy_pinyin(name) if sound.strip()]
    return "".join(sounds), "".join(one[0] if one.isalpha() else one for one in sounds)


class Migration(migrations.Migration):
    dependencies = [("geo", "0002_place_notes")]
    operations = [migrations.RunPython(spell, migrations.RunPython.noop, elidable=True)]
