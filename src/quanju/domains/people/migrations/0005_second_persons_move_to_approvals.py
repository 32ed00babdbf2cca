"""Who proposed and who granted a post, and resets of a second factor, are proposals now."""

from django.db import migrations, models

ENDED = {"approved": "approved", "revoked": "approved", "rejected": "refused"}


def move_over(apps, schema_editor):
    Proposal = apps.get_model("approvals", "Proposal")
    rows = apps.get_model("people", "Appointment").objects.order_by("pk")
    for row in rows.select_related("person", "post__organisation__parent").iterator(500):
        if row.granted_by_id is None:  # loaded with the branch
            continue
        person, post = row.person, row.post
        Proposal.objects.create(
            act="people.appoint",
            subject=f"appointment:{row.pk}",
            related=[f"post:{post.code}"],
            content={
                "appointment": row.pk,
                "role": post.role,
                "station": station_of(post.organisation),
            },
            said_zh=f"{person.display_name}任{post.organisation.name_zh}{post.title_zh}",
            said_en=f"{person.display_name} as {post.title_en}, {post.organisation.name_en}",
            **facts(
                row.status,
                person=person.pk,
                first=row.granted_by_id,
                second=row.approved_by_id,
                asked=row.proposed_at or row.valid_from,
                decided=row.decided_at,
            ),
        )
    resets = apps.get_model("people", "SecondFactorReset").objects.order_by("pk")
    for row in resets.select_related("person").iterator(500):
        Proposal.objects.create(
            act="people.reset_second_factor",
            subject=f"person:{row.person_id}",
            related=[],
            content={"person": row.person_id},
            said_zh=f"取下{row.person.display_name}遗失的第二因素",
            said_en=f"Take the lost second factor off {row.person.display_name}'s account",
            **facts(
                row.status,
                person=row.person_id,
                first=row.asked_by_id,
                second=row.decided_by_id,
                asked=row.asked_at,
                decided=row.decided_at,
            ),
        )


def facts(status, *, person, first, second, asked, decided):
    status = ENDED.get(status, status)
    if status == "withdrawn":
        second = first
    about = f"person:{person}"
    return {
        "is_only_one": True,
        "status": status,
        # What was decided about oneself before the house knew better is kept as it was.
        "about": "" if person in (first, second) else about,
        "proposed_by": f"person:{first}",
        "proposed_at": asked,
        "decided_by": f"person:{second}" if second and status != "proposed" else "",
        "decided_at": None if status == "proposed" else decided or asked,
    }


def station_of(organisation):
    while organisation is not None and organisation.kind != "station":
        organisation = organisation.parent
    return organisation.pk if organisation else None


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0001_initial"),
        ("people", "0004_known_states"),
    ]

    operations = [
        migrations.RunPython(move_over, migrations.RunPython.noop),
    ]
