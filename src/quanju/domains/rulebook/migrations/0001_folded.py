from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('rulebook', '0001_initial'), ('rulebook', '0002_tables_as_written'), ('rulebook', '0003_known_states'), ('rulebook', '0004_second_persons_move_to_approvals'), ('rulebook', '0005_second_persons_leave_the_rows')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='RuleTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('version', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('sha256', models.CharField(editable=False, max_length=64)),
                ('status', models.CharField(choices=[('proposed', '待批准'), ('approved', '已批准'), ('rejected', '已退回'), ('withdrawn', '已撤回'), ('expired', '已过期'), ('superseded', '已被替代'), ('rolled_back', '已回退')], default='proposed', max_length=20)),
                ('source', models.TextField(blank=True)),
                ('reason', models.TextField(blank=True)),
                ('proposed_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('effective_from', models.DateTimeField()),
                ('effective_until', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'status', 'effective_from'], name='rules_in_force')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['proposed', 'approved', 'rejected', 'withdrawn', 'expired', 'superseded', 'rolled_back'])), name='rules_are_in_a_known_state'), models.UniqueConstraint(fields=('kind', 'version'), name='one_table_per_version'), models.CheckConstraint(condition=models.Q(('effective_until__isnull', True), ('effective_until__gte', models.F('effective_from')), _connector='OR'), name='a_rule_ends_after_it_begins')],
            },
        ),
    ]
