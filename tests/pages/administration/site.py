"""A small site for the browser: `python -m tests.pages.administration.site` fills QUANJU_HOME."""

import os

PASSWORD = "river-horse-battery-9"

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quanju.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from tests.builders.people import a_station, an_appointment

    from quanju.domains.kernel.clock import now
    from quanju.domains.people.types import SERVICE
    from quanju.domains.rulebook import actions as rulebook

    call_command("migrate", verbosity=0)
    a_station()
    for name, role in (
        ("admin", "system_admin"),
        ("leader", "branch_leader"),
        ("desk", "dispatcher"),
    ):
        held = an_appointment(role, name=name)
        held.person.set_password(PASSWORD)
        held.person.save()
    rulebook.load_rule(
        kind="patrol.cover",
        text="alert_after_min = 15\n",
        effective_from=now(),
        by=SERVICE,
        at=now(),
    )
