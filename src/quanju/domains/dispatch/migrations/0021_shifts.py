# The hand-over of shifts, bulletins, wall screens.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0020_desks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='WallScreen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('key_hash', models.CharField(max_length=64, unique=True)),
                ('opened_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Bulletin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('span', models.CharField(choices=[('day', '警情日报'), ('week', '警情周报')], max_length=10)),
                ('day', models.DateField()),
                ('content', models.JSONField()),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('span', 'day'), name='a_bulletin_is_made_once'), models.CheckConstraint(condition=models.Q(('span__in', ['day', 'week'])), name='bulletins_are_of_a_known_span')],
            },
        ),
        migrations.CreateModel(
            name='ShiftHandover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begins_at', models.DateTimeField(unique=True)),
                ('content', models.JSONField(default=dict)),
                ('remark', models.TextField(blank=True)),
                ('outgoing_at', models.DateTimeField()),
                ('incoming_at', models.DateTimeField(null=True)),
                ('incoming', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('outgoing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('incoming__isnull', True), models.Q(('outgoing', models.F('incoming')), _negated=True), _connector='OR'), name='a_shift_is_handed_over_by_two'), models.CheckConstraint(condition=models.Q(models.Q(('incoming__isnull', True), ('incoming_at__isnull', True)), models.Q(('incoming__isnull', False), ('incoming_at__isnull', False)), _connector='OR'), name='a_signature_has_its_moment')],
            },
        ),
    ]
