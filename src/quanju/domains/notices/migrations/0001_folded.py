import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('notices', '0001_initial'), ('notices', '0002_who_has_no_account')]

    initial = True

    dependencies = [
        ('people', '0001_folded'),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('kind', models.CharField(max_length=60)),
                ('about', models.CharField(max_length=120)),
                ('cause', models.CharField(max_length=160)),
                ('title_zh', models.TextField()),
                ('title_en', models.TextField()),
                ('body_zh', models.TextField()),
                ('body_en', models.TextField()),
                ('told_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['person', '-told_at'], name='notices_of_a_person'), models.Index(condition=models.Q(('read_at', None)), fields=['person'], name='unread_notices')],
                'constraints': [models.UniqueConstraint(fields=('person', 'kind', 'cause'), name='a_person_is_told_once_of_a_cause'), models.UniqueConstraint(condition=models.Q(('person', None)), fields=('kind', 'cause'), name='who_has_no_account_is_told_once_of_a_cause')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='notices.notice')),
                ('way', models.CharField(choices=[('sms', '短信'), ('mail', '电子邮件'), ('webhook', '分局自己的系统')], max_length=20)),
                ('key', models.UUIDField(unique=True)),
                ('words', models.TextField()),
                ('state', models.CharField(choices=[('queued', '待发'), ('sent', '已发出'), ('delivered', '已送达'), ('failed', '未发成，稍后重试'), ('given_up', '已放弃')], default='queued', max_length=20)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('tried_at', models.DateTimeField(null=True)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('why_zh', models.CharField(blank=True, max_length=300)),
                ('why_en', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'indexes': [models.Index(fields=['way', 'next_try_at'], name='deliveries_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'failed', 'sent', 'delivered', 'given_up'])), name='deliveries_are_in_a_known_state'), models.CheckConstraint(condition=models.Q(('way__in', ['sms', 'mail', 'webhook'])), name='deliveries_go_a_known_way'), models.UniqueConstraint(fields=('notice', 'way'), name='a_notice_leaves_once_by_each_way'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('sent', 'delivered')), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='what_was_sent_has_its_moment'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('queued', 'failed')), _negated=True), ('next_try_at__isnull', False), _connector='OR'), name='what_waits_has_its_next_try')],
            },
        ),
    ]
