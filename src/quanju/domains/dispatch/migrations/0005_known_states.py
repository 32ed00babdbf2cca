"""The database knows the states of incidents, calls and jobs."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0004_open_and_active_are_kept_by_the_database'),
        ('patrol', '0009_known_states'),
        ('people', '0004_known_states'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['assigned', 'acknowledged', 'en_route', 'on_scene', 'transporting', 'reporting', 'released', 'refused', 'withdrawn'])), name='jobs_are_in_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['ringing', 'answered', 'incident_linked', 'handed_over', 'information_given', 'nuisance', 'abandoned', 'closed'])), name='calls_are_in_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['new', 'dispatched', 'en_route', 'on_scene', 'controlled', 'feedback_due', 'closed', 'cancelled', 'reopened', 'merged'])), name='incidents_are_in_a_known_state'),
        ),
    ]
