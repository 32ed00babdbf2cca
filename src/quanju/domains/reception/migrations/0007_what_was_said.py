"""When it happened and the sum, as an officer took them from the statement."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reception', '0006_restricted'),
    ]

    operations = [
        migrations.AddField(
            model_name='casereport',
            name='amount_fen',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='casereport',
            name='happened',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddConstraint(
            model_name='casereport',
            constraint=models.CheckConstraint(condition=models.Q(('amount_fen__isnull', True), ('amount_fen__gt', 0), _connector='OR'), name='a_sum_is_more_than_nothing'),
        ),
    ]
