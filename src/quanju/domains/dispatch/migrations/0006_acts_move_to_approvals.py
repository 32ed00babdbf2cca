"""Merging and cancelling by two people are proposals of `approvals`; what stood moves over."""

from django.db import migrations

NAMES = {"merge": "dispatch.merge_incident", "cancel": "dispatch.cancel_incident"}


def move_over(apps, schema_editor):
    Proposal = apps.get_model("approvals", "Proposal")
    acts = apps.get_model("dispatch", "PendingAct").objects.select_related("incident", "other")
    for act in acts.order_by("pk").iterator(500):
        number, other = act.incident.number, act.other.number if act.other else ""
        is_merge = act.kind == "merge"
        Proposal.objects.create(
            act=NAMES[act.kind],
            subject=f"incident:{number}",
            related=[f"incident:{other}"] if other else [],
            content={"incident": number, "into": other}
            if is_merge
            else {"incident": number, "reason": act.reason},
            said_zh=f"警情 {number} 并入 {other}" if is_merge else f"撤销一级警情 {number}",
            said_en=f"Merge incident {number} into {other}"
            if is_merge
            else f"Cancel incident {number} of grade 1",
            reason=act.reason if is_merge else "",
            is_only_one=True,
            status="proposed"
            if act.decided_at is None
            else ("approved" if act.is_confirmed else "refused"),
            proposed_by=act.proposed_by,
            proposed_at=act.proposed_at,
            decided_by=act.decided_by,
            decided_at=act.decided_at,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0001_initial"),
        ("dispatch", "0005_known_states"),
    ]

    operations = [
        migrations.RunPython(move_over, migrations.RunPython.noop),
        migrations.DeleteModel(name="PendingAct"),
    ]
