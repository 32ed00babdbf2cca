# Desks, what goes from one to another, and what stations were sent.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0019_eido_documents'),
        ('people', '0008_shift_supervisor'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DeskTransfer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('asked', '待接'), ('accepted', '已接'), ('taken_back', '已撤回'), ('lapsed', '已失效')], max_length=20)),
                ('asked_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='StationCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('sent', '待签收'), ('signed', '已签收'), ('taken_back', '已收回'), ('lapsed', '已结束')], max_length=20)),
                ('sent_at', models.DateTimeField()),
                ('signed_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Desk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField(
            model_name='incident',
            name='desk',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dispatch.desk'),
        ),
        migrations.AddField(
            model_name='desktransfer',
            name='from_desk',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dispatch.desk'),
        ),
        migrations.AddField(
            model_name='desktransfer',
            name='incident',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='dispatch.incident'),
        ),
        migrations.AddField(
            model_name='desktransfer',
            name='to_desk',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dispatch.desk'),
        ),
        migrations.AddField(
            model_name='stationcall',
            name='incident',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='station_calls', to='dispatch.incident'),
        ),
        migrations.AddField(
            model_name='stationcall',
            name='sent_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='stationcall',
            name='signed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='stationcall',
            name='station',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation'),
        ),
        migrations.AddConstraint(
            model_name='desk',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('person',), name='a_person_sits_at_one_desk'),
        ),
        migrations.AddConstraint(
            model_name='desk',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('number',), name='a_desk_has_one_person'),
        ),
        migrations.AddConstraint(
            model_name='desk',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('began_at')), _connector='OR'), name='a_desk_is_left_after_it_is_taken'),
        ),
        migrations.AddConstraint(
            model_name='desktransfer',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'accepted', 'taken_back', 'lapsed'])), name='transfers_between_desks_are_in_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='desktransfer',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('incident',), name='an_incident_is_offered_to_one_desk'),
        ),
        migrations.AddConstraint(
            model_name='desktransfer',
            constraint=models.CheckConstraint(condition=models.Q(('from_desk', models.F('to_desk')), _negated=True), name='a_transfer_goes_to_another_desk'),
        ),
        migrations.AddConstraint(
            model_name='stationcall',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['sent', 'signed', 'taken_back', 'lapsed'])), name='station_calls_are_in_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='stationcall',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('sent', 'signed'))), fields=('incident',), name='an_incident_is_sent_to_one_station'),
        ),
        migrations.AddConstraint(
            model_name='stationcall',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'signed'), _negated=True), ('signed_at__isnull', False), _connector='OR'), name='what_is_signed_for_has_its_moment'),
        ),
    ]
