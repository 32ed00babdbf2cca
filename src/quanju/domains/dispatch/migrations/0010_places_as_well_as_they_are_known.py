"""A place that is not exact: a way around a point, a second point, or no point at all."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0009_help_answers'),
        ('people', '0007_views_of_lists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='incident',
            name='caller_address',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='incident',
            name='caller_lat',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='incident',
            name='caller_lon',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='incident',
            name='is_ring_known',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='incident',
            name='other_address',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='incident',
            name='other_lat',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='incident',
            name='other_lon',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='incident',
            name='place_changed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='incident',
            name='place_kind',
            field=models.CharField(choices=[('exact', '地点确切'), ('around', '大致在此'), ('either', '两处之一'), ('unknown', '地点不明')], default='exact', max_length=10),
        ),
        migrations.AddField(
            model_name='incident',
            name='radius_m',
            field=models.FloatField(null=True),
        ),
        migrations.AlterField(
            model_name='incident',
            name='lat',
            field=models.FloatField(null=True),
        ),
        migrations.AlterField(
            model_name='incident',
            name='lon',
            field=models.FloatField(null=True),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lat__isnull', False), ('lon__isnull', False), ('place_kind', 'exact'), ('radius_m__isnull', True), ('other_address', ''), ('other_lat__isnull', True), ('other_lon__isnull', True)), models.Q(('lat__isnull', False), ('lon__isnull', False), ('place_kind', 'around'), ('radius_m__gt', 0), ('radius_m__isnull', False), ('other_address', ''), ('other_lat__isnull', True), ('other_lon__isnull', True)), models.Q(('lat__isnull', False), ('lon__isnull', False), ('place_kind', 'either'), ('other_lat__isnull', False), ('other_lon__isnull', False), ('radius_m__isnull', True)), models.Q(('lat__isnull', True), ('lon__isnull', True), ('place_kind', 'unknown'), ('radius_m__isnull', True), ('other_address', ''), ('other_lat__isnull', True), ('other_lon__isnull', True), models.Q(('address', ''), _negated=True)), _connector='OR'), name='a_place_has_the_points_that_its_kind_says'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(('is_ring_known', True), ('ring__isnull', True), _connector='OR'), name='a_ring_that_is_not_known_is_none'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('caller_lat__isnull', True), ('caller_lon__isnull', True)), models.Q(('caller_lat__isnull', False), ('caller_lon__isnull', False)), _connector='OR'), name='a_caller_stands_at_a_whole_point'),
        ),
    ]
