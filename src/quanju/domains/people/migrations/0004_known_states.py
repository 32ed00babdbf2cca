"""The database knows the states of appointments and of resets."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_a_key_belongs_to_one_body'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['proposed', 'approved', 'rejected', 'withdrawn', 'revoked'])), name='appointments_are_in_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='secondfactorreset',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['proposed', 'approved', 'rejected', 'withdrawn'])), name='resets_are_in_a_known_state'),
        ),
    ]
