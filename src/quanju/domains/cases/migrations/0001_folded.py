import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('cases', '0001_cases'), ('cases', '0002_papers_and_remedies'), ('cases', '0003_property'), ('cases', '0004_restricted'), ('cases', '0005_time_to_decide'), ('cases', '0006_looked_at_again'), ('cases', '0007_helpers_and_moments'), ('cases', '0008_economic_reviews'), ('cases', '0009_archive')]

    initial = True

    dependencies = [
        ('people', '0001_folded'),
        ('reception', '0001_folded'),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('last', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='CaseRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=16, unique=True)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reception.casereport')),
                ('report_number', models.CharField(max_length=16)),
                ('kind', models.CharField(choices=[('criminal', '刑事'), ('administrative', '行政')], max_length=20)),
                ('title', models.CharField(max_length=60)),
                ('status', models.CharField(choices=[('reported', '待受理'), ('accepted', '已受理'), ('under_review', '立案审查'), ('filed', '已立案'), ('not_filed', '不予立案'), ('reconsideration', '复议中'), ('not_filed_upheld', '复议维持不予立案'), ('review_above', '上级复核中'), ('review_upheld', '复核维持不予立案'), ('prosecutor_query', '检察院立案监督'), ('query_ended', '检察院认可不立案'), ('transferred_out', '已移送'), ('converted', '已转为另一类案件'), ('investigating', '侦查（调查）中'), ('suspended', '中止'), ('sent_to_prosecution', '移送审查起诉'), ('decided_admin', '已作行政决定'), ('revoked', '撤销案件'), ('closed', '结案')], max_length=20)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('station', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('officer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('awaits', models.CharField(blank=True, choices=[('file', '立案'), ('extend_review', '延长审查至 30 日'), ('not_file', '不予立案'), ('transfer_out', '移送其他机关'), ('convert', '刑事、行政互转'), ('new_facts', '因新事实立案'), ('grant', '复议：撤销原决定，立案'), ('uphold', '复议：维持不予立案'), ('extend_decision', '延长复议期限 30 日'), ('grant_above', '按复核决定立案'), ('uphold_above', '记复核结果：维持'), ('answer_query', '答复检察院'), ('file_by_order', '按检察院通知立案'), ('extend_deciding', '延长办案期限 30 日'), ('suspend', '中止'), ('prosecute', '移送审查起诉'), ('decide', '作出行政决定'), ('revoke', '撤销案件'), ('close', '结案')], max_length=20)),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('is_restricted', models.BooleanField(default=False)),
                ('is_at_legal', models.BooleanField(default=False)),
                ('declines', models.PositiveSmallIntegerField(default=0)),
                ('declined_why', models.CharField(blank=True, max_length=200)),
                ('circumstance', models.CharField(blank=True, choices=[('leads', '需要查证线索'), ('hard', '疑难复杂'), ('economic', '经济犯罪案件'), ('agency', '行政机关移送的经济犯罪案件'), ('latest', '行政机关移送，案情较复杂'), ('elsewhere', '不属本机关管辖，待移送')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=2000)),
                ('rules', models.CharField(max_length=60)),
                ('registered_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(null=True)),
                ('review_started_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('sent_to_prosecution', '移送审查起诉'), ('decided_admin', '已作行政决定'), ('revoked', '撤销案件')], max_length=20)),
                ('review_on', models.DateField(null=True)),
                ('converted_to', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='converted_from', to='cases.caserecord')),
            ],
            options={
                'indexes': [models.Index(fields=['office', 'status'], name='cases_of_an_office'), models.Index(fields=['officer', 'status'], name='cases_of_an_officer'), models.Index(fields=['-registered_at', '-id'], name='cases_newest_first'), models.Index(condition=models.Q(('closed_at__isnull', False)), fields=['-closed_at', '-id'], name='cases_closed_last')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['reported', 'accepted', 'under_review', 'filed', 'not_filed', 'reconsideration', 'not_filed_upheld', 'review_above', 'review_upheld', 'prosecutor_query', 'query_ended', 'transferred_out', 'converted', 'investigating', 'suspended', 'sent_to_prosecution', 'decided_admin', 'revoked', 'closed'])), name='cases_are_in_a_known_state'), models.UniqueConstraint(condition=models.Q(('status', 'converted'), _negated=True), fields=('report',), name='a_report_has_one_case_that_is_not_converted'), models.CheckConstraint(condition=models.Q(('status', 'reported'), models.Q(('accepted_at__isnull', False), ('office__isnull', False), ('officer__isnull', False)), _connector='OR'), name='an_accepted_case_has_an_office_and_an_officer'), models.CheckConstraint(condition=models.Q(('status', 'converted'), ('converted_to__isnull', True), _connector='OR'), name='only_a_converted_case_names_another'), models.CheckConstraint(condition=models.Q(('accepted_at__isnull', True), ('accepted_at__gte', models.F('registered_at')), _connector='OR'), name='a_case_is_accepted_after_it_was_registered')],
            },
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='cases.caserecord')),
                ('part', models.CharField(choices=[('complainant', '控告人、报案人'), ('victim', '被害人、被侵害人'), ('suspect', '嫌疑人、违法行为人'), ('witness', '证人')], max_length=12)),
                ('name', models.CharField(max_length=40)),
                ('contact', models.CharField(blank=True, max_length=40)),
                ('noted_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='cases.caserecord')),
                ('paper', models.CharField(max_length=60, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('to', models.CharField(max_length=40)),
                ('how', models.CharField(choices=[('in_person', '直接送达'), ('left', '留置送达'), ('post', '邮寄送达'), ('electronic', '电子送达（经同意）'), ('public', '公告送达')], max_length=12)),
                ('proof', models.CharField(max_length=200)),
                ('served_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('numbered_at', models.DateTimeField()),
                ('served_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('served_at__gte', models.F('numbered_at'))), name='a_paper_is_served_after_it_was_made')],
            },
        ),
        migrations.CreateModel(
            name='Remedy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remedies', to='cases.caserecord')),
                ('kind', models.CharField(choices=[('reconsideration', '刑事复议'), ('review_above', '刑事复核'), ('prosecutor_query', '立案监督')], max_length=20)),
                ('grounds', models.CharField(max_length=2000)),
                ('is_by_resident', models.BooleanField(default=False)),
                ('applied_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, max_length=20)),
                ('decided_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'prosecutor_query'), _negated=True), fields=('case', 'kind'), name='a_case_is_reconsidered_and_reviewed_once'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='a_remedy_that_is_decided_knows_when')],
            },
        ),
        migrations.CreateModel(
            name='CaseProperty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='property', to='cases.caserecord')),
                ('evidence', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, to='reception.evidence')),
                ('name', models.CharField(max_length=80)),
                ('count', models.PositiveIntegerField()),
                ('unit', models.CharField(max_length=10)),
                ('remark', models.CharField(blank=True, max_length=120)),
                ('taken_from', models.CharField(blank=True, max_length=40)),
                ('taken_at', models.DateTimeField()),
                ('awaits', models.CharField(blank=True, choices=[('forfeited', '没收上缴'), ('destroyed', '销毁')], max_length=12)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_why', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('count__gte', 1)), name='property_is_counted'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_why', '')), models.Q(models.Q(('withdrawn_why', ''), _negated=True), ('withdrawn_at__isnull', False)), _connector='OR'), name='property_is_withdrawn_with_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='CaseHelper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='helpers', to='cases.caserecord')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('why', models.CharField(max_length=200)),
                ('since_at', models.DateTimeField()),
                ('until_at', models.DateTimeField(null=True)),
                ('ended_why', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('until_at__isnull', True)), fields=('case', 'office'), name='a_unit_helps_a_case_once_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('ended_why', ''), ('until_at__isnull', True)), models.Q(('until_at__gte', models.F('since_at')), models.Q(('ended_why', ''), _negated=True)), _connector='OR'), name='help_ends_after_it_began_with_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='CaseMoment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moments', to='cases.caserecord')),
                ('caught_at', models.DateTimeField()),
                ('source', models.CharField(max_length=120)),
                ('noted_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_why', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('caught_at__lte', models.F('noted_at'))), name='a_moment_is_noted_after_it_was'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_why', '')), models.Q(('withdrawn_at__isnull', False), models.Q(('withdrawn_why', ''), _negated=True)), _connector='OR'), name='a_moment_is_withdrawn_with_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='CustodyMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='cases.caseproperty')),
                ('count', models.PositiveIntegerField()),
                ('from_place', models.CharField(choices=[('officer', '办案民警处'), ('store', '涉案财物保管室'), ('lab', '送检'), ('returned', '已发还'), ('forwarded', '已随案移送'), ('forfeited', '已批准没收上缴'), ('destroyed', '已批准销毁')], max_length=12)),
                ('to_place', models.CharField(choices=[('officer', '办案民警处'), ('store', '涉案财物保管室'), ('lab', '送检'), ('returned', '已发还'), ('forwarded', '已随案移送'), ('forfeited', '已批准没收上缴'), ('destroyed', '已批准销毁')], max_length=12)),
                ('receiver', models.CharField(max_length=40)),
                ('proof', models.CharField(max_length=200)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('moved_at', models.DateTimeField()),
                ('noted_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_why', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('count__gte', 1)), name='a_hand_over_is_counted'), models.CheckConstraint(condition=models.Q(('from_place', models.F('to_place')), _negated=True), name='a_hand_over_leads_elsewhere'), models.CheckConstraint(condition=models.Q(('moved_at__lte', models.F('noted_at'))), name='a_hand_over_is_noted_after_it_happened'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_why', '')), models.Q(models.Q(('withdrawn_why', ''), _negated=True), ('withdrawn_at__isnull', False)), _connector='OR'), name='a_hand_over_is_withdrawn_with_a_reason')],
            },
        ),
    ]
