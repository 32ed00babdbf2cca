import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('people', '0001_initial'), ('people', '0002_session_keys_are_hashed'), ('people', '0003_a_key_belongs_to_one_body'), ('people', '0004_known_states'), ('people', '0005_second_persons_move_to_approvals'), ('people', '0006_second_persons_leave_the_rows'), ('people', '0007_views_of_lists'), ('people', '0008_shift_supervisor')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('kind', models.CharField(choices=[('branch', '分局'), ('station', '派出所'), ('community_team', '社区警务队'), ('case_team', '案件办理队'), ('command_room', '综合指挥室'), ('brigade', '大队'), ('centre', '中心'), ('outside_agency', '外单位')], max_length=20)),
                ('name_zh', models.CharField(max_length=100)),
                ('name_en', models.CharField(max_length=160)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='people.organisation')),
                ('lon', models.FloatField(blank=True, null=True)),
                ('lat', models.FloatField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'branch')), fields=('kind',), name='there_is_one_branch'), models.UniqueConstraint(condition=models.Q(('kind__in', ['community_team', 'case_team', 'command_room'])), fields=('parent', 'kind'), name='a_station_has_two_teams_and_one_room'), models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='an_organisation_is_not_its_own_parent')],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.SlugField(max_length=60, unique=True)),
                ('display_name', models.CharField(max_length=60)),
                ('badge_no', models.CharField(blank=True, max_length=20)),
                ('language', models.CharField(blank=True, choices=[('zh-hans', '简体中文'), ('en', 'English')], max_length=10)),
                ('theme', models.CharField(blank=True, choices=[('auto', 'auto'), ('dark', 'dark'), ('light', 'light')], max_length=10)),
                ('is_active', models.BooleanField(default=True)),
                ('one_time_until', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.CharField(max_length=120)),
                ('key', models.CharField(max_length=80)),
                ('verb', models.CharField(max_length=60)),
                ('body_digest', models.CharField(blank=True, max_length=64)),
                ('answer_subject', models.CharField(blank=True, max_length=120)),
                ('at', models.DateTimeField(db_index=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'key'), name='a_form_is_carried_out_once')],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='people.organisation')),
                ('role', models.CharField(choices=[('resident', '群众'), ('lobby_officer', '大堂警官'), ('reception_officer', '接报案民警'), ('dispatcher', '指挥调度员'), ('shift_supervisor', '指挥值班长'), ('patrol_unit', '巡逻单元'), ('volunteer', '义警'), ('community_officer', '警格员'), ('grid_member', '网格员'), ('case_officer', '办案民警'), ('station_command', '综合指挥室值班'), ('investigation_analyst', '研判员'), ('anti_fraud_officer', '反诈专员'), ('legal_supervision', '督察法制'), ('base_control_officer', '基础管控专员'), ('trip_coordinator', '差旅协调员'), ('lawyer', '律师'), ('branch_leader', '分局领导'), ('outside_liaison', '外单位联络员'), ('auditor', '审计员'), ('system_admin', '系统管理员'), ('approver', '审批人'), ('archivist', '档案员')], max_length=30)),
                ('title_zh', models.CharField(max_length=80)),
                ('title_en', models.CharField(max_length=120)),
                ('requires_second_factor', models.BooleanField(default=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('path', models.CharField(max_length=200)),
                ('asked', models.CharField(max_length=1000)),
                ('name', models.CharField(max_length=40)),
                ('saved_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'path', 'name'), name='a_person_names_a_view_of_a_list_once')],
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='people.post')),
                ('valid_from', models.DateTimeField()),
                ('valid_until', models.DateTimeField(blank=True, null=True)),
                ('status', models.CharField(choices=[('proposed', '待批准'), ('approved', '已批准'), ('rejected', '已退回'), ('withdrawn', '已撤回'), ('expired', '已过期'), ('revoked', '已撤销')], default='proposed', max_length=20)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['proposed', 'approved', 'rejected', 'withdrawn', 'expired', 'revoked'])), name='appointments_are_in_a_known_state'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gt', models.F('valid_from')), _connector='OR'), name='an_appointment_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='people.post')),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('person',), name='a_person_is_on_one_duty_at_a_time'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='a_duty_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=32, unique=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_ins', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.post')),
                ('started_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_because', models.CharField(blank=True, max_length=20)),
                ('device', models.CharField(blank=True, max_length=60)),
                ('address', models.CharField(blank=True, max_length=45)),
                ('is_demo_entry', models.BooleanField(default=False)),
                ('second_factor_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['person'], name='open_sessions')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='a_session_ends_after_it_starts')],
            },
        ),
    ]
