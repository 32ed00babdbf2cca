"""`python -m quanju.trial.desks N`: N reception officers more at each site, each signed in.

Prints the cookies of their sessions, one a line. Signing in by forms is not what is measured here.
"""

import sys
from datetime import datetime, timedelta
from typing import Any


def open_desks(each: int) -> list[str]:
    """The session cookies of so many officers at each of the branch's sites."""
    from django.apps import apps

    from quanju.domains.kernel.clock import now
    from quanju.domains.kernel.transaction import write
    from quanju.domains.reception.queries.sites import sites

    person, post, appointment = (
        apps.get_model("people", name) for name in ("Person", "Post", "Appointment")
    )
    at = now()
    cookies = []
    for site in sites():
        for n in range(each):
            name = f"desk-{site.pk}-{n}"
            with write():
                one = person._default_manager.create(
                    username=name, display_name=f"演示-窗口{n}", badge_no=f"d{site.pk}-{n}"
                )
                seat = post._default_manager.create(
                    code=name,
                    organisation_id=site.pk,
                    role="reception_officer",
                    title_zh="接报案民警",
                    title_en="Reception officer",
                )
                appointment._default_manager.create(
                    person=one, post=seat, valid_from=at - timedelta(days=1), status="approved"
                )
            cookies.append(_signed_in(one, at))
    return cookies


def _signed_in(person: Any, at: datetime) -> str:
    from django.conf import settings
    from django.test import Client

    from quanju.domains.people.actions import sessions

    ref = sessions.sign_in(person=person.pk, at=at, has_second_factor=True).ref
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["sign_in"] = ref
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write("\n".join(open_desks(int(sys.argv[1]))))
