"""The database knows the states of studies, plans and suggestions."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('patrol', '0009_known_states'),
        ('planning', '0003_accepted_rounds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'proposed', 'approved', 'in_force', 'superseded', 'rejected', 'withdrawn'])), name='plans_are_in_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='study',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['queued', 'running', 'done', 'failed', 'cancelled'])), name='studies_are_in_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['offered', 'accepted', 'rejected', 'expired', 'superseded'])), name='suggestions_are_in_a_known_state'),
        ),
    ]
