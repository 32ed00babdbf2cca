"""`quanju bench worklist` and `thread`: pages over many rows, in a database of their own."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from tempfile import TemporaryDirectory
from typing import Any

import click

from quanju.cli.bench_clocks import empty_database
from quanju.cli.bench_history import timed
from quanju.cli.framework import as_json_option, print_figures, with_django

PARTS = (("new", 5), ("feedback_due", 3), ("alert", 2))
"""Of ten matters that wait: incidents to send somebody to, feedback to accept, alerts."""


@click.command()
@click.option("--open", "count", default=5_000, show_default=True, type=click.IntRange(100))
@click.option("--times", default=40, show_default=True, help="each page is asked so often")
@as_json_option
@with_django
def worklist(count: int, times: int, as_json: bool) -> None:
    """Ask for the worklist of a dispatcher for whom so many matters wait.

    Milliseconds of processor time (`cpu_p50_ms`, `cpu_p95_ms`) and of the clock, of whole pages:
    the first page, the list alone, one matter beside it, the counts of the rail.
    """
    from quanju.domains.kernel.clock import now

    with TemporaryDirectory(prefix="quanju-bench-") as home, empty_database():
        os.environ["QUANJU_HOME"] = home
        at = now()
        _fill(count, at)
        client, actor = _dispatcher(at)
        key = _first_key(actor, at)
        pages = ("", "board", f"matter?key={key}", "counts")
        asked = [(f"/worklist/{page}", _page(client, f"/worklist/{page}")) for page in pages]
        figures = {"open": count, "waiting": _total(client), "pages": timed(asked, times)}
    _print(figures, as_json)


@click.command()
@click.option("--entries", default=1_000, show_default=True, type=click.IntRange(10))
@click.option("--times", default=40, show_default=True, help="each page is asked so often")
@as_json_option
@with_django
def thread(entries: int, times: int, as_json: bool) -> None:
    """Ask for the thread of an incident with so many entries: its first window and its last."""
    from quanju.domains.kernel.clock import now

    with TemporaryDirectory(prefix="quanju-bench-") as home, empty_database():
        os.environ["QUANJU_HOME"] = home
        at = now()
        subject = _tell(entries, at)
        client, _ = _dispatcher(at)
        last = (entries - 1) // 100
        pages = (f"/thread/{subject}", f"/thread/{subject}?window={last}")
        asked = [(page, _page(client, page)) for page in pages]
        figures = {"entries": entries, "pages": timed(asked, times)}
    _print(figures, as_json)


def _print(figures: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_figures(figures, as_json=True)
        return
    pages = figures.pop("pages")
    print_figures(figures, as_json=False)
    for page, one in pages.items():
        words = "  ".join(f"{name} {value}" for name, value in one.items())
        click.echo(f"{page}\n    {words}")


def _page(client: Any, address: str) -> Callable[[], None]:
    def ask() -> None:
        answer = client.get(address, headers={"accept": "text/html"})
        assert answer.status_code == 200, address

    return ask


def _total(client: Any) -> int:
    total: int = client.get("/worklist/counts").json()["total"]
    return total


def _first_key(actor: Any, at: datetime) -> str:
    from quanju.pages.worklist.merging import worklist_of

    first = worklist_of(actor, at=at).first
    assert first is not None
    return first.key


def _dispatcher(at: datetime) -> tuple[Any, Any]:
    """A client in the post of a dispatcher, and who that is."""
    from django.apps import apps
    from django.test import Client

    from quanju.domains.people.actions.sessions import sign_in
    from quanju.domains.people.queries.actors import actor_in

    organisation, person, post, appointment = (
        apps.get_model("people", name) for name in ("Organisation", "Person", "Post", "Appointment")
    )
    branch = organisation._default_manager.create(
        kind="branch", code="bench", name_zh="测试分局", name_en="Bench"
    )
    somebody = person._default_manager.create(username="bench", display_name="测试", badge_no="1")
    desk = post._default_manager.create(
        code="bench-desk",
        organisation=branch,
        role="dispatcher",
        title_zh="调度岗",
        title_en="Dispatcher",
    )
    held = appointment._default_manager.create(
        person=somebody, post=desk, valid_from=at - timedelta(days=1), status="approved"
    )
    session = sign_in(person=somebody.pk, at=at, has_second_factor=True)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(somebody, backend="allauth.account.auth_backends.AuthenticationBackend")
    browser = client.session
    browser["sign_in"] = session.ref
    browser.save()
    return client, actor_in(held, session=session.ref)


def _incident(number: int, state: str, at: datetime) -> dict[str, Any]:
    since = at - timedelta(seconds=7 * number % 36_000)
    return {
        "number": f"{at:%Y%m%d}-{number:05}",
        "title": f"测试警情 {number}",
        "class_code": "dispute",
        "type_code": "fight",
        "grade": 1 + number % 4,
        "address": f"测试路 {number} 号",
        "lon": 119.7,
        "lat": 49.2,
        "channel": "phone",
        "state": state,
        "received_at": since,
        "created_at": since,
    }


def _fill(count: int, at: datetime) -> None:
    """Rows as tables, whatever they mean: no verb of the room is called."""
    from django.apps import apps

    incident, alert, feedback = (
        apps.get_model("dispatch", name) for name in ("Incident", "Alert", "Feedback")
    )
    kinds = [kind for kind, share in PARTS for _ in range(count * share // 10)]
    rows = incident._default_manager.bulk_create(
        incident(**_incident(n, "on_scene" if kind == "alert" else kind, at))
        for n, kind in enumerate(kinds, 1)
    )
    pairs = list(zip(kinds, rows, strict=True))
    feedback._default_manager.bulk_create(
        feedback(
            incident=row,
            given_at=row.created_at,
            disposition_code="mediated",
            class_code="dispute",
            type_code="fight",
        )
        for kind, row in pairs
        if kind == "feedback_due"
    )
    alert._default_manager.bulk_create(
        alert(kind="backup", subject=f"unit:{row.pk}", incident=row, raised_at=row.created_at)
        for kind, row in pairs
        if kind == "alert"
    )


def _tell(entries: int, at: datetime) -> str:
    """An incident with so many entries over two days."""
    from django.apps import apps

    from quanju.domains.journal.actions.entries import record
    from quanju.domains.journal.types import Author, event_named
    from quanju.domains.kernel.transaction import write

    began = at - timedelta(days=2)
    row = _incident(1, "on_scene", at) | {"received_at": began, "created_at": began}
    apps.get_model("dispatch", "Incident")._default_manager.create(**row)
    subject = f"incident:{row['number']}"
    by = Author(subject="person:1", role="dispatcher", organisation="bench")
    names = ("incident_created", "order_sent", *("note_added",) * (entries - 2))
    with write():
        for n, name in enumerate(names):
            event = event_named(f"dispatch.{name}")
            assert event is not None
            moment = began + timedelta(seconds=172_000 * n / entries)
            record(event, subject=subject, by=by, at=moment, related=["zone:1"])
    return subject
