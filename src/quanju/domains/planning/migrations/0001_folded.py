import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('planning', '0001_initial'), ('planning', '0002_suggestions'), ('planning', '0003_accepted_rounds'), ('planning', '0004_known_states'), ('planning', '0005_shifts_stand_in_duty'), ('planning', '0006_second_persons_move_to_approvals'), ('planning', '0007_second_persons_leave_the_rows'), ('planning', '0008_kinds_of_studies_are_no_list')]

    initial = True

    dependencies = [
        ('duty', '0001_folded'),
        ('people', '0001_folded'),
    ]

    operations = [
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week_on', models.DateField()),
                ('shift', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='duty.plannedshift')),
                ('zone_from', models.PositiveSmallIntegerField()),
                ('zone_to', models.PositiveSmallIntegerField()),
                ('point_to', models.PositiveSmallIntegerField(null=True)),
                ('duty_from', models.DateTimeField()),
                ('duty_until', models.DateTimeField()),
                ('basis', models.JSONField()),
                ('status', models.CharField(choices=[('offered', '待决定'), ('accepted', '已采纳'), ('rejected', '未采纳'), ('expired', '已过时'), ('superseded', '已被新建议替代')], default='offered', max_length=20)),
                ('offered_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_at', models.DateTimeField(null=True)),
                ('why', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'indexes': [models.Index(fields=['week_on', 'status'], name='suggestions_by_week')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['offered', 'accepted', 'rejected', 'expired', 'superseded'])), name='suggestions_are_in_a_known_state'), models.UniqueConstraint(condition=models.Q(('status__in', ('offered', 'accepted', 'rejected'))), fields=('week_on', 'zone_from', 'zone_to', 'duty_from'), name='a_suggestion_is_made_once_a_week'), models.UniqueConstraint(condition=models.Q(('status', 'offered')), fields=('shift',), name='a_shift_has_one_open_suggestion'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('accepted', 'rejected')), _negated=True), ('decided_by__isnull', False), _connector='OR'), name='people_decide_suggestions'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'rejected'), _negated=True), models.Q(('why', ''), _negated=True), _connector='OR'), name='a_rejected_suggestion_says_why'), models.CheckConstraint(condition=models.Q(('zone_from', models.F('zone_to')), _negated=True), name='a_suggestion_leads_elsewhere')],
            },
        ),
        migrations.CreateModel(
            name='Study',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('title', models.CharField(max_length=100)),
                ('inputs', models.JSONField()),
                ('status', models.CharField(choices=[('queued', '排队'), ('running', '计算中'), ('done', '已完成'), ('failed', '未完成'), ('cancelled', '已取消')], default='queued', max_length=20)),
                ('done', models.PositiveIntegerField(default=0)),
                ('of', models.PositiveIntegerField(default=0)),
                ('result', models.JSONField(null=True)),
                ('why_zh', models.CharField(blank=True, max_length=500)),
                ('why_en', models.CharField(blank=True, max_length=500)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(null=True)),
                ('beat_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('repeats', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='planning.study')),
            ],
            options={
                'indexes': [models.Index(fields=['status', 'asked_at'], name='studies_in_turn')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['queued', 'running', 'done', 'failed', 'cancelled'])), name='studies_are_in_a_known_state'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'done'), _negated=True), ('result__isnull', False), _connector='OR'), name='a_study_that_is_done_has_a_result')],
            },
        ),
        migrations.CreateModel(
            name='AcceptedRounds',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('study', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='accepted', to='planning.study')),
                ('variant', models.PositiveSmallIntegerField()),
                ('rounds', models.JSONField()),
                ('accepted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('accepted_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('title', models.CharField(max_length=100)),
                ('zones', models.JSONField()),
                ('points', models.JSONField()),
                ('figures', models.JSONField(default=dict)),
                ('origin', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='planning.study')),
                ('status', models.CharField(choices=[('draft', '草案'), ('proposed', '待批准'), ('approved', '待生效'), ('in_force', '生效中'), ('superseded', '已被替代'), ('rejected', '已退回'), ('withdrawn', '已撤回'), ('expired', '已过期')], default='draft', max_length=20)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('drafted_at', models.DateTimeField()),
                ('proposed_at', models.DateTimeField(null=True)),
                ('wanted_from', models.DateTimeField(null=True)),
                ('approved_at', models.DateTimeField(null=True)),
                ('valid_from', models.DateTimeField(null=True)),
                ('valid_until', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'proposed', 'approved', 'in_force', 'superseded', 'rejected', 'withdrawn', 'expired'])), name='plans_are_in_a_known_state'), models.UniqueConstraint(condition=models.Q(('status', 'in_force')), fields=('status',), name='one_plan_is_in_force'), models.UniqueConstraint(condition=models.Q(('status', 'approved')), fields=('status',), name='one_approved_plan_waits'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'in_force'), _negated=True), ('valid_from__isnull', False), _connector='OR'), name='a_plan_in_force_has_a_beginning')],
            },
        ),
    ]
