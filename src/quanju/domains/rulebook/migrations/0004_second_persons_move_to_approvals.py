"""Who proposed and who approved a version are proposals now."""

from django.db import migrations

ENDED = {"superseded": "approved", "rolled_back": "approved", "rejected": "refused"}


def move_over(apps, schema_editor):
    Proposal = apps.get_model("approvals", "Proposal")
    for row in apps.get_model("rulebook", "RuleTable").objects.order_by("pk").iterator(500):
        if row.proposed_by_id is None:  # loaded with the branch
            continue
        status = ENDED.get(row.status, row.status)
        second = row.proposed_by_id if status == "withdrawn" else row.approved_by_id
        Proposal.objects.create(
            act="rulebook.change_rule",
            subject=f"rule:{row.kind}@{row.version}",
            related=[f"rules:{row.kind}"],
            content={"table": row.pk},
            said_zh=f"规则表 {row.kind} v{row.version}",
            said_en=f"Rule table {row.kind} v{row.version}",
            reason=row.reason,
            is_only_one=True,
            # Who rejected a version was not kept in its row: the journal tells.
            status="expired" if status == "refused" and second is None else status,
            proposed_by=f"person:{row.proposed_by_id}",
            proposed_at=row.proposed_at,
            decided_by=f"person:{second}" if second and status != "proposed" else "",
            decided_at=None if status == "proposed" else row.approved_at or row.proposed_at,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0001_initial"),
        ("people", "0005_second_persons_move_to_approvals"),
        ("rulebook", "0003_known_states"),
    ]

    operations = [
        migrations.RunPython(move_over, migrations.RunPython.noop),
    ]
