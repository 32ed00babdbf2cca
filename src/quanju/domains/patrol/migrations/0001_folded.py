import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('patrol', '0001_initial'), ('patrol', '0002_planned_duty'), ('patrol', '0003_nobody_twice_at_once'), ('patrol', '0004_presence'), ('patrol', '0005_rounds_walked'), ('patrol', '0006_help_calls'), ('patrol', '0007_round_pauses'), ('patrol', '0008_help_calls_pressed'), ('patrol', '0009_known_states'), ('patrol', '0010_duty_and_rounds_are_rooms'), ('patrol', '0011_help_seen'), ('patrol', '0012_until_when_as_it_was_said')]

    initial = True

    dependencies = [
        ('people', '0001_folded'),
    ]

    operations = [
        migrations.CreateModel(
            name='PatrolZone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('valid_from', models.DateTimeField()),
                ('valid_until', models.DateTimeField(null=True)),
                ('number', models.PositiveSmallIntegerField()),
                ('name_zh', models.CharField(max_length=60)),
                ('name_en', models.CharField(max_length=80)),
                ('geometry', models.JSONField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('valid_until__isnull', True)), fields=('number',), name='one_zone_per_number')],
            },
        ),
        migrations.CreateModel(
            name='StagingPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('valid_from', models.DateTimeField()),
                ('valid_until', models.DateTimeField(null=True)),
                ('number', models.PositiveSmallIntegerField()),
                ('name_zh', models.CharField(max_length=60)),
                ('name_en', models.CharField(max_length=80)),
                ('place_kind', models.CharField(choices=[('business_street', '商业街'), ('night_market', '夜市'), ('square', '广场'), ('transport_station', '车站'), ('key_spot', '重点部位')], max_length=30)),
                ('capacity', models.PositiveSmallIntegerField(default=2)),
                ('equipment', models.CharField(blank=True, max_length=200)),
                ('hours', models.CharField(blank=True, max_length=60)),
                ('lon', models.FloatField()),
                ('lat', models.FloatField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('valid_until__isnull', True)), fields=('number',), name='one_staging_point_per_number')],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('call_sign', models.CharField(max_length=20, unique=True)),
                ('force_type', models.CharField(choices=[('special_police', '特警'), ('office_liaison', '机关包联'), ('case_team', '案件办理队'), ('community_team', '社区警务队'), ('volunteer', '义警'), ('traffic_police', '交警联勤')], max_length=20)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='people.organisation')),
                ('vehicle', models.CharField(blank=True, max_length=40)),
                ('crew_size', models.PositiveSmallIntegerField(default=2)),
                ('home_zone', models.PositiveSmallIntegerField(null=True)),
                ('home_staging_point', models.PositiveSmallIntegerField(null=True)),
                ('status', models.CharField(choices=[('off_duty', '下勤'), ('available', '空闲'), ('staging', '屯警'), ('patrolling', '巡逻'), ('break', '休息'), ('out_of_service', '停用'), ('emergency', '紧急求助')], default='off_duty', max_length=20)),
                ('status_at', models.DateTimeField(null=True)),
                ('status_until_at', models.DateTimeField(null=True)),
                ('shift_started_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['off_duty', 'available', 'staging', 'patrolling', 'break', 'out_of_service', 'emergency'])), name='units_are_in_a_known_state'), models.CheckConstraint(condition=models.Q(('status', 'off_duty'), ('shift_started_at__isnull', False), _connector='OR'), name='a_unit_on_duty_has_a_shift')],
            },
        ),
        migrations.CreateModel(
            name='ZoneGap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('zone', models.PositiveSmallIntegerField()),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('alerted_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('zone',), name='one_open_gap_per_zone'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('began_at')), _connector='OR'), name='a_gap_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='PresenceSample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('staging_point', models.PositiveSmallIntegerField()),
                ('zone', models.PositiveSmallIntegerField(null=True)),
                ('quarter_at', models.DateTimeField()),
                ('is_planned', models.BooleanField()),
                ('is_seen', models.BooleanField(null=True)),
                ('has_officer', models.BooleanField(null=True)),
                ('has_car', models.BooleanField(null=True)),
                ('has_light', models.BooleanField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('quarter_at', 'staging_point'), name='one_presence_per_place_and_quarter'), models.CheckConstraint(condition=models.Q(('is_seen', True), models.Q(models.Q(('has_officer', True), _negated=True), models.Q(('has_car', True), _negated=True), models.Q(('has_light', True), _negated=True)), _connector='OR'), name='what_is_seen_makes_presence')],
            },
        ),
        migrations.CreateModel(
            name='RosterEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roster', to='patrol.unit')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rosters', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('unit', 'person'), name='one_roster_entry_per_person')],
            },
        ),
        migrations.CreateModel(
            name='CrewMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='crew', to='patrol.unit')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='crews', to=settings.AUTH_USER_MODEL)),
                ('joined_at', models.DateTimeField()),
                ('left_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('left_at__isnull', True)), fields=('person',), name='a_person_is_on_one_crew_at_a_time'), models.CheckConstraint(condition=models.Q(('left_at__isnull', True), ('left_at__gte', models.F('joined_at')), _connector='OR'), name='a_crew_member_leaves_after_joining')],
            },
        ),
        migrations.CreateModel(
            name='UnitShift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='patrol.unit')),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('unit',), name='a_unit_is_on_one_shift_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='UnitPosition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='position', to='patrol.unit')),
                ('lon', models.FloatField()),
                ('lat', models.FloatField()),
                ('accuracy_m', models.FloatField(null=True)),
                ('heading_deg', models.FloatField(null=True)),
                ('at', models.DateTimeField(db_index=True)),
                ('received_at', models.DateTimeField(db_index=True)),
                ('sampled_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='PositionSample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='samples', to='patrol.unit')),
                ('lon', models.FloatField()),
                ('lat', models.FloatField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['unit', 'at'], name='samples_by_unit'), models.Index(fields=['at'], name='samples_by_age')],
            },
        ),
        migrations.CreateModel(
            name='PresenceQuarter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quarters', to='patrol.unit')),
                ('zone', models.PositiveSmallIntegerField(null=True)),
                ('quarter_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('unit', 'quarter_at', 'zone'), name='one_quarter_per_unit_and_zone'), models.UniqueConstraint(condition=models.Q(('zone__isnull', True)), fields=('unit', 'quarter_at'), name='one_quarter_per_unit_outside_all_zones')],
            },
        ),
        migrations.CreateModel(
            name='HelpCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='help_calls', to='patrol.unit')),
                ('called_at', models.DateTimeField()),
                ('pressed_at', models.DateTimeField(null=True)),
                ('nearest', models.JSONField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('unit',), name='one_call_for_help_a_unit')],
            },
        ),
        migrations.CreateModel(
            name='LitStretch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lit', to='patrol.unit')),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['unit', 'began_at'], name='lights_by_unit')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('unit',), name='a_light_is_switched_on_once'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('began_at')), _connector='OR'), name='a_light_goes_off_after_it_goes_on')],
            },
        ),
        migrations.CreateModel(
            name='ActivityStretch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stretches', to='patrol.unit')),
                ('activity', models.CharField(max_length=20)),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['unit', 'began_at'], name='stretches_by_unit')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('unit',), name='a_unit_does_one_thing_at_a_time'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('began_at')), _connector='OR'), name='a_stretch_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='HelpSeen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seen', to='patrol.helpcall')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='patrol.unit')),
                ('seen_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('unit__isnull', False)), fields=('call', 'unit'), name='a_crew_sees_a_call_for_help_once'), models.UniqueConstraint(condition=models.Q(('unit__isnull', True)), fields=('call',), name='the_desk_sees_a_call_for_help_once')],
            },
        ),
    ]
