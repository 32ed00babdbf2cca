import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from quanju.domains.documents import triggers


class Migration(migrations.Migration):

    replaces = [('documents', '0001_files'), ('documents', '0002_papers'), ('documents', '0003_whole_copies')]

    initial = True

    dependencies = [
        ('people', '0001_folded'),
    ]

    operations = [
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('size', models.BigIntegerField()),
                ('media_type', models.CharField(max_length=100)),
                ('width', models.PositiveIntegerField(default=0)),
                ('height', models.PositiveIntegerField(default=0)),
                ('stored_at', models.DateTimeField()),
                ('scan', models.CharField(choices=[('unscanned', '未扫描'), ('clean', '扫描未见恶意内容'), ('infected', '含恶意内容，已隔离')], default='unscanned', max_length=12)),
                ('scanned_at', models.DateTimeField(null=True)),
                ('malware', models.CharField(blank=True, max_length=120)),
                ('gone_at', models.DateTimeField(null=True)),
                ('thumbnail', models.CharField(choices=[('waiting', 'waiting'), ('made', 'made'), ('none', 'none')], default='waiting', max_length=8)),
                ('has_bytes', models.BooleanField(default=True)),
            ],
            options={
                'indexes': [models.Index(fields=['thumbnail', 'stored_at'], name='files_by_thumbnail'), models.Index(fields=['scan', 'stored_at'], name='files_by_scan'), models.Index(fields=['has_bytes', 'gone_at'], name='files_by_what_is_left')],
                'constraints': [models.CheckConstraint(condition=models.Q(('scan__in', ['unscanned', 'clean', 'infected'])), name='files_are_scanned_or_not'), models.CheckConstraint(condition=models.Q(('thumbnail__in', ('waiting', 'made', 'none'))), name='thumbnails_are_made_or_not'), models.CheckConstraint(condition=models.Q(('size__gte', 1)), name='a_file_has_bytes'), models.CheckConstraint(condition=models.Q(models.Q(('scan', 'unscanned'), ('scanned_at__isnull', True)), models.Q(models.Q(('scan', 'unscanned'), _negated=True), ('scanned_at__isnull', False)), _connector='OR'), name='what_is_scanned_says_when'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('scan', 'infected')), models.Q(('malware', ''), _negated=True)), models.Q(models.Q(('scan', 'infected'), _negated=True), ('malware', '')), _connector='OR'), name='malware_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='PaperCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('year', models.PositiveSmallIntegerField()),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('last', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'year', 'office'), name='papers_are_counted_once')],
            },
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=100, unique=True)),
                ('kind', models.CharField(max_length=60)),
                ('year', models.PositiveSmallIntegerField()),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('ordinal', models.PositiveIntegerField()),
                ('subject', models.CharField(max_length=120)),
                ('language', models.CharField(max_length=10)),
                ('title', models.CharField(max_length=200)),
                ('template', models.CharField(max_length=80)),
                ('template_sha256', models.CharField(max_length=64)),
                ('content_sha256', models.CharField(max_length=64)),
                ('code', models.CharField(max_length=12)),
                ('numbered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('numbered_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('numbered', '已编号，正在成文'), ('issued', '有效'), ('superseded', '已被替代'), ('withdrawn', '已作废')], default='numbered', max_length=12)),
                ('issued_at', models.DateTimeField(null=True)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('size', models.PositiveIntegerField(default=0)),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='documents.paper')),
                ('ended_at', models.DateTimeField(null=True)),
                ('end_reason', models.TextField(blank=True)),
                ('sole_key', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'indexes': [models.Index(fields=['subject'], name='papers_by_subject'), models.Index(fields=['kind', 'numbered_at'], name='papers_by_kind'), models.Index(fields=['state', 'numbered_at'], name='papers_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['numbered', 'issued', 'superseded', 'withdrawn'])), name='papers_are_in_a_known_state'), models.UniqueConstraint(fields=('kind', 'year', 'office', 'ordinal'), name='a_number_is_given_once'), models.UniqueConstraint(condition=models.Q(('sole_key', ''), _negated=True), fields=('sole_key',), name='a_matter_has_one_sole_paper_in_force'), models.CheckConstraint(condition=models.Q(('ordinal__gte', 1)), name='papers_are_numbered_from_one'), models.CheckConstraint(condition=models.Q(models.Q(('issued_at__isnull', True), ('sha256', ''), ('size', 0)), models.Q(models.Q(('issued_at__isnull', False), ('size__gte', 1)), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='a_paper_that_is_issued_has_its_digest'), models.CheckConstraint(condition=models.Q(models.Q(('issued_at__isnull', True), ('state', 'numbered')), models.Q(('issued_at__isnull', False), ('state__in', ['issued', 'superseded'])), ('state', 'withdrawn'), _connector='OR'), name='what_is_numbered_is_not_issued_yet'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state__in', ['numbered', 'issued'])), models.Q(('ended_at__isnull', False), ('sole_key', ''), ('state__in', ['superseded', 'withdrawn'])), _connector='OR'), name='only_an_ended_paper_has_an_end'), models.CheckConstraint(condition=models.Q(('replaces__isnull', True), models.Q(('replaces', models.F('id')), _negated=True), _connector='OR'), name='a_paper_does_not_replace_itself')],
            },
        ),
        migrations.CreateModel(
            name='FileUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='documents.storedfile')),
                ('subject', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=60)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('state', models.CharField(choices=[('kept', '保存中'), ('due', '到期待销毁'), ('held', '保全中'), ('deleted', '已销毁')], default='kept', max_length=8)),
                ('added_by', models.CharField(max_length=120)),
                ('added_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(null=True)),
                ('look_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('deleted_at', models.DateTimeField(null=True)),
                ('deletion_proposed_by', models.CharField(blank=True, max_length=120)),
                ('deleted_by', models.CharField(blank=True, max_length=120)),
                ('deletion_reason', models.TextField(blank=True)),
            ],
            options={
                'indexes': [models.Index(fields=['subject', 'added_at'], name='file_uses_by_subject'), models.Index(fields=['look_at'], name='file_uses_by_look'), models.Index(fields=['state', 'due_at'], name='file_uses_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['kept', 'due', 'held', 'deleted'])), name='file_uses_are_in_a_known_state'), models.UniqueConstraint(condition=models.Q(('state__in', ('kept', 'due', 'held'))), fields=('file', 'subject', 'kind'), name='a_file_stands_once_on_a_matter'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('deleted_at__isnull', False), ('name', ''), ('state', 'deleted')), models.Q(('deleted_by', ''), _negated=True), models.Q(('deletion_proposed_by', ''), _negated=True)), models.Q(models.Q(('state', 'deleted'), _negated=True), ('deleted_at__isnull', True), ('deleted_by', '')), _connector='OR'), name='a_tombstone_says_who_and_when_and_no_name'), models.CheckConstraint(condition=models.Q(('deleted_by', ''), models.Q(('deleted_by', models.F('deletion_proposed_by')), _negated=True), _connector='OR'), name='nobody_deletes_a_file_alone'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'due'), _negated=True), ('due_at__isnull', False), _connector='OR'), name='what_is_due_says_since_when')],
            },
        ),
        migrations.CreateModel(
            name='PaperBody',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('paper', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='body', to='documents.paper')),
                ('content', models.TextField()),
                ('pdf', models.BinaryField(null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('fault', models.TextField(blank=True)),
                ('next_try_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='PaperCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='documents.paper')),
                ('words', models.JSONField(default=list)),
                ('recipient', models.CharField(max_length=200)),
                ('hidden', models.PositiveIntegerField()),
                ('is_whole', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('proposed', '待另一人核对'), ('released', '可提供'), ('set_aside', '未准')], default='proposed', max_length=12)),
                ('sha256', models.CharField(max_length=64)),
                ('pdf', models.BinaryField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'released', 'set_aside'])), name='copies_are_in_a_known_state'), models.CheckConstraint(condition=models.Q(models.Q(('hidden__gte', 1), ('is_whole', False)), models.Q(('hidden', 0), ('is_whole', True)), _connector='OR'), name='a_copy_hides_something_or_is_said_to_need_none')],
            },
        ),
        migrations.RunPython(triggers.create_for, triggers.drop_for),
    ]
