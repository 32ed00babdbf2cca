"""A whole small site for the browser tests of the phone: `python -m tests.pages.unit_phone.site`.

Fills the database of QUANJU_HOME and prints, as JSON, the session of a crew member and the order.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

os.environ["DJANGO_SETTINGS_MODULE"] = "quanju.config.settings"


def fill() -> dict[str, object]:
    """The invented town, a crew of two on shift, an order a minute old."""
    from tests.builders.incidents import an_incident, an_order
    from tests.builders.people import an_actor

    from quanju.domains.kernel.clock import now

    crew = crew_on_shift()
    desk = an_actor("dispatcher", name="desk", valid_from=now() - timedelta(days=1))
    incident = an_incident(by=desk, at=now() - timedelta(seconds=90))
    a_round(crew.unit)
    an_order(incident, crew.unit, by=desk, at=now() - timedelta(seconds=60))
    return {**session_of(crew.client), "incident": incident.number}


def a_round(unit: int) -> None:
    """A round of two stops that begins now; the order goes before it."""
    from tests.builders import town
    from tests.builders.people import a_branch, an_actor

    from quanju.domains.kernel.clock import now
    from quanju.domains.kernel.types import Text
    from quanju.domains.rounds.actions import planning
    from quanju.domains.rounds.types import CheckpointPlan

    places = [town.spot(1, 1), town.spot(2, 1)]
    planning.plan_round(
        mode="car",
        zone=1,
        organisation=a_branch().pk,
        duty_from=now(),
        duty_until=now() + timedelta(hours=1),
        checkpoints=[
            CheckpointPlan(
                name=Text(f"站点{n}", f"stop {n}"),
                due_at=now() + timedelta(minutes=10 * n),
                lon=lon,
                lat=lat,
            )
            for n, (lon, lat) in enumerate(places, 1)
        ],
        unit=unit,
        by=an_actor("dispatcher", name="planner"),
        at=now(),
    )


@dataclass
class Crew:
    """A signed-in crew member and the unit they ride with."""

    client: "Client"
    unit: int


def crew_on_shift() -> Crew:
    """The invented town with its rules, and P3 with two on it near the south-western corner."""
    from django.test import Client
    from tests.builders import town
    from tests.builders.crews import a_unit, rostered
    from tests.builders.people import an_actor, an_appointment, sign_in

    from quanju.domains.kernel.clock import now
    from quanju.domains.patrol.actions import crews, positions

    early = now() - timedelta(days=1)
    town.load_all(Path(tempfile.mkdtemp()), at=early)
    client = Client()
    me = sign_in(client, an_appointment("patrol_unit", name="me", valid_from=early))
    mate = an_actor("patrol_unit", name="mate", valid_from=early)
    unit = a_unit("P3")
    rostered(unit, [me, mate])
    crew = [p.person_id for p in (me, mate) if p.person_id]
    crews.sign_on(unit=unit.pk, crew=crew, by=me, at=now() - timedelta(hours=1))
    lon, lat = town.spot(1, 1)
    positions.report_position(unit=unit.pk, lon=lon, lat=lat, by=me, at=now())
    return Crew(client, unit.pk)


def session_of(client: "Client") -> dict[str, object]:
    """The cookie by which a browser is signed in."""
    from django.conf import settings

    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value}


def print_filled(fill: Callable[[], dict[str, object]]) -> None:
    """Migrate, fill, and print what was filled as one line of JSON."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    filled = fill()

    from quanju.domains.journal.actions.entries import SERVICE
    from quanju.domains.journal.actions.stock import take_stock
    from quanju.domains.kernel.clock import now

    # The factories store rows by no verb; from here on the record is what the site's verbs say.
    take_stock(because="factories", by=SERVICE, at=now())
    sys.stdout.write(json.dumps(filled) + "\n")


if __name__ == "__main__":
    print_filled(fill)
