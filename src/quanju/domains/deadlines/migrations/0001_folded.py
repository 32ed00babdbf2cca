import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('deadlines', '0001_initial'), ('deadlines', '0002_put_off')]

    initial = True

    dependencies = [
        ('people', '0001_folded'),
    ]

    operations = [
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=120)),
                ('family', models.CharField(max_length=30)),
                ('rule', models.CharField(max_length=30)),
                ('state', models.CharField(choices=[('running', '计时中'), ('suspended', '中止计算'), ('lapsed', '已超期'), ('satisfied', '已办结'), ('dropped', '已撤销')], default='running', max_length=12)),
                ('started_at', models.DateTimeField()),
                ('started_on', models.DateField()),
                ('is_of_a_day', models.BooleanField(default=False)),
                ('has_acts', models.BooleanField(default=False)),
                ('purpose', models.CharField(max_length=20)),
                ('due_at', models.DateTimeField(null=True)),
                ('due_on', models.DateField(null=True)),
                ('amber_at', models.DateTimeField(null=True)),
                ('next_alarm_at', models.DateTimeField(null=True)),
                ('is_provisional', models.BooleanField(default=False)),
                ('reckoned_by', models.BigIntegerField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'due_at'], name='clocks_by_due'), models.Index(fields=['next_alarm_at'], name='clocks_by_alarm'), models.Index(fields=['family', 'started_on'], name='clocks_by_start'), models.Index(fields=['subject'], name='clocks_by_subject')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ('running', 'suspended', 'lapsed', 'satisfied', 'dropped'))), name='clocks_are_in_a_known_state'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'suspended'), _negated=True), models.Q(('due_at__isnull', True), ('next_alarm_at__isnull', True)), _connector='OR'), name='a_standing_clock_has_no_date'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state__in', ('satisfied', 'dropped'))), models.Q(models.Q(('state__in', ('satisfied', 'dropped')), _negated=True), ('ended_at__isnull', True)), _connector='OR'), name='only_an_ended_clock_has_an_end'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('next_alarm_at__isnull', True), _connector='OR'), name='an_ended_clock_alarms_nobody'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('subject', 'family'), name='a_clock_runs_once_on_a_subject')],
            },
        ),
        migrations.CreateModel(
            name='PutOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('key', models.CharField(max_length=160)),
                ('subject', models.CharField(max_length=120)),
                ('reason', models.CharField(max_length=200)),
                ('put_off_at', models.DateTimeField()),
                ('until_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'until_at'], name='put_off_by_a_person')],
                'constraints': [models.UniqueConstraint(fields=('person', 'key'), name='a_person_puts_a_matter_off_once'), models.CheckConstraint(condition=models.Q(('until_at__gte', models.F('put_off_at'))), name='a_matter_comes_back_after')],
            },
        ),
        migrations.CreateModel(
            name='Reckoned',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('family', models.CharField(max_length=30, unique=True)),
                ('fingerprint', models.BigIntegerField()),
                ('reckoned_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ClockAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='deadlines.clock')),
                ('kind', models.CharField(choices=[('extended', '延长'), ('suspended', '中止'), ('found', '情形')], max_length=10)),
                ('at', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('code', models.CharField(blank=True, max_length=40)),
                ('approver', models.CharField(blank=True, max_length=40)),
                ('count', models.PositiveIntegerField(null=True)),
                ('paper', models.CharField(blank=True, max_length=120)),
                ('closing_paper', models.CharField(blank=True, max_length=120)),
                ('recorded_by', models.CharField(max_length=120)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ('extended', 'suspended', 'found'))), name='acts_are_of_a_known_kind'), models.CheckConstraint(condition=models.Q(('until__isnull', True), models.Q(('kind', 'suspended'), ('until__gte', models.F('at'))), _connector='OR'), name='a_clock_stands_from_until'), models.UniqueConstraint(condition=models.Q(('kind', 'suspended'), ('until__isnull', True)), fields=('clock', 'code'), name='a_clock_stands_once_for_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='ClockAlarm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alarms', to='deadlines.clock')),
                ('kind', models.CharField(choices=[('amber', '将到'), ('due', '已到')], max_length=10)),
                ('due_at', models.DateTimeField()),
                ('raised_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('clock', 'kind', 'due_at'), name='an_alarm_is_raised_once')],
            },
        ),
    ]
