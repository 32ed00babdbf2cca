import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from quanju.domains.rounds import triggers


class Migration(migrations.Migration):

    replaces = [('rounds', '0001_initial')]

    initial = True

    dependencies = [
        ('patrol', '0001_folded'),
        ('people', '0001_folded'),
    ]

    operations = [
        migrations.CreateModel(
            name='PatrolRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(choices=[('car', '车巡'), ('foot', '步巡'), ('video', '视频轮巡')], max_length=10)),
                ('zone', models.PositiveSmallIntegerField()),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='patrol.unit')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('duty_from', models.DateTimeField()),
                ('duty_until', models.DateTimeField()),
                ('status', models.CharField(choices=[('planned', '已计划'), ('started', '进行中'), ('paused', '暂停（处警）'), ('completed', '已完成'), ('cut_short', '提前结束'), ('cancelled', '已取消')], default='planned', max_length=20)),
                ('started_at', models.DateTimeField(null=True)),
                ('paused_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('cut_because', models.CharField(blank=True, max_length=200)),
                ('findings', models.TextField(blank=True)),
            ],
            options={
                'db_table': 'patrol_patrolround',
                'indexes': [models.Index(fields=['duty_from'], name='rounds_by_time')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['planned', 'started', 'paused', 'completed', 'cut_short', 'cancelled'])), name='rounds_are_in_a_known_state'), models.CheckConstraint(condition=models.Q(('duty_until__gt', models.F('duty_from'))), name='a_round_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('mode', 'video'), ('person__isnull', False), ('unit__isnull', True)), models.Q(models.Q(('mode', 'video'), _negated=True), ('person__isnull', True), ('unit__isnull', False)), _connector='OR'), name='a_crew_rides_or_a_person_looks'), models.UniqueConstraint(condition=models.Q(('status__in', ('started', 'paused'))), fields=('unit',), name='a_unit_goes_one_round_at_a_time'), models.UniqueConstraint(condition=models.Q(('status__in', ('started', 'paused'))), fields=('person',), name='a_person_looks_through_one_round_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checkpoints', to='rounds.patrolround')),
                ('position', models.PositiveSmallIntegerField()),
                ('name_zh', models.CharField(max_length=60)),
                ('name_en', models.CharField(blank=True, max_length=80)),
                ('camera', models.CharField(blank=True, max_length=40)),
                ('lon', models.FloatField(null=True)),
                ('lat', models.FloatField(null=True)),
                ('due_at', models.DateTimeField()),
                ('stay_min', models.PositiveSmallIntegerField(default=0)),
                ('status', models.CharField(choices=[('due', '待巡'), ('visited', '已巡'), ('skipped', '跳过')], default='due', max_length=10)),
                ('done_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, max_length=10)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('metres', models.PositiveIntegerField(null=True)),
                ('incident', models.CharField(blank=True, max_length=16)),
            ],
            options={
                'db_table': 'patrol_checkpoint',
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['due', 'visited', 'skipped'])), name='checkpoints_are_in_a_known_state'), models.UniqueConstraint(fields=('round', 'position'), name='one_checkpoint_per_position'), models.CheckConstraint(condition=models.Q(models.Q(('lon__isnull', True), ('lat__isnull', True)), models.Q(('lon__isnull', False), ('lat__isnull', False)), _connector='OR'), name='a_checkpoint_has_a_whole_place_or_none')],
            },
        ),
        migrations.RunPython(triggers.create_for, triggers.drop_for),
    ]
