import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('geo', '0001_initial'), ('geo', '0002_place_notes'), ('geo', '0003_places_in_letters')]

    initial = True

    dependencies = [
        ('people', '0001_folded'),
    ]

    operations = [
        migrations.CreateModel(
            name='MapRelease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('road_file', models.CharField(max_length=300)),
                ('tile_file', models.CharField(blank=True, max_length=300)),
                ('fingerprint', models.CharField(max_length=64)),
                ('attribution', models.CharField(max_length=200)),
                ('is_synthetic', models.BooleanField(default=False)),
                ('centre_lon', models.FloatField()),
                ('centre_lat', models.FloatField()),
                ('loaded_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('valid_from', models.DateTimeField()),
                ('valid_until', models.DateTimeField(null=True)),
                ('kind', models.CharField(choices=[('outline', '辖区'), ('urban', '城区'), ('subdistrict', '街道（镇）'), ('station_area', '派出所辖区')], max_length=20)),
                ('code', models.CharField(max_length=60)),
                ('name_zh', models.CharField(max_length=100)),
                ('name_en', models.CharField(blank=True, max_length=160)),
                ('geometry', models.JSONField()),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='areas', to='people.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('valid_until__isnull', True)), fields=('kind', 'code'), name='one_area_in_force_per_code'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='an_area_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_zh', models.CharField(max_length=120)),
                ('name_en', models.CharField(blank=True, max_length=200)),
                ('kind', models.CharField(max_length=30)),
                ('aliases', models.CharField(blank=True, max_length=300)),
                ('search_text', models.CharField(max_length=700)),
                ('subdistrict', models.CharField(blank=True, max_length=60)),
                ('source', models.CharField(choices=[('roads', '路网'), ('branch', '分局地名表'), ('patrol', '巡防')], default='branch', max_length=20)),
                ('lon', models.FloatField()),
                ('lat', models.FloatField()),
            ],
            options={
                'indexes': [models.Index(fields=['kind'], name='places_by_kind'), models.Index(fields=['lat', 'lon'], name='places_by_position')],
            },
        ),
        migrations.CreateModel(
            name='Closure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('closed', '封闭'), ('slow', '缓行')], max_length=10)),
                ('factor', models.FloatField(default=1.0)),
                ('geometry', models.JSONField()),
                ('radius_m', models.FloatField(default=15)),
                ('name_zh', models.CharField(max_length=120)),
                ('name_en', models.CharField(blank=True, max_length=160)),
                ('station', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('valid_from', models.DateTimeField()),
                ('valid_until', models.DateTimeField(null=True)),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['valid_until'], name='closures_by_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('factor__gte', 1)), name='a_closure_never_speeds_up'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='a_closure_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Circumstance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_zh', models.CharField(max_length=60)),
                ('name_en', models.CharField(max_length=80)),
                ('factor', models.FloatField()),
                ('valid_from', models.DateTimeField()),
                ('valid_until', models.DateTimeField(null=True)),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('factor__gte', 1), ('factor__lte', 10)), name='a_circumstance_slows_up_to_ten_times'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='a_circumstance_ends_after_it_begins')],
            },
        ),
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
