"""Notes on public places, buildings and roads."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('geo', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PlaceNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('hazard', '危险'), ('entrance', '入口'), ('keys', '钥匙')], max_length=10)),
                ('about', models.CharField(choices=[('public_place', '公共场所'), ('building', '楼宇'), ('road', '道路')], max_length=20)),
                ('place', models.CharField(max_length=120)),
                ('text', models.CharField(max_length=300)),
                ('lon', models.FloatField()),
                ('lat', models.FloatField()),
                ('proposed_at', models.DateTimeField()),
                ('valid_from', models.DateTimeField(null=True)),
                ('valid_until', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['lat', 'lon'], name='place_notes_by_position')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['hazard', 'entrance', 'keys'])), name='a_place_note_is_of_a_known_kind'), models.CheckConstraint(condition=models.Q(('about__in', ['public_place', 'building', 'road'])), name='a_place_note_is_about_a_place_a_building_or_a_road'), models.CheckConstraint(condition=models.Q(('valid_until__gt', models.F('proposed_at'))), name='a_place_note_ends_after_it_is_proposed')],
            },
        ),
    ]
