# The paper cards of the hours without the system.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0015_cases_without_a_report'),
        ('people', '0007_views_of_lists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PaperCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=16, unique=True)),
                ('printed_at', models.DateTimeField()),
                ('entered_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='incident',
            name='from_paper',
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name='incident',
            index=models.Index(condition=models.Q(('from_paper', True)), fields=['created_at'], name='incidents_from_paper'),
        ),
        migrations.AddField(
            model_name='papercard',
            name='entered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='papercard',
            name='incident',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='paper_card', to='dispatch.incident'),
        ),
        migrations.AddIndex(
            model_name='papercard',
            index=models.Index(fields=['entered_at'], name='cards_by_entry'),
        ),
        migrations.AddConstraint(
            model_name='papercard',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('entered_at__isnull', True), ('entered_by', None), ('incident__isnull', True)), models.Q(('entered_at__isnull', False), ('entered_by__isnull', False), ('incident__isnull', False)), _connector='OR'), name='a_card_is_entered_by_somebody_as_an_incident'),
        ),
    ]
