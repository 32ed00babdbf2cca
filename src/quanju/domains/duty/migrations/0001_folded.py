import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from quanju.domains.duty import triggers


class Migration(migrations.Migration):

    replaces = [('duty', '0001_initial')]

    initial = True

    dependencies = [
        ('patrol', '0001_folded'),
        ('people', '0001_folded'),
    ]

    operations = [
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
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'patrol_occasion',
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='an_occasion_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('weekdays__gte', 1), ('weekdays__lte', 127)), name='an_occasion_has_weekdays')],
            },
        ),
        migrations.CreateModel(
            name='Secondment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='secondments', to=settings.AUTH_USER_MODEL)),
                ('home', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('duty_from', models.DateTimeField()),
                ('duty_until', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'patrol_secondment',
                'constraints': [models.CheckConstraint(condition=models.Q(('duty_until__gte', models.F('duty_from'))), name='a_secondment_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('home', models.F('host')), _negated=True), name='a_secondment_leads_elsewhere')],
            },
        ),
        migrations.CreateModel(
            name='VolunteerProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='volunteer_profile', to=settings.AUTH_USER_MODEL)),
                ('registered_at', models.DateTimeField()),
                ('briefed_at', models.DateTimeField(null=True)),
                ('briefed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'patrol_volunteerprofile',
                'constraints': [models.CheckConstraint(condition=models.Q(('briefed_at__isnull', True), ('briefed_by__isnull', False), _connector='OR'), name='somebody_briefed_the_volunteer')],
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feeds', to=settings.AUTH_USER_MODEL)),
                ('content', models.CharField(max_length=10)),
                ('secret_hash', models.CharField(max_length=64, unique=True)),
                ('added_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'patrol_calendarfeed',
            },
        ),
        migrations.CreateModel(
            name='PlannedShift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('force_type', models.CharField(choices=[('special_police', '特警'), ('office_liaison', '机关包联'), ('case_team', '案件办理队'), ('community_team', '社区警务队'), ('volunteer', '义警'), ('traffic_police', '交警联勤')], max_length=20)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('zone', models.PositiveSmallIntegerField()),
                ('staging_point', models.PositiveSmallIntegerField(null=True)),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='planned', to='patrol.unit')),
                ('headcount', models.PositiveSmallIntegerField()),
                ('duty_from', models.DateTimeField()),
                ('duty_until', models.DateTimeField()),
                ('occasion', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='duty.occasion')),
                ('status', models.CharField(choices=[('planned', '已排班'), ('confirmed', '已确认'), ('checked_in', '在位'), ('away_on_call', '离位处警'), ('handed_over', '已交班'), ('checked_out', '已下岗'), ('missed', '未到位'), ('excused', '已准假'), ('cancelled', '已取消')], default='planned', max_length=20)),
                ('checked_in_at', models.DateTimeField(null=True)),
                ('is_late', models.BooleanField(default=False)),
                ('checked_in_on_word_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('left_at', models.DateTimeField(null=True)),
                ('covered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='patrol.unit')),
                ('handed_to', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='took_over', to='duty.plannedshift')),
                ('ended_at', models.DateTimeField(null=True)),
                ('why_not', models.CharField(blank=True, max_length=200)),
                ('revision', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'db_table': 'patrol_plannedshift',
                'indexes': [models.Index(fields=['duty_from', 'duty_until'], name='shifts_by_time')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['planned', 'confirmed', 'checked_in', 'away_on_call', 'handed_over', 'missed', 'checked_out', 'excused', 'cancelled'])), name='shifts_are_in_a_known_state'), models.CheckConstraint(condition=models.Q(('duty_until__gt', models.F('duty_from'))), name='a_shift_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('headcount__gte', 1)), name='a_shift_has_people'), models.CheckConstraint(condition=models.Q(('occasion__isnull', True), ('staging_point__isnull', False), _connector='OR'), name='an_extra_shift_stands_at_a_point'), models.UniqueConstraint(condition=models.Q(('occasion__isnull', False), models.Q(('status', 'cancelled'), _negated=True)), fields=('occasion', 'duty_from'), name='one_shift_per_occasion_and_beginning')],
            },
        ),
        migrations.CreateModel(
            name='ShiftMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shift', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='duty.plannedshift')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('duty_from', models.DateTimeField()),
                ('duty_until', models.DateTimeField()),
                ('is_standing', models.BooleanField(default=True)),
                ('is_volunteer', models.BooleanField(default=False)),
                ('paired_with', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('secondment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stood', to='duty.secondment')),
                ('taken_away_because', models.CharField(blank=True, max_length=200)),
                ('served_min', models.PositiveIntegerField(null=True)),
                ('observation', models.TextField(blank=True)),
                ('thanked_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'patrol_shiftmember',
                'indexes': [models.Index(fields=['person', 'duty_from'], name='members_by_person')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_standing', True)), fields=('shift', 'person'), name='a_person_stands_a_shift_once'), models.CheckConstraint(condition=models.Q(('duty_until__gt', models.F('duty_from'))), name='a_member_stands_some_time'), models.CheckConstraint(condition=models.Q(('is_volunteer', False), models.Q(('paired_with__isnull', False), models.Q(('paired_with', models.F('person')), _negated=True)), _connector='OR'), name='a_volunteer_stands_beside_an_officer')],
            },
        ),
        migrations.RunPython(triggers.create_for, triggers.drop_for),
    ]
