# The role of the shift supervisor.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_views_of_lists'),
    ]

    operations = [
        migrations.AlterField(
            model_name='post',
            name='role',
            field=models.CharField(choices=[('resident', '群众'), ('lobby_officer', '大堂警官'), ('reception_officer', '接报案民警'), ('dispatcher', '指挥调度员'), ('shift_supervisor', '指挥值班长'), ('patrol_unit', '巡逻单元'), ('volunteer', '义警'), ('community_officer', '警格员'), ('grid_member', '网格员'), ('case_officer', '办案民警'), ('station_command', '综合指挥室值班'), ('investigation_analyst', '研判员'), ('anti_fraud_officer', '反诈专员'), ('legal_supervision', '督察法制'), ('base_control_officer', '基础管控专员'), ('trip_coordinator', '差旅协调员'), ('lawyer', '律师'), ('branch_leader', '分局领导'), ('outside_liaison', '外单位联络员'), ('auditor', '审计员'), ('system_admin', '系统管理员'), ('approver', '审批人'), ('archivist', '档案员')], max_length=30),
        ),
    ]
