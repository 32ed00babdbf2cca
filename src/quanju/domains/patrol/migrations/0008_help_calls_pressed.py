from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patrol", "0007_round_pauses")]

    operations = [
        migrations.AddField(
            model_name="helpcall",
            name="pressed_at",
            field=models.DateTimeField(null=True),
        ),
    ]
