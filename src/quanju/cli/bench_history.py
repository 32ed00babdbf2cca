"""`quanju bench history`: lists, queue, desk and measures after years, before and after ANALYZE."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import click

from quanju.cli.bench_place import Place, forget_counts, place_to_fill
from quanju.cli.framework import as_json_option, print_figures, refuse, with_django
from quanju.config.heap import settle

DAYS = 60
"""Days that are drawn; the years before them are copies."""

PAGES = {
    "dispatcher": (
        "/dispatch/",
        "/dispatch/queue",
        "/dispatch/units",
        "/dispatch/counts",
        "/dispatch/panel",
        "/dispatch/incidents.geojson",
        "/dispatch/calls",
        "/dispatch/incidents",
        "/dispatch/incidents?before={recent}",
        "/dispatch/incidents?grade=1",
        "/dispatch/incidents?state=merged",
    ),
    "legal_supervision": (
        "/dispatch/incidents",
        "/dispatch/incidents?before={middle}",
        "/dispatch/incidents?before={first}",
        "/dispatch/incidents?state=merged",
        "/dispatch/incidents?grade=1",
        "/dispatch/incidents?measure=RT-3&ring=1&from={year_ago}&until={now}",
        "/dispatch/incidents?measure=RT-3&ring=1&grade=1&from={decade_ago}&until={now}",
    ),
    "station_command": ("/dispatch/incidents", "/dispatch/incidents?before={middle}"),
    "patrol_unit": ("/unit/", "/dispatch/incidents"),
    # A year is about 100,000 incidents: `--incidents 100000` tells the home of one.
    "branch_leader": (
        "/",
        "/?period=year",
        "/home/now",
        "/home/trend?period=year",
        "/home/enforcement?period=year",
        "/home/figures?code=count&period=year",
    ),
}
COLD = """
import sys, time
import django
django.setup()
from quanju.cli.readiness import compile_roads, read_ahead
from quanju.config.asgi import application
compile_roads()
read_ahead()
from django.conf import settings
from django.test import Client
client = Client(headers={"host": "127.0.0.1"})
client.cookies[settings.SESSION_COOKIE_NAME] = sys.argv[1]
for _ in range(2):
    started = time.perf_counter()
    assert client.get("/dispatch/").status_code == 200
    print((time.perf_counter() - started) * 1e3)
"""


@click.command()
@click.option("--incidents", default=1_000_000, show_default=True, type=click.IntRange(30_000))
@click.option("--times", default=20, show_default=True, help="each page is asked so often")
@click.option(
    "--database",
    envvar="QUANJU_DATABASE",
    help="a PostgreSQL server; a database of its own is made there and dropped",
)
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="fill here and keep it; what an earlier run filled here is measured as it is",
)
@as_json_option
def history(
    incidents: int, times: int, database: str | None, home: Path | None, as_json: bool
) -> None:
    """Make years of incidents in a temporary home, and time what people open.

    Figures in milliseconds of the clock; `cpu_p50_ms` is what a busy machine does not blur.
    """
    with place_to_fill(home, database) as place:
        os.environ.update(QUANJU_HOME=str(place.home), QUANJU_DEMO="1")
        os.environ.pop("QUANJU_DATABASE", None)
        if place.address:
            os.environ["QUANJU_DATABASE"] = place.address
        figures = _measured(place, incidents, times)
    if as_json:
        print_figures(figures, as_json=True)
        return
    print_figures({n: v for n, v in figures.items() if not isinstance(v, dict)}, as_json=False)
    for name in ("before_analyze", "after_analyze"):
        if name not in figures:
            continue
        click.echo(f"\n{name}: p50, p95, CPU p50 in ms")
        for page, one in figures[name].items():
            click.echo(
                f"{one['p50_ms']:8.1f} {one['p95_ms']:8.1f} {one['cpu_p50_ms']:8.1f}  {page}"
            )


@with_django
def _measured(place: Place, incidents: int, times: int) -> dict[str, Any]:
    from django.conf import settings
    from django.db import connection, connections

    from quanju.cli.readiness import compile_roads, read_ahead

    figures: dict[str, Any] = {"database": connection.vendor, **place.filled_once(_fill, incidents)}
    compile_roads()
    read_ahead()
    clients = {role: _signed_in(role) for role in PAGES}
    asked = [*_pages(clients), *_measures()]
    if forget_counts():
        figures["before_analyze"] = timed(asked, times)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connections.close_all()  # SQLite reads the counts when a connection is opened
    figures["after_analyze"] = timed(asked, times)
    cookie = clients["dispatcher"].cookies[settings.SESSION_COOKIE_NAME].value
    figures["desk_cold_ms"], figures["desk_warm_ms"] = _cold(cookie)
    connections.close_all()
    for kind, is_kind in (("page", lambda n: "/" in n), ("measure", lambda n: "/" not in n)):
        figures[f"slowest_{kind}_p95_ms"] = max(
            one["p95_ms"]
            for part in ("before_analyze", "after_analyze")
            if part in figures
            for name, one in figures[part].items()
            if is_kind(name)
        )
    return figures


def _fill(incidents: int) -> dict[str, Any]:
    """The demo's last weeks, and copies of them back through the years."""
    from django.conf import settings
    from django.core.management import call_command

    from quanju.demo.stage import set_up
    from quanju.demo.years import multiply, open_some
    from quanju.domains.kernel.clock import now

    started = time.perf_counter()
    call_command("migrate", verbosity=0)
    set_up(Path(settings.HOME), days=DAYS, say=lambda zh, en: None)
    drawn = time.perf_counter()
    made = multiply(days=DAYS, wanted=incidents)
    open_some(now())
    return {
        "incidents": made,
        "filled_s": round(time.perf_counter() - drawn, 1),
        "made_s": round(time.perf_counter() - started, 1),
    }


def _signed_in(role: str) -> Any:
    """A client in the post of that role, through the demo's door."""
    from django.test import Client

    from quanju.demo.models import Entry

    entry = Entry.objects.filter(post__role=role).order_by("order").first()
    client = Client(headers={"host": "127.0.0.1"})
    assert entry is not None
    assert client.post("/demo/enter", {"entry": entry.pk}).status_code == 302, role
    return client


Asked = tuple[str, Callable[[], object]]


def _pages(clients: dict[str, Any]) -> Iterator[Asked]:
    from quanju.domains.dispatch.models import Incident
    from quanju.domains.kernel.clock import now

    numbers = Incident.objects.order_by("created_at").values_list("number", flat=True)
    at, count = now(), Incident.objects.count()
    known = {
        "recent": numbers[count - 100],
        "middle": numbers[count // 2],
        "first": numbers[200],
        "now": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "year_ago": f"{at - timedelta(days=365):%Y-%m-%dT%H:%M:%SZ}",
        "decade_ago": f"{at - timedelta(days=3650):%Y-%m-%dT%H:%M:%SZ}",
    }
    for role, pages in PAGES.items():
        for page in pages:
            yield f"{role} {page}", partial(_get, clients[role], page.format(**known))


def _get(client: Any, page: str) -> None:
    answer = client.get(page)
    if answer.status_code != 200:
        refuse(f"{page} 返回 {answer.status_code}", f"{page} answered {answer.status_code}")


def _measures() -> Iterator[Asked]:
    from quanju.domains.dispatch.queries import measures
    from quanju.domains.dispatch.queries.counts import counts_by_class, counts_by_day, repeat_calls
    from quanju.domains.dispatch.queries.coverage import ring_coverage
    from quanju.domains.dispatch.queries.handling import handling_rate
    from quanju.domains.kernel.clock import now

    until = now()
    since = until - timedelta(days=365)
    span: dict[str, Any] = {"from_at": since, "until_at": until}
    yield "a year: RT-1 to RT-10", partial(measures.measures, **span)
    yield "a year: by class", partial(counts_by_class, **span)
    yield "a year: by day", partial(counts_by_day, **span)
    yield "a year: RT-9", partial(repeat_calls, **span)
    for name, figure in (("V-2", handling_rate), ("RT-4", ring_coverage)):
        yield f"a year: {name}", partial(figure, since=since, until=until, at=until)


def timed(asked: Sequence[Asked], times: int) -> dict[str, dict[str, float]]:
    """Each is asked once to warm it, then so often, in a process at rest as a server's is."""
    found = {}
    for name, ask in asked:
        ask()
        settle()
        walls, cpus = [], []
        for _ in range(times):
            wall, cpu = time.perf_counter(), time.process_time()
            ask()
            walls.append((time.perf_counter() - wall) * 1e3)
            cpus.append((time.process_time() - cpu) * 1e3)
        found[name] = {
            "p50_ms": round(statistics.median(walls), 1),
            "p95_ms": round(sorted(walls)[max(0, -(-95 * times // 100) - 1)], 1),
            "cpu_p50_ms": round(statistics.median(cpus), 1),
            "cpu_p95_ms": round(sorted(cpus)[max(0, -(-95 * times // 100) - 1)], 1),
        }
    return found


def _cold(session: str) -> tuple[float, float]:
    """The desk's first and second page of a server that has just started."""
    run = subprocess.run(
        [sys.executable, "-c", COLD, session],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "quanju.config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    cold, warm = map(float, run.stdout.split())
    return cold, warm
