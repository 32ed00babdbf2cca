import django.db.models.deletion
from django.db import migrations, models

from quanju.domains.journal import triggers


class Migration(migrations.Migration):

    replaces = [('journal', '0001_initial'), ('journal', '0002_append_only'), ('journal', '0003_marks_and_rows'), ('journal', '0004_seals_leave'), ('journal', '0005_reactions')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.CharField(max_length=60)),
                ('number', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('event', models.CharField(max_length=80)),
                ('kind', models.CharField(max_length=20)),
                ('subject', models.CharField(max_length=120)),
                ('related_json', models.TextField(default='[]')),
                ('author', models.CharField(max_length=120)),
                ('role', models.CharField(blank=True, max_length=40)),
                ('post', models.CharField(blank=True, max_length=60)),
                ('organisation', models.CharField(blank=True, max_length=60)),
                ('session', models.CharField(blank=True, max_length=40)),
                ('device', models.CharField(blank=True, max_length=60)),
                ('network_zone', models.CharField(blank=True, max_length=40)),
                ('purpose', models.CharField(blank=True, max_length=30)),
                ('justification', models.TextField(blank=True)),
                ('recipient', models.CharField(blank=True, max_length=120)),
                ('result', models.CharField(default='ok', max_length=10)),
                ('deny_code', models.CharField(blank=True, max_length=40)),
                ('urgent', models.BooleanField(default=False)),
                ('facts_json', models.TextField(default='{}')),
                ('rows', models.TextField(blank=True, default='')),
                ('prev_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['author', 'number'], name='entries_by_person'), models.Index(fields=['at'], name='entries_by_day'), models.Index(fields=['event', 'number'], name='entries_by_event')],
                'constraints': [models.UniqueConstraint(fields=('chain', 'number'), name='one_entry_per_number'), models.UniqueConstraint(fields=('chain', 'prev_hash'), name='the_chain_does_not_fork')],
            },
        ),
        migrations.CreateModel(
            name='ChainHead',
            fields=[
                ('chain', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('number', models.BigIntegerField(default=0)),
                ('hash', models.CharField(max_length=64)),
                ('mark', models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.CharField(max_length=60)),
                ('number', models.PositiveIntegerField()),
                ('sealed_at', models.DateTimeField()),
                ('first_entry', models.BigIntegerField()),
                ('last_entry', models.BigIntegerField()),
                ('root', models.CharField(max_length=64)),
                ('previous', models.CharField(max_length=128)),
                ('public_key', models.CharField(max_length=64)),
                ('signature', models.CharField(max_length=128)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('chain', 'number'), name='one_seal_per_number'), models.CheckConstraint(condition=models.Q(('last_entry__gte', models.F('first_entry'))), name='a_seal_covers_at_least_one_entry')],
            },
        ),
        migrations.CreateModel(
            name='SealWay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(max_length=300, unique=True)),
                ('sent_until', models.PositiveIntegerField(default=0)),
                ('left_at', models.DateTimeField(null=True)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('tried_at', models.DateTimeField(null=True)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('why_zh', models.CharField(blank=True, max_length=300)),
                ('why_en', models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name='Cursor',
            fields=[
                ('name', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('number', models.BigIntegerField()),
                ('moved_at', models.DateTimeField(null=True)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('tried_at', models.DateTimeField(null=True)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('fault', models.CharField(blank=True, max_length=80)),
                ('fault_at', models.BigIntegerField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('next_try_at', None), ('tries', 0)), models.Q(('tries__gt', 0), models.Q(('fault', ''), _negated=True)), _connector='OR'), name='a_reaction_that_rests_has_failed')],
            },
        ),
        migrations.CreateModel(
            name='Mention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='journal.entry')),
                ('subject', models.CharField(max_length=120)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('subject', 'entry'), name='one_mention_per_entry')],
            },
        ),
        migrations.RunPython(triggers.create_for, triggers.drop_for),
    ]
