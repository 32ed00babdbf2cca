"""Who proposed and who approved a plan are proposals now."""

from django.db import migrations

ENDED = {"in_force": "approved", "superseded": "approved", "rejected": "refused"}


def move_over(apps, schema_editor):
    Proposal = apps.get_model("approvals", "Proposal")
    for row in apps.get_model("planning", "Plan").objects.order_by("pk").iterator(100):
        if row.proposed_by_id is None:  # a draft
            continue
        status = ENDED.get(row.status, row.status)
        if status == "withdrawn" and row.approved_by_id is not None:
            status = "approved"  # withdrawn after its approval: another verb of the plan
        second = row.proposed_by_id if status == "withdrawn" else row.approved_by_id
        Proposal.objects.create(
            act="planning.put_plan_in_force",
            subject=f"plan:{row.number}",
            related=["plans"],
            content={"plan": row.number},
            said_zh=f"方案 {row.number}“{row.title}”生效",
            said_en=f"Put plan {row.number} “{row.title}” in force",
            is_only_one=True,
            # Who rejected a plan was not kept in its row: the journal tells.
            status="expired" if status == "refused" and second is None else status,
            proposed_by=f"person:{row.proposed_by_id}",
            proposed_at=row.proposed_at,
            decided_by=f"person:{second}" if second and status != "proposed" else "",
            decided_at=None if status == "proposed" else row.approved_at or row.proposed_at,
            why=row.why,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0001_initial"),
        ("planning", "0005_shifts_stand_in_duty"),
    ]

    operations = [
        migrations.RunPython(move_over, migrations.RunPython.noop),
    ]
