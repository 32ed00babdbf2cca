"""The database knows the states of a rule table."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rulebook', '0002_tables_as_written'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='ruletable',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['proposed', 'approved', 'rejected', 'withdrawn', 'superseded', 'rolled_back'])), name='rules_are_in_a_known_state'),
        ),
    ]
