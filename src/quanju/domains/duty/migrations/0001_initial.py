"""The tables of duty came from patrol and keep their names, rows, triggers and digests.

Only the house learns that they stand in this room now: the database is not touched
(docs/decisions/2026-11-29-patrol-duty-rounds.md).
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('patrol', '0009_known_states'),
        ('people', '0004_known_states'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='CalendarFeed',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('content', models.CharField(max_length=10)),
                        ('secret_hash', models.CharField(max_length=64, unique=True)),
                        ('added_at', models.DateTimeField()),
                        ('revoked_at', models.DateTimeField(null=True)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feeds', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'db_table': 'patrol_calendarfeed',
                    },
                ),
                migrations.CreateModel(
                    name='Occasion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name_zh', models.CharField(max_length=60)),
                        ('name_en', models.CharField(max_length=80)),
                        ('staging_point', models.PositiveSmallIntegerField()),
                        ('zone', models.PositiveSmallIntegerField()),
                        ('force_type', models.CharField(choices=[('special_police', '特警'), ('office_liaison', '机关包联'), ('case_team', '案件办理队'), ('community_team', '社区警务队'), ('volunteer', '义警'), ('traffic_police', '交警联勤')], max_length=20)),
                        ('headcount', models.PositiveSmallIntegerField()),
                        ('weekdays', models.PositiveSmallIntegerField()),
                        ('starts_on', models.DateField()),
                        ('ends_on', models.DateField()),
                        ('begins', models.TimeField()),
                        ('ends', models.TimeField()),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'db_table': 'patrol_occasion',
                    },
                ),
                migrations.CreateModel(
                    name='PlannedShift',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('force_type', models.CharField(choices=[('special_police', '特警'), ('office_liaison', '机关包联'), ('case_team', '案件办理队'), ('community_team', '社区警务队'), ('volunteer', '义警'), ('traffic_police', '交警联勤')], max_length=20)),
                        ('zone', models.PositiveSmallIntegerField()),
                        ('staging_point', models.PositiveSmallIntegerField(null=True)),
                        ('headcount', models.PositiveSmallIntegerField()),
                        ('duty_from', models.DateTimeField()),
                        ('duty_until', models.DateTimeField()),
                        ('status', models.CharField(choices=[('planned', '已排班'), ('confirmed', '已确认'), ('checked_in', '在位'), ('away_on_call', '离位处警'), ('handed_over', '已交班'), ('checked_out', '已下岗'), ('missed', '未到位'), ('excused', '已准假'), ('cancelled', '已取消')], default='planned', max_length=20)),
                        ('checked_in_at', models.DateTimeField(null=True)),
                        ('is_late', models.BooleanField(default=False)),
                        ('left_at', models.DateTimeField(null=True)),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('why_not', models.CharField(blank=True, max_length=200)),
                        ('revision', models.PositiveSmallIntegerField(default=0)),
                        ('checked_in_on_word_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('covered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='patrol.unit')),
                        ('handed_to', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='took_over', to='duty.plannedshift')),
                        ('occasion', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='duty.occasion')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                        ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='planned', to='patrol.unit')),
                    ],
                    options={
                        'db_table': 'patrol_plannedshift',
                    },
                ),
                migrations.CreateModel(
                    name='Secondment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('duty_from', models.DateTimeField()),
                        ('duty_until', models.DateTimeField()),
                        ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('home', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                        ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='secondments', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'db_table': 'patrol_secondment',
                    },
                ),
                migrations.CreateModel(
                    name='ShiftMember',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('duty_from', models.DateTimeField()),
                        ('duty_until', models.DateTimeField()),
                        ('is_standing', models.BooleanField(default=True)),
                        ('is_volunteer', models.BooleanField(default=False)),
                        ('taken_away_because', models.CharField(blank=True, max_length=200)),
                        ('served_min', models.PositiveIntegerField(null=True)),
                        ('observation', models.TextField(blank=True)),
                        ('thanked_at', models.DateTimeField(null=True)),
                        ('paired_with', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('secondment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stood', to='duty.secondment')),
                        ('shift', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='duty.plannedshift')),
                    ],
                    options={
                        'db_table': 'patrol_shiftmember',
                    },
                ),
                migrations.CreateModel(
                    name='VolunteerProfile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('registered_at', models.DateTimeField()),
                        ('briefed_at', models.DateTimeField(null=True)),
                        ('briefed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='volunteer_profile', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'db_table': 'patrol_volunteerprofile',
                    },
                ),
                migrations.AddConstraint(
                    model_name='occasion',
                    constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='an_occasion_ends_after_it_starts'),
                ),
                migrations.AddConstraint(
                    model_name='occasion',
                    constraint=models.CheckConstraint(condition=models.Q(('weekdays__gte', 1), ('weekdays__lte', 127)), name='an_occasion_has_weekdays'),
                ),
                migrations.AddIndex(
                    model_name='plannedshift',
                    index=models.Index(fields=['duty_from', 'duty_until'], name='shifts_by_time'),
                ),
                migrations.AddConstraint(
                    model_name='plannedshift',
                    constraint=models.CheckConstraint(condition=models.Q(('status__in', ['planned', 'confirmed', 'checked_in', 'away_on_call', 'handed_over', 'missed', 'checked_out', 'excused', 'cancelled'])), name='shifts_are_in_a_known_state'),
                ),
                migrations.AddConstraint(
                    model_name='plannedshift',
                    constraint=models.CheckConstraint(condition=models.Q(('duty_until__gt', models.F('duty_from'))), name='a_shift_ends_after_it_begins'),
                ),
                migrations.AddConstraint(
                    model_name='plannedshift',
                    constraint=models.CheckConstraint(condition=models.Q(('headcount__gte', 1)), name='a_shift_has_people'),
                ),
                migrations.AddConstraint(
                    model_name='plannedshift',
                    constraint=models.CheckConstraint(condition=models.Q(('occasion__isnull', True), ('staging_point__isnull', False), _connector='OR'), name='an_extra_shift_stands_at_a_point'),
                ),
                migrations.AddConstraint(
                    model_name='plannedshift',
                    constraint=models.UniqueConstraint(condition=models.Q(('occasion__isnull', False), models.Q(('status', 'cancelled'), _negated=True)), fields=('occasion', 'duty_from'), name='one_shift_per_occasion_and_beginning'),
                ),
                migrations.AddConstraint(
                    model_name='secondment',
                    constraint=models.CheckConstraint(condition=models.Q(('duty_until__gte', models.F('duty_from'))), name='a_secondment_ends_after_it_begins'),
                ),
                migrations.AddConstraint(
                    model_name='secondment',
                    constraint=models.CheckConstraint(condition=models.Q(('home', models.F('host')), _negated=True), name='a_secondment_leads_elsewhere'),
                ),
                migrations.AddIndex(
                    model_name='shiftmember',
                    index=models.Index(fields=['person', 'duty_from'], name='members_by_person'),
                ),
                migrations.AddConstraint(
                    model_name='shiftmember',
                    constraint=models.UniqueConstraint(condition=models.Q(('is_standing', True)), fields=('shift', 'person'), name='a_person_stands_a_shift_once'),
                ),
                migrations.AddConstraint(
                    model_name='shiftmember',
                    constraint=models.CheckConstraint(condition=models.Q(('duty_until__gt', models.F('duty_from'))), name='a_member_stands_some_time'),
                ),
                migrations.AddConstraint(
                    model_name='shiftmember',
                    constraint=models.CheckConstraint(condition=models.Q(('is_volunteer', False), models.Q(('paired_with__isnull', False), models.Q(('paired_with', models.F('person')), _negated=True)), _connector='OR'), name='a_volunteer_stands_beside_an_officer'),
                ),
                migrations.AddConstraint(
                    model_name='volunteerprofile',
                    constraint=models.CheckConstraint(condition=models.Q(('briefed_at__isnull', True), ('briefed_by__isnull', False), _connector='OR'), name='somebody_briefed_the_volunteer'),
                ),
            ]
        )
    ]
